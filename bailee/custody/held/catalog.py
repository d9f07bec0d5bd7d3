"""What of the current seat nobody has declared: read from the catalog, so that no list can lag."""

from dataclasses import dataclass

from django.db import connection

from bailee.custody.held import kinds
from bailee.foundation import tenancy
from bailee.foundation.held import Held

# A column that refers to a person: by a foreign key, by the id of who did something, or by an
# address; or through a row that is a person's.
_COLUMNS = r"""
    SELECT c.relname, a.attname, f.confrelid::regclass::text,
           t.typname = 'uuid', t.typcategory = 'S',
           EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p'
                   AND a.attnum = ANY (k.conkey))
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f'
            AND f.conkey = ARRAY[a.attnum]
     WHERE c.relnamespace = current_schema()::regnamespace
       AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY c.relname, a.attnum
"""
_BY = ("by", "by_id", "user_id", "person_id")


@dataclass(frozen=True)
class Column:
    """`target`: the table that a foreign key points at, or an empty text."""

    table: str
    name: str
    target: str
    is_id: bool
    is_text: bool
    is_key: bool

    def names_a_person(self) -> bool:
        """Whether the column by itself refers to a person."""
        by = self.is_id and (self.name in _BY or self.name.endswith(("_by", "_by_id")))
        address = self.is_text and (self.name == "to" or "email" in self.name)
        return self.target == "people_user" or by or address


def columns() -> list[Column]:
    """Every column of the current seat."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        return [
            Column(table, name, (target or "").rpartition(".")[2].strip('"'), *kinds_of_type)
            for table, name, target, *kinds_of_type in cursor.fetchall()
        ]


def undeclared() -> list[str]:
    """Tables and columns of which no package has said what they hold; empty when all is told."""
    declared = {one.table: one for one in kinds.here()}
    there = columns()
    found = [
        f"{table}: not declared in any holdings.py"
        for table in dict.fromkeys(column.table for column in there if _matters(column))
        if table not in declared
    ]
    for one in declared.values():
        found += _gaps(one, [column for column in there if column.table == one.table], declared)
    return found


def _matters(column: Column) -> bool:
    """In a vault everything does; in the office what refers to a person."""
    return tenancy.current().in_vault or column.names_a_person()


def _gaps(one: Held, its: list[Column], declared: dict[str, Held]) -> list[str]:
    """What is wrong with one declaration."""
    names = {column.name for column in its}
    said = {*one.refers, *one.did}
    spoken = said | {*one.shows} | {*one.hides}
    spoken |= {one.newest} - {""} | ({one.ends.column} if one.ends else set())
    found = [f"{one.table}.{name}: declared, but not there" for name in sorted(spoken - names)]
    for column in its:
        if column.names_a_person() and column.name not in said:
            found.append(f"{one.table}.{column.name}: refers to a person, not declared")
        elif one.whose and not column.is_key and column.name not in spoken:
            found.append(f"{one.table}.{column.name}: neither shown nor hidden")
        through = declared.get(column.target)
        if through and through.goes and not one.whose:
            found.append(f"{one.table}.{column.name}: points at what goes with a person")
    return found
