"""Who did it, as the people of this face read it."""

import uuid

from django.conf import settings
from django.template import Context, Library
from django.utils.translation import gettext as _

from bailee.foundation import tenancy
from bailee.people.models import Removed, User
from bailee.vault.integrations.models import Token
from bailee.web.ui.templatetags.values import formats_in

register = Library()
_KNOWN = "names of people"  # key in the render context: one query a page
_GONE = "people removed"  # the same for when they were


@register.simple_tag(takes_context=True)
def who(context: Context, kind: str, person: uuid.UUID | None) -> str:
    """A person or a token of this seat by name; people beyond the wall by their company."""
    if context.render_context.get(_KNOWN) is None:
        context.render_context[_KNOWN] = _names()
        context.render_context[_GONE] = dict(Removed.objects.values_list("id", "at"))
    name: str | None = context.render_context[_KNOWN].get(person)
    if name is not None:
        return name
    if person in context.render_context[_GONE]:
        day = formats_in(context).day(context.render_context[_GONE][person].date())
        return _("a person removed on {day}").format(day=day)
    return {"staff": settings.COMPANY_NAME, "user": _("the client")}.get(kind, "Bailee")


def _names() -> dict[uuid.UUID, str]:
    names = dict(User.objects.values_list("id", "name"))
    if tenancy.current().in_vault:
        tokens = Token.objects.values_list("id", "name")
        token = _("API token “{name}”")
        names |= {which: token.format(name=name) for which, name in tokens}
    return names
