"""A value of a record in a template; lists call `bailee.web.portal.values` straight."""

from typing import Any

from django.template import Context, Library
from django.utils.safestring import SafeString

from bailee.vault.records.models import Field
from bailee.web.portal import values

register = Library()


@register.simple_tag(takes_context=True)
def shown(context: Context, field: Field, value: Any, *, whole: bool = False) -> SafeString:
    """`{% shown field value %}`; the context's `titles` name records and files."""
    titles = context.get("titles") or {}
    return values.shown(field, value, person=context["user"], titles=titles, whole=whole)
