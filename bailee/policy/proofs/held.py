"""Clause 2.1: whatever the tables hold about a person, that person is shown; and the owner, all."""

from django.db import connection
from django.utils.html import escape
from psycopg import sql

from bailee.custody.held import catalog, kinds
from bailee.foundation import tenancy
from bailee.people.models import User
from bailee.policy.proofs import reading
from bailee.policy.proofs.broken import insist
from bailee.policy.proofs.guests import PARTICULARS, Ground

PAGE, COMPANY = "/account/held/", "/held/"


def all_is_shown(ground: Ground) -> str:
    """Counted in the tables by the catalog, looked for on the pages of the running server."""
    ada = ground.ada
    with tenancy.inside(ground.schema):
        undeclared = catalog.undeclared()
        tables = _with_rows_of(User.objects.get(email=PARTICULARS["contact_email"]))
        titles = {str(one.group or one.title) for one in kinds.here()}
    insist(not undeclared, f"nobody says what this holds: {'; '.join(undeclared)}")
    links = {anchor.href for anchor in reading.anchors(ada.get(PAGE))}
    for table in sorted(tables):
        found = sorted(link for link in links if link.startswith(f"{PAGE}{table}/"))
        insist(bool(found), f"{PAGE} does not list {table}, which holds something about her")
        for link in found:
            insist(ada.get(link).status == 200, f"{link} does not show its rows")
    company = ada.get(COMPANY).text
    for title in sorted(titles):
        insist(escape(title) in company, f"{COMPANY} does not list “{title}”")
    return (
        f"{len(tables)} tables held something about one person, and her page listed and showed"
        f" each; the owner's page listed all {len(titles)} kinds that the vault holds"
    )


def _with_rows_of(person: User) -> set[str]:
    """The tables with a row that refers to the person by id or address."""
    found = set()
    with connection.cursor() as cursor:
        for column in catalog.columns():
            if not column.names_a_person():
                continue
            value = person.id if column.is_id else person.email
            cursor.execute(
                sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE {} = %s)").format(
                    sql.Identifier(column.table), sql.Identifier(column.name)
                ),
                [value],
            )
            if cursor.fetchone()[0]:
                found.add(column.table)
    return found
