"""Each proof is kept on the tests' installation, and turns red when its promise is broken."""

import dataclasses
import shutil
import ssl
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from psycopg import sql

from bailee.custody import drill
from bailee.foundation import clock, logins, tenancy
from bailee.foundation.home import home
from bailee.policy import clauses, proofs
from bailee.policy.proofs import cookies, drilling, guests, pages, running, transport, wall
from bailee.policy.proofs.broken import BrokenError
from bailee.policy.proofs.guests import Ground
from bailee.policy.proofs.results import Row
from bailee.policy.proofs.web import Cookie, Web
from tests import cast
from tests.cast import site_browser
from tests.policy import tiny

BUILT = [number for number, proof in running.PROOFS.items() if proof]
SESSION = "__Host-sessionid=a; Path=/; Secure; HttpOnly; SameSite=Lax"


@pytest.fixture(scope="module")
def ground(web: str, staff: cast.Staff) -> Iterator[Ground]:
    """The running server, with the proofs' own clients."""
    with guests.opened(Web.configured(), now=clock.now()) as opened:
        yield opened


def _red(number: str, ground: Ground, now: datetime) -> str:
    row = running.prove(number, ground, now=now)
    assert row.result == proofs.BROKEN
    return row.detail


def test_every_clause_stands_in_the_registry() -> None:
    assert list(running.PROOFS) == [clause.number for clause in clauses.clauses()]


def test_clause_without_an_entry_fails(
    ground: Ground, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(running.PROOFS, "9.4")
    with pytest.raises(KeyError, match=r"9\.4"):
        running.prove("9.4", ground, now=now)


@pytest.mark.parametrize("number", BUILT)
def test_proof_is_kept_here(number: str, ground: Ground, now: datetime) -> None:
    row = running.prove(number, ground, now=now)
    assert (row.result, row.at) == (proofs.KEPT, now), row.detail
    assert row.detail


def test_clause_without_a_proof_is_not_built(ground: Ground, now: datetime) -> None:
    row = running.prove("3.1f", ground, now=now)
    assert row == Row("3.1f", "none", "not built", "there is no proof of this clause yet", now)


@pytest.mark.parametrize("number", [one for one in BUILT if one not in tiny.WITHOUT_WEB])
def test_proof_is_broken_where_nothing_answers(
    number: str, ground: Ground, now: datetime, tmp_path: Path
) -> None:
    with tiny.server(tmp_path) as gone:
        pass
    away = dataclasses.replace(ground, web=gone)
    assert "could not run" in _red(number, away, now)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (
            "any tracking cookies</p>",
            "other cookies</p>",
            "reads “other cookies SHA-256” for “any”",
        ),
        ("<p>We do not", "<p>Mostly we do not", "reads “Mostly we do not” for “We”"),
        ("2023-12-07", "2024-01-01", "is dated 2024-01-01"),
        (clauses.sha256(), "0" * 64, "does not name the SHA-256"),
        ("</article>", "<p>Except when we want to</p></article>", "does not name the SHA-256"),
        ("<hr>", "<p>Except when we find it more convenient</p>", "adds words of its own: Except"),
    ],
)
def test_changed_policy_is_broken(
    one: str, other: str, said: str, ground: Ground, now: datetime, tmp_path: Path
) -> None:
    page = site_browser().get("/privacy").content.decode()
    assert one in page
    with tiny.server(tmp_path, body=page.replace(one, other)) as web:
        assert said in _red("1.1", dataclasses.replace(ground, web=web), now)


@pytest.mark.parametrize("number", ["1.2", "9.4"])
def test_cookie_for_a_visitor_is_broken(
    number: str, ground: Ground, now: datetime, tmp_path: Path
) -> None:
    it = dataclasses.replace(ground)
    it.ada = ground.ada  # signed in at the real server; only the visitors meet the tiny one
    with tiny.server(tmp_path, headers={"Set-Cookie": "_ga=GA1.2"}) as web:
        it.web = web
        assert "sets a cookie for a visitor" in _red(number, it, now)


@pytest.mark.parametrize(
    "header",
    [
        "_ga=1; Path=/; Secure; HttpOnly; SameSite=Lax",
        SESSION.replace(" Secure;", ""),
        SESSION.replace(" HttpOnly;", ""),
        SESSION.replace("; SameSite=Lax", "; SameSite=None"),
        SESSION.replace("Path=/", "Path=/records/"),
        SESSION + "; Domain=bailee.localhost",
    ],
)
def test_session_cookie_that_is_open_is_broken(header: str) -> None:
    cookies.check_session(Cookie.read(SESSION))
    with pytest.raises(BrokenError):
        cookies.check_session(Cookie.read(header))


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ('<script src="https://cdn.example/a.js"></script>', {}),
        ('<img src="//pixel.example/1.gif">', {}),
        ('<img srcset="/a.png 1x, https://pixel.example/b.png 2x">', {}),
        ('<link rel="stylesheet" href="https://fonts.example/a.css">', {}),
        ('<form action="https://forms.example/"></form>', {}),
        ('<p style="background: url(https://pixel.example/1.gif)"></p>', {}),
        ("", {"Location": "https://elsewhere.example/"}),
        ("", {"Content-Security-Policy": "default-src 'self'"}),
        ("", {"Content-Security-Policy": "default-src 'none'; img-src *"}),
    ],
)
def test_page_that_names_another_origin_is_broken(
    body: str, headers: dict[str, str], tmp_path: Path
) -> None:
    with tiny.server(tmp_path, body=body, headers=headers) as web:
        answers = pages.visit(web.visitor(), ["/"])
    with pytest.raises(BrokenError):
        pages.check_alone(answers)


