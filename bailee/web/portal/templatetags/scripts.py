"""The texts that a script of a page says, beside the script."""

from django.template import Library
from django.utils.html import json_script
from django.utils.safestring import SafeString

from bailee.web.portal import script_texts

register = Library()


@register.simple_tag
def texts_of(script: str) -> SafeString:
    """What `<script>.js` reads from `#<script>-texts`: data, nothing that runs."""
    return json_script(script_texts.of(script), f"{script}-texts")
