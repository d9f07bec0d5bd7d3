"""Finding what is a client's own, before its vault is dropped: by what to look for it after."""

import re
from collections.abc import Iterator

import psycopg
from psycopg import sql

from bailee.custody.residue.needles import SHORTEST, Needles
from bailee.custody.residue.postgres import search_tables
from bailee.custody.residue.search import Search
from bailee.foundation import tenancy

LONGEST = 200  # characters
SAMPLE = 6  # values of one column
READ = 400  # rows looked at for them
_COMMON_TABLES = ("django_migrations", "django_content_type")
_COLUMNS = """
    SELECT c.relname, a.attname
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
      JOIN pg_type t ON t.oid = a.atttypid
     WHERE c.relnamespace = %s::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
       AND (t.typcategory = 'S' OR t.typname IN ('json', 'jsonb')) AND NOT c.relname = ANY(%s)
     ORDER BY 1, 2
"""
_REGISTRY = """
    SELECT name FROM public.clients_client WHERE schema_name = %(vault)s
     UNION SELECT label FROM public.clients_client WHERE schema_name = %(vault)s
     UNION SELECT domain FROM public.clients_host h
             JOIN public.clients_client c ON c.id = h.tenant_id WHERE schema_name = %(vault)s
"""
# Sentences and words of ours, the same for every client; names and addresses in sentences are
# found elsewhere. Which browser somebody used and which policy they agreed to tell nobody apart.
_OURS = {
    *(("mail_message", column) for column in ("subject", "text", "html")),
    *(("activity_signin", column) for column in ("browser", "system", "device", "way")),
    ("activity_use", "page"),
    ("sign_on_attempt", "purpose"),
    ("sign_on_change", "what"),
    ("sign_on_change", "details"),  # names of fields; the values stand in the provider's own row
    ("sign_on_provider", "admits"),
    *(("visits_total", column) for column in ("face", "kind")),
    ("people_consent", "policy_sha256"),
    ("people_policynotice", "policy_sha256"),
}
# Random names of our own making, which catalogs may go on holding: they say nothing about anybody.
_OPAQUE = re.compile(r"[cfrv]_[a-z0-9]{8,40}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STAFF = """
    SELECT concat_ws(E'\\n', name, email, password) FROM public.people_user
     UNION SELECT concat_ws(E'\\n', address, referrer) FROM public.activity_signin
     UNION SELECT address FROM public.activity_use
"""
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"\+?[\d ()/-]{9,}")


def needles_of(schema: str) -> Needles:
    """The client's name, label, host, and a sample of each text and JSON column of its vault.

    Left out is what would be met by chance: short values, common words, and whatever another
    vault or the staff's own entry holds too (a book-keeper of two clients is found in the other's
    vault rightly).
    """
    with tenancy.owner() as raw:
        rows = raw.execute(_REGISTRY, {"vault": schema}).fetchall()
        registry = {str(value) for (value,) in rows}
        columns = raw.execute(_COLUMNS, [schema, list(_COMMON_TABLES)]).fetchall()
        sampled = {
            value
            for table, column in columns
            if (table, column) not in _OURS
            for value in _sample(raw, schema, table, column)
        }
        staff = "\n".join(str(person) for (person,) in raw.execute(_STAFF).fetchall())
    wanted = {value.encode() for value in registry | sampled if value not in staff}
    candidates = Needles(tuple(sorted(value for value in wanted if len(value) >= SHORTEST)))
    search = Search(candidates)
    search_tables(search, only="v_", but=schema)
    shared = search.values("tables")
    own = (value for number, value in enumerate(candidates.values) if number not in shared)
    return Needles(tuple(own))


def distinctive(value: str) -> bool:
    """Whether a value can hardly be anybody else's: an address, a number, or several words."""
    if not SHORTEST <= len(value) <= LONGEST or not value.isprintable() or "\\" in value:
        return False
    if _OPAQUE.fullmatch(value):
        return False
    letters = any(character.isalpha() for character in value)
    digits = sum(character.isdigit() for character in value)
    known = _EMAIL.fullmatch(value) or _PHONE.fullmatch(value)
    return bool(known) or (letters and digits >= 3) or (len(value.split()) >= 3 and len(value) > 15)


def _sample(
    raw: psycopg.Connection[tuple[object, ...]], schema: str, table: str, column: str
) -> Iterator[str]:
    """Up to `SAMPLE` distinctive values of a column, taken from all over the table."""
    query = sql.SQL("SELECT DISTINCT {0}::text FROM (SELECT {0} FROM {1} {2} LIMIT {3}) AS sample")
    place, name = sql.Identifier(schema, table), sql.Identifier(column)
    part = sql.SQL("TABLESAMPLE SYSTEM (5)")
    seen: set[str] = set()
    for where in (sql.SQL(""), part):
        for (text,) in raw.execute(query.format(name, place, where, READ)):
            seen.update(value for value in _values(str(text or "")) if distinctive(value))
    yield from sorted(seen, key=len, reverse=True)[:SAMPLE]


def _values(text: str) -> Iterator[str]:
    """A short text itself; of a long one its lines; of JSON its strings."""
    if text[:1] in '[{"':
        yield from _STRING.findall(text)
    for line in text.splitlines():
        yield line.strip()[:LONGEST]
