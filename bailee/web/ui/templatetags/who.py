"""Who did it, as the people of this face read it."""

import uuid

from django.conf import settings
from django.template import Context, Library

from bailee.people.models import User

register = Library()
_KNOWN = "names of people"  # key in the render context: one query a page


@register.simple_tag(takes_context=True)
def who(context: Context, kind: str, person: uuid.UUID | None) -> str:
    """A person of this seat by name; people beyond the wall by the company they belong to."""
    if context.render_context.get(_KNOWN) is None:
        context.render_context[_KNOWN] = dict(User.objects.values_list("id", "name"))
    name: str | None = context.render_context[_KNOWN].get(person)
    if name is not None:
        return name
    return {"staff": settings.COMPANY_NAME, "user": "the client"}.get(kind, "Bailee")
