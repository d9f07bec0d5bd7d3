"""1.3: PostgreSQL itself keeps each client from the others, and the office from all."""

import json
from itertools import permutations

from django.db import DatabaseError, connection
from psycopg import errors

from bailee.foundation import logins, tenancy
from bailee.foundation.tenancy import Seat
from bailee.office.clients.models import Client
from bailee.policy.proofs.broken import BrokenError
from bailee.policy.proofs.guests import Ground

MOST = 12  # vaults of which every pair is tried by a login; rights are read for all
_REFUSALS = (errors.InsufficientPrivilege, errors.UndefinedTable)
# What an attacker would append where a page pasted text into SQL.
_INJECTED = (
    "SELECT 1; RESET ROLE; SELECT email FROM {other}.people_user",
    "SELECT 1; RESET SESSION AUTHORIZATION; SELECT email FROM {other}.people_user",
    "SELECT 1; SET ROLE {role}; SELECT email FROM {other}.people_user",
    "SELECT 1; SET SESSION AUTHORIZATION {role}; SELECT email FROM {other}.people_user",
    "SELECT 1; SET search_path = {other}; SELECT email FROM people_user",
    "SELECT set_config('role', '{role}', false); SELECT email FROM {other}.people_user",
    "SELECT set_config('search_path', '{other}', false); SELECT email FROM people_user",
    "DO $$ BEGIN EXECUTE 'SET ROLE {role}'; END $$; SELECT email FROM {other}.people_user",
    "SELECT name FROM public.clients_client",
    "SELECT email FROM public.people_user",
)
# Of the office's own schema the office login has all, the web login what a host look-up needs.
_ELSEWHERE = """
    r.rolname = ANY(%(roles)s) AND (n.nspname = 'public' OR n.nspname = ANY(%(schemas)s))
    AND n.nspname <> coalesce(%(own)s::jsonb ->> r.rolname, '')
    AND NOT (n.nspname = 'public' AND r.rolname = ANY(%(of_office)s))
"""
_RIGHTS = (
    f"""
    SELECT r.rolname || ' may use the schema ' || n.nspname FROM pg_roles r, pg_namespace n
    WHERE {_ELSEWHERE} AND has_schema_privilege(r.oid, n.oid, 'USAGE,CREATE') LIMIT 1
    """,
    f"""
    SELECT r.rolname || ' has a right in ' || n.nspname || '.' || c.relname
    FROM pg_roles r, pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE {_ELSEWHERE} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND (has_table_privilege(r.oid, c.oid, 'SELECT,INSERT,UPDATE,DELETE,TRUNCATE,TRIGGER')
        OR has_any_column_privilege(r.oid, c.oid, 'SELECT,INSERT,UPDATE,REFERENCES'))
    LIMIT 1
    """,
    """
    SELECT member::regrole || ' is a member of ' || roleid::regrole FROM pg_auth_members
    WHERE member IN (SELECT oid FROM pg_roles WHERE rolname = ANY(%(roles)s)) LIMIT 1
    """,
)


def stands(ground: Ground) -> str:
    """Each vault's login is refused every other vault and the office, also by injected SQL."""
    schemas = _schemas()
    _check_rights(schemas)
    tried = _some(schemas, ground)
    for here, other in permutations(tried, 2):
        _refused(tenancy.vault_seat(here), f"SELECT email FROM {other}.people_user")
    for attack in _INJECTED:
        filled = attack.format(other=ground.neighbour, role=logins.role_of(ground.neighbour))
        _refused(tenancy.vault_seat(ground.schema), filled)
        _refused(
            tenancy.vault_seat(ground.schema), f"SELECT email FROM {ground.neighbour}.people_user"
        )
    for other in tried:
        _refused(tenancy.office_seat(), f"SELECT email FROM {other}.people_user")
    # How many clients there are is nobody's business: the result is public.
    return (
        "no vault's login has a right in another vault or in the office; reads across the wall "
        f"and {len(_INJECTED)} injected statements were tried, and refused"
    )


def _schemas() -> list[str]:
    """Every vault that a client has and whose login is there (a purge takes it first)."""
    named = Client.objects.exclude(schema_name="public").values_list("schema_name", flat=True)
    with tenancy.owner() as raw:
        found = raw.execute(
            "SELECT nspname FROM pg_namespace, pg_roles"
            " WHERE nspname = ANY(%s) AND rolname = 'r_' || substr(nspname, 3) ORDER BY 1",
            [list(named)],
        ).fetchall()
    return [schema for (schema,) in found]


def _check_rights(schemas: list[str]) -> None:
    """By PostgreSQL's own catalog, for every login and every table."""
    own = {logins.role_of(schema): schema for schema in schemas}
    of_office = [logins.office(), logins.web()]
    asked = {
        "roles": [*own, *of_office],
        "schemas": schemas,
        "own": json.dumps(own),
        "of_office": of_office,
    }
    with tenancy.owner() as raw:
        for query in _RIGHTS:
            if found := raw.execute(query.encode(), asked).fetchone():
                raise BrokenError(str(found[0]))


def _some(schemas: list[str], ground: Ground) -> list[str]:
    """Our own two, and others up to the most, spread over all."""
    others = [schema for schema in schemas if schema not in {ground.schema, ground.neighbour}]
    step = max(1, -(-len(others) // (MOST - 2)))
    return [ground.schema, ground.neighbour, *others[::step]]


def _refused(seat: Seat, statement: str) -> None:
    """Raises `BrokenError` if it is carried out, or fails for another reason than a right."""
    with tenancy.inside(seat), connection.cursor() as cursor:
        try:
            cursor.execute(statement)
        except DatabaseError as error:
            cause = _cause(error)
            if isinstance(cause, _REFUSALS):
                return
            raise BrokenError(f"could not be tried ({cause}): {statement}") from error
    raise BrokenError(f"{seat.login} is not refused: {statement}")


def _cause(error: BaseException) -> BaseException:
    """What PostgreSQL itself said, below the wrappers of Django and of our connections."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error
