from django import forms

from bailee.web.ui.forms import NUL_REFUSED, Form


class Vessel(Form):
    name = forms.CharField(help_text="As painted on the bow.")
    length = forms.DecimalField(required=False)
    flags = forms.MultipleChoiceField(choices=[("no", "Norway")], required=False)


def test_form_refuses_nul_and_keeps_what_was_typed() -> None:
    form = Vessel({"name": "Ness\x00", "length": "18.4", "flags": ["no\x00"]})

    assert form.errors == {"name": [NUL_REFUSED], "flags": [NUL_REFUSED]}
    assert form["length"].value() == "18.4"


def test_form_without_nul_is_checked_as_usual() -> None:
    form = Vessel({"name": "", "length": "18.4"})

    assert form.errors == {"name": ["This field is required."]}


def test_number_that_is_none_is_shown_again() -> None:
    rendered = str(Vessel({"name": "Ness", "length": "twelve"})["length"])

    assert 'type="text"' in rendered
    assert 'inputmode="decimal"' in rendered
    assert 'value="twelve"' in rendered


def test_field_names_its_hint_and_its_error() -> None:
    rendered = Vessel({"name": ""})["name"].as_field_group()

    assert '<label for="id_name">Name' in rendered
    assert 'aria-describedby="id_name_helptext id_name_error"' in rendered
    assert 'aria-invalid="true"' in rendered
    assert '<p class="hint" id="id_name_helptext">As painted on the bow.</p>' in rendered
    assert 'id="id_name_error"' in rendered


def test_hint_is_text_and_never_markup() -> None:
    class Planted(Form):
        name = forms.CharField(help_text="<script>")

    assert "<script>" not in str(Planted())
