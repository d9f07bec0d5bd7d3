"""Looking for words in every column of a schema, whatever its type."""

from psycopg import sql

from bailee.foundation import tenancy

_COLUMNS = """
    SELECT c.relname, a.attname, t.typname = 'bytea'
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
      JOIN pg_type t ON t.oid = a.atttypid
     WHERE c.relnamespace = %s::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
"""


def holding(schema: str, words: list[str]) -> list[str]:
    """Which columns hold any of the words, as “table.column: word”; capitals make no difference."""
    found = []
    with tenancy.owner(schema) as raw:
        for table, column, is_bytes in raw.execute(_COLUMNS, [schema]).fetchall():
            text = "encode({}, 'escape')" if is_bytes else "{}::text"
            query = sql.SQL("SELECT FROM {} WHERE strpos(lower({}), lower(%s)) > 0 LIMIT 1").format(
                sql.Identifier(table), sql.SQL(text).format(sql.Identifier(column))
            )
            found += [
                f"{table}.{column}: {word}"
                for word in words
                if raw.execute(query, [word]).fetchone() is not None
            ]
    return found
