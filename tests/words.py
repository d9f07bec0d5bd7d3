"""Which texts the code and the templates hold, and bringing the catalogues up to date with them.

`make words` runs it as a program; `tests/architecture/test_words.py` holds the catalogues to it.
"""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

BAILEE = Path(__file__).parents[1] / "bailee"
LOCALES = BAILEE / "locale"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "marked"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}
_OF_THE_DAY = re.compile(
    rb'^"(Report|POT|PO-Rev|Last|Language-Team|Generated)[^\n]*\n', re.MULTILINE
)
_CALL = re.compile(r" (n?p?gettext|_)\((?=u?[\"'])")
_STRING = re.compile(r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")


def template() -> Catalog:
    """Every text with the files it stands in, and without a translation."""
    found = Catalog(project="Bailee", fuzzy=False)
    for path in sorted(BAILEE.rglob("*.py")):
        for line, message, comments, context in _in_python(path):
            _add(found, path, line, message, comments, context)
    for path in sorted((*BAILEE.rglob("templates/**/*.html"), *BAILEE.rglob("templates/**/*.txt"))):
        for message, context in _in_template(path):
            _add(found, path, 0, message, [], context)
    return found


def catalogue(path: Path) -> Catalog:
    """What is committed for one language."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name, abort_invalid=True)


def catalogues() -> list[Path]:
    """The files of all languages."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))


def text_of(known: Catalog) -> bytes:
    """As it is committed: by file, without lines that change with every edit."""
    out = BytesIO()
    write_po(out, known, width=100, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
    return _OF_THE_DAY.sub(b"", out.getvalue())


def update() -> None:
    """Adds new texts to each catalogue, drops those that are gone; translations stay."""
    found = template()
    for path in catalogues():
        known = catalogue(path)
        known.update(found, no_fuzzy_matching=True)
        path.write_bytes(text_of(known))
        missing = [one for one in known if one.id and not translated(one)]
        print(f"{path.parents[1].name}: {len(known)} texts, {len(missing)} not translated")  # noqa: T201 - a program of the developers


def translated(one: Message) -> bool:
    """Whether every form of it has a text."""
    return all(one.string) if isinstance(one.string, tuple) else bool(one.string)


def _add(
    found: Catalog,
    path: Path,
    line: int,
    message: str | tuple[str, ...],
    comments: list[str],
    context: str | None,
) -> None:
    place = (str(path.relative_to(BAILEE.parent)), line)
    found.add(message, locations=[place], auto_comments=comments, context=context)


def _in_python(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    with path.open("rb") as file:
        yield from extract("python", file, KEYWORDS, ["Translators:"])


def _in_template(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Django writes a template as calls of gettext; their arguments are plain strings."""
    calls = templatize(path.read_text(), origin=str(path))
    for call in _CALL.finditer(calls):
        texts, place = [], call.end()
        while found := _STRING.match(calls, place):
            texts.append(ast.literal_eval(found.group()))
            place = found.end()
            if calls[place : place + 2] != ", ":
                break
            place += 2
        context = texts.pop(0) if "pgettext" in call.group(1) else None
        message = (texts[0], texts[1]) if call.group(1).startswith("n") else texts[0]
        # In a template % is written %%, as Django does before it formats.
        yield message, context


if __name__ == "__main__":
    update()
