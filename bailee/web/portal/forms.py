"""What a client's people fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bailee.web.ui.forms import Form


class FileSearch(Form):
    """Which files to list."""

    q = forms.CharField(
        label=gettext_lazy("Search by name"),
        required=False,
        max_length=255,
        widget=forms.TextInput({"type": "search"}),
    )


class FolderForm(Form):
    """The name of a folder."""

    name = forms.CharField(label=gettext_lazy("Name of the folder"), max_length=255)


class FileForm(Form):
    """How a file is called, where it lies, by which words it is found."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=255)
    folder = forms.ChoiceField(label=gettext_lazy("Folder"), required=False)
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "Words with commas between them, such as: hull, class certificate, 2026"
        ),
        widget=forms.TextInput({"autocomplete": "off", "list": "known-tags"}),
    )

    def __init__(self, *args: Any, folders: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folder"].choices = [("", _("Files (the top)")), *folders]  # type: ignore[attr-defined]  # a choice field


class TagForm(Form):
    """The name of a tag."""

    name = forms.CharField(label=gettext_lazy("Name of the tag"), max_length=50)


class CodeForm(Form):
    """The code from inside the archive."""

    code = forms.CharField(
        label=gettext_lazy("Confirmation code"),
        max_length=40,
        help_text=gettext_lazy(
            "Ten letters in two groups, in the file confirmation.txt inside the archive."
        ),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "code"}),
    )
