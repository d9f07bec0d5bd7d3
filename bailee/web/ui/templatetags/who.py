"""Who did it, as the people of this face read it."""

import uuid

from django.conf import settings
from django.template import Context, Library

from bailee.foundation import tenancy
from bailee.people.models import User
from bailee.vault.integrations.models import Token

register = Library()
_KNOWN = "names of people"  # key in the render context: one query a page


@register.simple_tag(takes_context=True)
def who(context: Context, kind: str, person: uuid.UUID | None) -> str:
    """A person or a token of this seat by name; people beyond the wall by their company."""
    if context.render_context.get(_KNOWN) is None:
        context.render_context[_KNOWN] = _names()
    name: str | None = context.render_context[_KNOWN].get(person)
    if name is not None:
        return name
    return {"staff": settings.COMPANY_NAME, "user": "the client"}.get(kind, "Bailee")


def _names() -> dict[uuid.UUID, str]:
    names = dict(User.objects.values_list("id", "name"))
    if tenancy.current().in_vault:
        tokens = Token.objects.values_list("id", "name")
        names |= {which: f"API token “{name}”" for which, name in tokens}
    return names
