"""Every catalogue holds every text of the code, translated whole, and nothing besides."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tests import words

FOUND = words.template()
_PLACE = re.compile(r"%\(\w+\)s|\{\w*\}|%%")
_TAG = re.compile(r"</?\w+|href=\"[^\"]*\"")


def _keys(known: Catalog) -> set[tuple[object, str | None]]:
    return {(one.id, one.context) for one in known if one.id}


def _pairs(one: Message) -> list[tuple[str, str]]:
    """Each text beside its translation; the last form stands for all numbers but one."""
    if not isinstance(one.id, tuple):
        return [(str(one.id), str(one.string))]
    return [(str(one.id[-1]), form) for form in _forms(one)[1:]]


def _forms(one: Message) -> tuple[str, ...]:
    assert isinstance(one.string, tuple), one.id
    return one.string


@pytest.fixture(params=words.catalogues(), ids=lambda path: path.parents[1].name)
def known(request: pytest.FixtureRequest) -> Catalog:
    path: Path = request.param
    return words.catalogue(path)


def test_code_is_in_the_catalogue_and_nothing_else() -> None:
    assert words.catalogues() != []
    for path in words.catalogues():
        here = _keys(words.catalogue(path))
        assert (_keys(FOUND) - here, here - _keys(FOUND)) == (set(), set()), "run `make words`"


def test_every_text_is_translated(known: Catalog) -> None:
    assert [one.id for one in known if one.id and not words.translated(one)] == []
    assert [one.id for one in known if one.id and one.fuzzy] == []
    assert known.obsolete == {}


def test_places_and_marks_of_a_text_stay(known: Catalog) -> None:
    for one in known:
        for text, translation in _pairs(one) if one.id else []:
            assert sorted(_PLACE.findall(translation)) == sorted(_PLACE.findall(text)), text
            assert sorted(_TAG.findall(translation)) == sorted(_TAG.findall(text)), text
            assert (text[:1] == " ", text[-1:] == " ") == (
                translation[:1] == " ",
                translation[-1:] == " ",
            ), text


def test_every_form_that_is_asked_for_is_there(known: Catalog) -> None:
    forms = {len(_forms(one)) for one in known if isinstance(one.id, tuple)}
    assert forms == {known.num_plurals}


def test_quotes_are_of_the_language() -> None:
    german = words.catalogue(words.LOCALES / "de" / "LC_MESSAGES" / "django.po")
    wrong = [
        one.id
        for one in german
        if one.id
        and re.search(
            r"“[^„“]*”|(?<!=)\"(?!>)", re.sub(r"<[^>]*>|<code>.*?</code>", "", str(one.string))
        )
        and '""' not in str(one.string)
    ]
    assert wrong == []
