"""The proofs of clauses 2.1c and 3.1c turn red when their promises are broken."""

import dataclasses
from collections.abc import Callable, Iterator

import pytest
from psycopg import sql

from bailee.foundation import clock, storage, tenancy
from bailee.policy.proofs import guests, records, serving
from bailee.policy.proofs.broken import BrokenError
from bailee.policy.proofs.guests import Ground
from bailee.policy.proofs.web import Answer, Visitor, Web
from bailee.vault.records.models import Change, Collection
from tests import cast


@pytest.fixture
def ground(web: str, staff: cast.Staff) -> Iterator[Ground]:
    """Fresh for each: an import and a file by the same names are made anew."""
    with guests.opened(Web.configured(), now=clock.now()) as opened:
        yield opened


@pytest.fixture
def meddle(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], None]:
    """In what the server answers below a path, one text stands for another."""
    asked = Visitor._ask

    def change(below: str, one: str, other: str) -> None:
        def changed(visitor: Visitor, method: str, path: str, *rest: object) -> Answer:
            answer = asked(visitor, method, path, *rest)  # type: ignore[arg-type]  # passed through
            if below not in path:
                return answer
            body = answer.body.replace(one.encode(), other.encode())
            return dataclasses.replace(answer, body=body)

        monkeypatch.setattr(Visitor, "_ask", changed)

    return change


@pytest.fixture
def after(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], None]], None]:
    """Does something right after a form went to an address that ends so."""
    posted = Visitor.post

    def do(ending: str, deed: Callable[[], None]) -> None:
        def and_then(visitor: Visitor, path: str, values: dict[str, str]) -> Answer:
            answer = posted(visitor, path, values)
            if path.endswith(ending) and answer.status in {200, 302}:
                deed()
            return answer

        monkeypatch.setattr(Visitor, "post", and_then)

    return do


def test_both_are_kept(ground: Ground) -> None:
    assert "came back unchanged, JSON included" in records.come_back(ground)
    assert "refused it once revoked" in serving.work(ground)


@pytest.mark.parametrize(
    ("below", "one", "other", "said"),
    [
        ("/records/", "naïve", "naive", "the list does not show 'naïve"),
        ("/rows/", "typed “by hand”", "typed", "page does not show 'Lapwing"),
        ("/rows/", "1.10", "1.1", "the record's page shows other JSON"),
        ("/edit/", "Lapwing", "Peewit", "the form of the record holds"),
        ("/history/", "Redshank", "a word", "the history does not show 'Redshank'"),
        ("/history/1/", 'name="version"', 'name="none"', "offers no way back"),
    ],
)
def test_record_that_comes_back_otherwise_is_broken(
    below: str,
    one: str,
    other: str,
    said: str,
    ground: Ground,
    meddle: Callable[[str, str, str], None],
) -> None:
    meddle(below, one, other)
    with pytest.raises(BrokenError, match=said):
        records.come_back(ground)


def test_value_that_is_kept_otherwise_is_broken(
    ground: Ground, after: Callable[[str, Callable[[], None]], None]
) -> None:
    """The pages showed it rightly: it is the archive that tells."""

    def round_off() -> None:
        with tenancy.inside(ground.schema):
            kept = Collection.objects.get(label="Proof berths")
            column = kept.fields.get(label="Terms").column_name
        names = {"table": sql.Identifier(kept.table_name), "column": sql.Identifier(column)}
        with tenancy.owner(ground.schema) as raw:
            raw.execute(
                sql.SQL(
                    'UPDATE {table} SET {column} = \'{{"tonnes": 12.5, "tags": ["a", null]}}\''
                    " WHERE {column} ? 'tonnes'"
                ).format(**names)
            )

    after("/history/1/", round_off)
    with pytest.raises(BrokenError, match="the archive lacks 'Quay 4' as it is"):
        records.come_back(ground)


def test_history_that_is_lost_is_broken(
    ground: Ground, after: Callable[[str, Callable[[], None]], None]
) -> None:
    def forget() -> None:
        with tenancy.inside(ground.schema):
            Change.objects.all().delete()

    after("/edit/", forget)
    with pytest.raises(BrokenError, match="the history does not show 'Lapwing'"):
        records.come_back(ground)


@pytest.mark.parametrize(
    ("below", "one", "other", "said"),
    [
        ("/content/", "Proof of clause", "proof of clause", "newest version does not come back"),
        ("/files/", "/versions/", "/preview/", "the version before does not come back"),
        ("/files/", "Proof of clause 3.1c: ", "", "shows no preview of the newest version"),
        ("/files/", "proof.txt", "other.txt", "the uploaded file is not listed"),
        ("/api/", "Quay 4", "Quay 5", "does not give what stands in the collection"),
        ("/rows/", ">Berth ", ">Mooring ", "does not stand on the record's page"),
        ("/integrations/tokens/", "Moorings", "", "does not show what it was used for"),
    ],
)
def test_service_that_fails_is_broken(
    below: str,
    one: str,
    other: str,
    said: str,
    ground: Ground,
    meddle: Callable[[str, str, str], None],
) -> None:
    meddle(below, one, other)
    with pytest.raises(BrokenError, match=said):
        serving.work(ground)


def test_file_that_rests_in_clear_is_broken(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []
    content = serving._content

    def kept() -> bytes:
        made.append(content())
        return made[-1]

    monkeypatch.setattr(serving, "_content", kept)
    monkeypatch.setattr(storage, "sealed", lambda *_: iter(made))
    with pytest.raises(BrokenError, match="rests in the object store unsealed"):
        serving.work(ground)


def test_token_that_opens_after_its_end_is_broken(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form that revokes leads nowhere."""
    posted = Visitor.post

    def lost(visitor: Visitor, path: str, values: dict[str, str]) -> Answer:
        return posted(visitor, "/nowhere/" if path.endswith("/revoke/") else path, values)

    monkeypatch.setattr(Visitor, "post", lost)
    with pytest.raises(BrokenError, match="a revoked token still opens the API"):
        serving.work(ground)
