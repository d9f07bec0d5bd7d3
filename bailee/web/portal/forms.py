"""What a client's people fill in."""

from typing import Any

from django import forms

from bailee.web.ui import iso
from bailee.web.ui.forms import Form


class CompanyForm(Form):
    """The company's particulars."""

    legal_name = forms.CharField(label="Company name", max_length=200)
    street = forms.CharField(max_length=200, required=False)
    postal_code = forms.CharField(label="Postal code", max_length=20, required=False)
    city = forms.CharField(max_length=100, required=False)
    country = forms.ChoiceField(
        required=False, choices=lambda: [("", "Not given"), *iso.countries().items()]
    )
    contact_name = forms.CharField(label="Name", max_length=200)
    contact_email = forms.EmailField(label="E-mail address", max_length=254)
    contact_phone = forms.CharField(label="Telephone", max_length=40, required=False)


class FileSearch(Form):
    """Which files to list."""

    q = forms.CharField(
        label="Search by name",
        required=False,
        max_length=255,
        widget=forms.TextInput({"type": "search"}),
    )


class FolderForm(Form):
    """The name of a folder."""

    name = forms.CharField(label="Name of the folder", max_length=255)


class FileForm(Form):
    """How a file is called, where it lies, by which words it is found."""

    name = forms.CharField(max_length=255)
    folder = forms.ChoiceField(required=False)
    tags = forms.CharField(
        required=False,
        max_length=2000,
        help_text="Words with commas between them, such as: hull, class certificate, 2026",
        widget=forms.TextInput({"autocomplete": "off", "list": "known-tags"}),
    )

    def __init__(self, *args: Any, folders: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folder"].choices = [("", "Files (the top)"), *folders]  # type: ignore[attr-defined]  # a choice field


class TagForm(Form):
    """The name of a tag."""

    name = forms.CharField(label="Name of the tag", max_length=50)


class CodeForm(Form):
    """The code from inside the archive."""

    code = forms.CharField(
        label="Confirmation code",
        max_length=40,
        help_text="Ten letters in two groups, in the file confirmation.txt inside the archive.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "code"}),
    )
