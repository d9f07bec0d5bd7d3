"""Two vaults furnished alike, and the count of what was tried."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as HttpClient

from bailee.foundation import clock, tenancy
from bailee.people.models import User
from tests import cast, furnished
from tests.cast import Staff, Vault
from tests.furnished import SECRET, Furnished
from tests.matrix import STRANGER, Count

# What stands in every value of a vault, and in what its company has published to the staff.
MINE = (SECRET, "Reed-Bunting-2323")
THEIRS = ("Black-Tern-0815", "Water-Rail-4242")
_counts: dict[str, Count] = {}


@dataclass
class Pair:
    """Same names, same shapes; only their ids and what stands in every value differ."""

    one: Furnished
    other: Furnished

    def browsers(self) -> "Browsers":
        """One for each role of the first vault, for nobody, and for an owner of the other one."""
        vault, foreign = self.one.vault, self.other.vault
        session = foreign.browser(foreign.ada).cookies[settings.SESSION_COOKIE_NAME].value
        made: dict[str | None, HttpClient] = {None: vault.browser(), STRANGER: vault.browser()}
        made |= {person.role: vault.browser(person) for person in vault.people.values()}
        return Browsers(vault, session, made)

    def of(self, role: str) -> User:
        return next(one for one in self.one.vault.people.values() if one.role == role)


@dataclass
class Browsers:
    """Browsers at one portal. `foreign`: key of a session that is another portal's."""

    vault: Vault
    foreign: str
    made: dict[str | None, HttpClient]

    def __getitem__(self, who: str | None) -> HttpClient:
        """Theirs. The stranger shows the foreign session anew: it was told to forget it."""
        browser = self.made[who]
        if who == STRANGER:
            browser.cookies.clear()
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.foreign
        return browser

    def sign_in_again(self, person: User) -> HttpClient:
        self.made[person.role] = self.vault.browser(person)
        return self.made[person.role]


@pytest.fixture(scope="module")
def pair(staff: Staff, password_hash: str) -> Iterator[Pair]:
    """Made once for all tests of a module: they run from what changes nothing to what does."""
    now = clock.now()
    one = cast.open_acme(staff.dana, password_hash, now=now)
    other = cast.open_acme(staff.dana, password_hash, now=now)
    yield Pair(furnish(one, *MINE, now=now), furnish(other, *THEIRS, now=now))
    cast.clear(one)
    cast.clear(other)


def furnish(vault: Vault, secret: str, published: str, *, now: datetime) -> Furnished:
    """As `furnished.furnish`, with these words in its values."""
    company = furnished._company

    def named_apart(*given: Any, **named: Any) -> dict[str, object]:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(furnished, "SECRET", published)
            return company(*given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(furnished, "ORDERS", furnished.ORDERS.replace(SECRET, secret))
        patch.setattr(furnished, "SECRET", secret)
        patch.setattr(furnished, "_company", named_apart)
        return furnished.furnish(vault, now=now)


def shows(shown: bytes, words: tuple[str, ...]) -> bool:
    """Whether one of these words stands in an answer."""
    return any(word.encode() in shown for word in words)


@pytest.fixture(scope="module", autouse=True)
def count(request: pytest.FixtureRequest) -> Iterator[Count]:
    """What this module has tried; said at the end of the run."""
    made = _counts[request.module.__name__.rpartition(".")[2]] = Count()
    began = time.monotonic()
    yield made
    made.seconds = time.monotonic() - began


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """A refusal is what is wanted here: thousands of them need not be logged with their trace."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    yield
    logging.disable(before)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name, made in sorted(_counts.items()):
        terminalreporter.write_line(f"{name}: {made}")


def digest(vault: Vault) -> dict[str, str]:
    """Every table of a vault, as it is: what changes by one bit changes this."""
    with tenancy.inside(tenancy.owner_seat(vault.schema)), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [vault.schema]
        )
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t'
            )
            found[table] = cursor.fetchone()[0]
    return found
