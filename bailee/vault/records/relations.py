"""Links: fields that name a record of a collection, or a file of the vault.

A link is stored as an id. People see and may write its title: the value of the target's first
field that can be read as one, or the name of a file.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext as _
from psycopg import Connection, sql

from bailee.vault.records import filters
from bailee.vault.records.models import Collection, Field

LINKS = ("relation", "file")
FILES = "files_file"
MAX_TITLE = 200  # characters
FOUND = 20  # titles that a search gives
LONGEST = 500  # characters of a text that may name a record
_KEPT = "t.stored_at IS NOT NULL AND t.trashed_at IS NULL"
_NO_TITLE = {"relation", "file", "json"}


_NAMED = """
    CREATE TEMP TABLE {name} ON COMMIT DROP AS
    WITH given AS MATERIALIZED (
        SELECT DISTINCT text FROM ({texts}) AS texts
        WHERE text <> '' AND char_length(text) <= {longest}),
    called AS (
        SELECT key.text, count(DISTINCT t.id) AS number, (array_agg(t.id))[1] AS id
        FROM {table} t CROSS JOIN LATERAL unnest(ARRAY[{keys}]::text[]) AS key (text)
        WHERE {only} AND key.text IN (SELECT text FROM given) GROUP BY key.text)
    SELECT given.text, coalesce(t.id, CASE WHEN number = 1 THEN called.id END) AS id,
           CASE WHEN t.id IS NOT NULL OR number = 1 THEN NULL
                WHEN number > 1 THEN {many} ELSE {none} END AS reason
    FROM given LEFT JOIN called USING (text)
    LEFT JOIN {table} t ON {only}
         AND t.id = CASE WHEN given.text ~* '^[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}$'
                         THEN given.text::uuid END
"""


@dataclass(frozen=True)
class Target:
    """What a link points at, as SQL on the alias `t`; `keys` are texts that name a row."""

    label: str
    table: sql.Identifier
    title: sql.Composable
    keys: tuple[sql.Composable, ...]
    only: sql.Composable

    @property
    def missing(self) -> str:
        if self.label:
            return gettext("there is no record in “{label}” that is called so").format(
                label=self.label
            )
        return gettext("there is no file that is called so")

    @property
    def ambiguous(self) -> str:
        if self.label:
            return gettext("more than one record in “{label}” is called so; give its id").format(
                label=self.label
            )
        return gettext("more than one file is called so; give its id")


@dataclass(frozen=True)
class Title:
    """A row that can be linked, as people know it."""

    id: uuid.UUID
    text: str


@dataclass(frozen=True)
class Pointing:
    """The records that name one record in one field; `total` counts those not shown as well."""

    field: Field
    records: list[Title]
    total: int


def target(kind: str, collection_id: uuid.UUID | str | None) -> Target:
    """What a field of the type `relation` (to that collection) or `file` points at."""
    if kind == "file":
        name = sql.SQL("t.name")
        return Target("", sql.Identifier(FILES), name, (name,), sql.SQL(_KEPT))
    collection = Collection.everything.get(id=str(collection_id))
    fields = list(Field.objects.filter(collection=collection))
    first = next((one for one in fields if one.type not in _NO_TITLE), None)
    keys = [one for one in fields if one is first or (one.unique and one.type not in _NO_TITLE)]
    return Target(
        collection.label,
        sql.Identifier(collection.table_name),
        _text(first) if first else sql.SQL("t.id::text"),
        tuple(_text(one) for one in keys),
        sql.SQL("true"),
    )


def of(field: Field) -> Target:
    """What a link field points at."""
    return target(field.type, field.target_id)


def titles(field: Field, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The titles of linked rows by id. A row that is gone has none."""
    wanted = list(ids)
    if not wanted:
        return {}
    there = of(field)
    query = sql.SQL("SELECT t.id, {} FROM {} t WHERE t.id = ANY({})").format(
        _title(there), there.table, sql.Literal(wanted)
    )
    return dict(filters.fetch(query))


def all_titles(field: Field) -> sql.Composed:
    """SQL for a query that gives `id` and `title` of every row a field may name."""
    there = of(field)
    return sql.SQL("SELECT t.id, {} AS title FROM {} t").format(_title(there), there.table)