def test_link_to_follow_is_no_other_origin_and_pages_are_found_by_links(tmp_path: Path) -> None:
    body = '<a href="https://quay.example/">Quay</a> <a href="/deeper/?page=2">Next</a>'
    with tiny.server(tmp_path, body=body) as web:
        answers = pages.visit(web.visitor(), ["/"])
    pages.check_alone(answers)
    assert [answer.path for answer in answers] == ["/", "/deeper/"]


def test_older_tls_is_broken(ground: Ground, now: datetime, tmp_path: Path) -> None:
    with tiny.server(tmp_path, newest=ssl.TLSVersion.TLSv1_2) as web:
        it = dataclasses.replace(ground, web=web)
        assert _red("5.1a", it, now) == "the handshake ends with TLSv1.2"
    with tiny.server(tmp_path) as web:
        it = dataclasses.replace(ground, web=web)
        assert _red("5.1a", it, now) == "the server also speaks TLSv1_2"


def test_certificate_of_another_authority_is_broken(
    ground: Ground, now: datetime, tmp_path: Path
) -> None:
    with tiny.server(tmp_path) as web:
        mistrusted = dataclasses.replace(web, authority=ground.web.authority)
        it = dataclasses.replace(ground, web=mistrusted)
        assert "CERTIFICATE_VERIFY_FAILED" in _red("5.1a", it, now)


def test_plain_http_is_broken(tmp_path: Path) -> None:
    with (
        tiny.server(tmp_path, secure=False) as web,
        pytest.raises(BrokenError, match="plain HTTP is answered"),
    ):
        transport.check_plain(web)


@pytest.mark.parametrize(
    "grant",
    [
        "GRANT SELECT ON {other}.people_user TO {role}",
        "GRANT SELECT (email) ON {other}.people_user TO {role}",
        "GRANT USAGE ON SCHEMA {other} TO {role}",
        "GRANT SELECT ON {other}.people_user TO {office}",
        "GRANT SELECT ON public.clients_client TO {role}",
        "GRANT {other_role} TO {role}",
    ],
)
def test_opened_wall_is_broken(grant: str, ground: Ground, now: datetime) -> None:
    names = {
        "other": ground.neighbour,
        "role": logins.role_of(ground.schema),
        "other_role": logins.role_of(ground.neighbour),
        "office": logins.office(),
    }
    identifiers = {name: sql.Identifier(value) for name, value in names.items()}
    revoke = grant.replace("GRANT", "REVOKE").replace(" TO ", " FROM ")
    with tenancy.owner() as raw:
        raw.execute(sql.SQL(grant).format(**identifiers))
    try:
        assert _red("1.3", ground, now).startswith(("r_", names["office"]))
    finally:
        with tenancy.owner() as raw:
            raw.execute(sql.SQL(revoke).format(**identifiers))
    assert running.prove("1.3", ground, now=now).result == proofs.KEPT


def test_read_that_is_carried_out_is_broken(ground: Ground) -> None:
    """By the tries themselves, not only by the catalog."""
    with pytest.raises(BrokenError, match="is not refused"):
        wall._refused(tenancy.vault_seat(ground.schema), "SELECT email FROM people_user")
    with pytest.raises(BrokenError, match="could not be tried"):
        wall._refused(tenancy.vault_seat(ground.schema), "SELECT 1 / 0")


def test_drill_that_leaves_a_file_is_broken(now: datetime, staff: cast.Staff) -> None:
    forgotten = home().tmp / "forgotten.part"

    def say(step: str) -> None:
        if step == "approve twice and purge":
            shutil.copy(home().logs / "drill.log", forgotten)

    try:
        with pytest.raises(BrokenError, match="temp: 5 canaries are left after the purge"):
            drilling.judge(drill.run(rows=20, now=now, say=say))
    finally:
        forgotten.unlink()


def test_proofs_under_way_elsewhere_are_not_disturbed(ground: Ground, now: datetime) -> None:
    with pytest.raises(BrokenError, match="Other proofs are running"):
        guests.opened(Web.configured(), now=now).__enter__()
    assert ground.sign_in()[1].status == 302


def test_choices_that_are_not_kept_are_broken(ground: Ground, now: datetime) -> None:
    names = {
        "table": sql.Identifier(ground.schema, "people_preferences"),
        "role": sql.Identifier(logins.role_of(ground.schema)),
    }
    with tenancy.owner() as raw:
        raw.execute(sql.SQL("REVOKE INSERT, UPDATE ON {table} FROM {role}").format(**names))
    try:
        assert "choosing is answered with 409" in _red("3.1b", ground, now)
    finally:
        with tenancy.owner() as raw:
            raw.execute(sql.SQL("GRANT INSERT, UPDATE ON {table} TO {role}").format(**names))
