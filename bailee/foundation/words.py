"""The catalogues of texts, made ready for gettext: what is committed is text, what is read is not.

`bailee/locale/<language>/LC_MESSAGES/django.po` is the one file of a language. It is compiled here,
in Python, when it differs from what was compiled last: no tool beside Python is needed, neither to
install nor to try a changed text. One process does it in 0.3 s, all later ones look at a hash.
"""

import hashlib
import io
import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel import Locale

CATALOGUES = Path(__file__).parents[1] / "locale"
SOURCE = "en"  # the language that stands in the code
_INSIDE = Path("LC_MESSAGES")
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)


def languages() -> tuple[str, ...]:
    """The codes of all languages there are, such as `de`: each folder with a catalogue is one."""
    found = CATALOGUES.glob(f"*/{_INSIDE}/django.po")
    return (SOURCE, *sorted(path.parents[1].name for path in found))


def offered(code: str) -> str:
    """The code, if there is such a language. Raises `RefusedError`."""
    if code not in languages():
        from bailee.foundation.postgres import RefusedError  # only when something is wrong

        raise RefusedError(f"BAILEE_LANGUAGE is “{code}”: choose one of {', '.join(languages())}.")
    return code


def own_name(code: str) -> str:
    """What a language calls itself: “Deutsch” for `de`."""
    name = str(Locale.parse(code).get_display_name())
    return name[:1].upper() + name[1:]


def compiled(into: Path) -> Path:
    """Brings the compiled catalogues below `into` up to date; gives the folder back."""
    for code in languages():
        if code != SOURCE:
            _compile(CATALOGUES / code / _INSIDE / "django.po", into / code / _INSIDE)
    return into


def is_as_shipped(path: Path) -> bool:
    """Whether a compiled catalogue holds this release's texts and not a byte besides."""
    code = path.parents[1].name
    if path.name != "django.mo" or code not in languages():
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() == _shipped(code)


@cache
def _shipped(code: str) -> str:
    """The SHA-256 of a language's compiled texts: a purge searches the home several times."""
    source = CATALOGUES / code / _INSIDE / "django.po"
    return hashlib.sha256(_compile_texts(source.read_bytes())).hexdigest()


def _compile(source: Path, folder: Path) -> None:
    content = source.read_bytes()
    stamp, ready = folder / "django.sha256", folder / "django.mo"
    wanted = hashlib.sha256(content).hexdigest()
    if ready.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    folder.mkdir(parents=True, exist_ok=True)
    # Several processes may start at once: each writes its own file and moves it into place.
    own = folder / f"django.{os.getpid()}"
    own.write_bytes(_compile_texts(content))
    own.replace(ready)
    own.write_text(wanted)
    own.replace(stamp)


def _compile_texts(content: bytes) -> bytes:
    from babel.messages.mofile import write_mo  # only where there is something to do
    from babel.messages.pofile import read_po

    catalogue = read_po(io.BytesIO(content), abort_invalid=True)
    # Left out of the file, they would be the present minute: the same text gives the same bytes.
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()