def search(field: Field, words: str) -> list[Title]:
    """Up to `FOUND` rows whose title holds the words, in order of title; or the row of that id."""
    there, text = of(field), words.replace("\x00", "").strip()[:MAX_TITLE]
    condition = sql.SQL("({}) ILIKE {}").format(there.title, sql.Literal(f"%{_like(text)}%"))
    if is_id(text):
        condition = sql.SQL("t.id = {}::uuid").format(sql.Literal(text))
    query = sql.SQL("SELECT t.id, {} FROM {} t WHERE {} AND {} ORDER BY {}, t.id LIMIT {}").format(
        _title(there), there.table, there.only, condition, there.title, sql.Literal(FOUND)
    )
    return [Title(*row) for row in filters.fetch(query)]


def resolve(field: Field, text: str) -> tuple[str, str]:
    """The id that a text names, by id or by title, and otherwise why it names none."""
    found = called(field, text, most=2)
    if len(found) == 1:
        return str(found[0]), ""
    there = of(field)
    return "", there.ambiguous if found else there.missing


def called(field: Field, text: str, *, most: int = FOUND) -> list[uuid.UUID]:
    """The rows that a text names: the one of that id, or those of that title."""
    there = of(field)
    if is_id(text):
        named: sql.Composable = sql.SQL("t.id = {}::uuid").format(sql.Literal(text))
    elif there.keys and len(text) <= LONGEST and "\x00" not in text:
        same = [sql.SQL("({}) = {}").format(key, sql.Literal(text)) for key in there.keys]
        named = sql.SQL("({})").format(sql.SQL(" OR ").join(same))
    else:
        return []
    query = sql.SQL("SELECT DISTINCT t.id FROM {} t WHERE {} AND {} LIMIT {}").format(
        there.table, there.only, named, sql.Literal(most)
    )
    return [which for (which,) in filters.fetch(query)]


@dataclass(frozen=True)
class Named:
    """What many texts name, in a temporary table: `reason` and `value` are SQL on one text."""

    there: Target
    name: sql.Identifier

    def reason(self, text: sql.Composable, *, required: bool) -> sql.Composed:
        absent = sql.Literal(_("is required, but empty")) if required else sql.SQL("NULL")
        return sql.SQL(
            "CASE WHEN {0} IS NULL OR {0} = '' THEN {1} WHEN char_length({0}) > {2} THEN {3}"
            " ELSE (SELECT l.reason FROM {4} l WHERE l.text = {0}) END"
        ).format(text, absent, sql.Literal(LONGEST), sql.Literal(self.there.missing), self.name)

    def value(self, text: sql.Composable) -> sql.Composed:
        return sql.SQL("(SELECT l.id FROM {} l WHERE l.text = {})").format(self.name, text)


def named(raw: Connection[Any], table: str, texts: sql.Composable, there: Target) -> Named:
    """Looks up all at once the texts of a query with one column `text`.

    On an owner's open transaction, with whose end the temporary table goes.
    """
    name = sql.Identifier("pg_temp", table)
    raw.execute(
        sql.SQL(_NAMED).format(
            name=name,
            texts=texts,
            longest=sql.Literal(LONGEST),
            table=there.table,
            only=there.only,
            keys=sql.SQL(", ").join(there.keys),
            many=sql.Literal(there.ambiguous),
            none=sql.Literal(there.missing),
        )
    )
    raw.execute(sql.SQL("CREATE UNIQUE INDEX ON {} (text)").format(name))
    raw.execute(sql.SQL("ANALYZE {}").format(name))
    return Named(there, name)


def pointing_at(collection: Collection, record_id: uuid.UUID, *, limit: int = 20) -> list[Pointing]:
    """The reverse view: for each field that may name this record, the records that do."""
    live = Field.objects.filter(target=collection, collection__removed_at=None)
    found = []
    for field in live.select_related("collection").order_by("collection__position", "position"):
        own = target("relation", field.collection_id)
        query = sql.SQL(
            "SELECT t.id, {}, count(*) OVER () FROM {} t WHERE t.{} = {} ORDER BY t.id LIMIT {}"
        ).format(
            _title(own),
            own.table,
            sql.Identifier(field.column_name),
            sql.Literal(record_id),
            sql.Literal(limit),
        )
        rows = filters.fetch(query)
        titled = [Title(which, text) for which, text, _ in rows]
        found.append(Pointing(field, titled, rows[0][2] if rows else 0))
    return found


def _text(field: Field) -> sql.Composed:
    column = sql.Identifier("t", field.column_name)
    return sql.SQL("{}" if field.kind.column == "text" else "{}::text").format(column)


def _title(there: Target) -> sql.Composed:
    return sql.SQL("coalesce(NULLIF(left({}, {}), ''), t.id::text)").format(
        there.title, sql.Literal(MAX_TITLE)
    )


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def is_id(text: str) -> bool:
    """Whether a text is the id of a row, not its title."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
