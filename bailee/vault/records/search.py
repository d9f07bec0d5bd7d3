"""Searching across the text fields of a collection: every word must stand somewhere in a record.

A collection may have an index for it (`Collection.searched`): trigrams of all its text fields in
one expression, kept in step with its fields by `rebuild`.
"""

from collections.abc import Iterable, Mapping

from django.db import connection
from django.utils.translation import gettext as _
from psycopg import Connection, sql

from bailee.foundation import tenancy
from bailee.vault.records import conditions, tables
from bailee.vault.records.columns import Column
from bailee.vault.records.conditions import ListingError
from bailee.vault.records.models import Collection, Field

SEARCHED = ("text", "long_text", "choice", "email", "url")
MAX_WORDS = 10
_MAX_TEXT = 500  # characters
_EXTENSION = "pg_trgm"


def where(collection: Collection, text: str, columns: Mapping[str, Column]) -> sql.Composable:
    """The condition in SQL. Raises `ListingError`."""
    words = text.split()
    if len(text) > _MAX_TEXT or len(words) > MAX_WORDS:
        raise ListingError(
            _("A search takes up to {max_words} words and {max_text} characters.").format(
                max_words=MAX_WORDS, max_text=_MAX_TEXT
            )
        )
    if "\x00" in text or not conditions.encodes(text):
        raise ListingError(_("There is no such text to search for."))
    searched = [one for one in columns.values() if one.kind.name in SEARCHED]
    if not searched:
        return sql.SQL("false")
    if collection.searched:
        return _indexed(words, [one.name for one in searched])
    return sql.SQL(" AND ").join(_somewhere(word, searched) for word in words)


def prepare(raw: Connection) -> None:
    """Adds the extension that the index needs, where the server has it; it is a trusted one."""
    known = raw.execute(
        "SELECT 1 FROM pg_available_extensions WHERE name = %s", [_EXTENSION]
    ).fetchone()
    if known:
        raw.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public")


def offered() -> bool:
    """Whether this server has what the index needs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [_EXTENSION])
        return cursor.fetchone() is not None


def index(collection: Collection, *, searched: bool) -> None:
    """Builds or drops the index. Raises `FrozenError`; `ValueError` where it is not offered."""
    if searched and not offered():
        raise ValueError(_("This server has no trigram index."))
    schema = tenancy.current().schema
    with tenancy.owner(schema) as raw:
        tables.refuse_if_frozen(raw, schema)
        raw.execute(
            "UPDATE records_collection SET searched = %s WHERE id = %s", [searched, collection.id]
        )
        rebuild(raw, collection.table_name)
    collection.searched = searched


def rebuild(raw: Connection, table: str) -> None:
    """Makes the index fit the collection's fields, on an owner's transaction.

    Called after a field came or went. Without `searched`, and without text fields, there is none.
    """
    name = sql.Identifier(f"{table}_search")
    raw.execute(sql.SQL("DROP INDEX IF EXISTS {}").format(name))
    found = raw.execute(
        "SELECT f.column_name FROM records_field f JOIN records_collection c"
        " ON c.id = f.collection_id WHERE c.table_name = %s AND c.searched"
        " AND f.removed_at IS NULL AND f.type = ANY(%s) ORDER BY f.column_name",
        [table, list(SEARCHED)],
    ).fetchall()
    if found:
        raw.execute(
            sql.SQL("CREATE INDEX {} ON {} USING gin (({}) public.gin_trgm_ops)").format(
                name, sql.Identifier(table), _whole(column for (column,) in found)
            )
        )
        raw.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def concerns(field: Field) -> bool:
    """Whether a change of the field is one for `rebuild`."""
    return field.type in SEARCHED


def _whole(names: Iterable[str]) -> sql.Composed:
    """All searched fields as one text, in the same words in the index and in the question.

    No word of a search holds a line break, so none is found across two fields.
    """
    parts = [sql.SQL("COALESCE({}, '')").format(sql.Identifier(name)) for name in sorted(names)]
    return sql.SQL(" || E'\\n' || ").join(parts)


def _indexed(words: list[str], searched: list[str]) -> sql.Composed:
    whole = _whole(searched)
    tests = [
        sql.SQL("({}) ILIKE {}").format(whole, sql.Literal(f"%{conditions.like(word)}%"))
        for word in words
    ]
    return sql.SQL(" AND ").join(tests)


def _somewhere(word: str, searched: list[Column]) -> sql.Composed:
    """One pass over all free text; of choices only those are asked for that hold the word."""
    free = [one.name for one in searched if one.kind.name != "choice"]
    tests: list[sql.Composable] = []
    if free:
        whole = sql.SQL("({})").format(_whole(free))
        tests.append(conditions.holds(whole, f"%{conditions.like(word)}%"))
    for one in searched:
        if one.kind.name == "choice" and one.field is not None:
            held = [text for text in one.field.choices if word.lower() in text.lower()]
            if held:
                tests.append(sql.SQL("{} = ANY({})").format(one.identifier, sql.Literal(held)))
    return sql.SQL("({})").format(sql.SQL(" OR ").join(tests or [sql.SQL("false")]))
