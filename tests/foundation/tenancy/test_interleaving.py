"""No connection ever carries one vault into another's request, however requests end."""

import random
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

import pytest
from django.db import DatabaseError, connection, transaction

from bailee.foundation import tenancy
from bailee.foundation.tenancy import SeatError
from bailee.people.models import User
from tests.cast import Vault

REQUESTS = 10_000
THREADS = 4


class RequestFailedError(Exception):
    """What a page might raise in the middle of its work."""


def _addresses() -> set[str]:
    return {email.partition("@")[2] for email in User.objects.values_list("email", flat=True)}


def _streamed() -> Iterator[str]:
    for user in User.objects.order_by("email").iterator(chunk_size=1):
        yield user.email.partition("@")[2]


def _plain() -> set[str]:
    return _addresses()


def _raises() -> set[str]:
    seen = _addresses()
    with suppress(RequestFailedError), transaction.atomic():
        seen |= _addresses()
        raise RequestFailedError
    return seen


def _leaves_a_transaction_open() -> set[str]:
    transaction.atomic().__enter__()
    return _addresses()


def _times_out() -> set[str]:
    seen = _addresses()
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 1; SELECT pg_sleep(1)")
    return seen


def _is_killed() -> set[str]:
    seen = _addresses()
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return seen


def _misuses_the_session() -> set[str]:
    seen = _addresses()
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SET search_path = public; SET ROLE none")
    return seen


def _streams() -> set[str]:
    return set(_streamed())


def _stops_streaming() -> set[str]:
    return {next(_streamed())}


# The rarer endings cost a new login each; plain requests are the bulk, as in life.
ENDINGS = [_plain] * 20 + [_streams, _stops_streaming, _raises, _leaves_a_transaction_open] * 3
ENDINGS += [_misuses_the_session, _times_out, _is_killed]


def _serve(vaults: list[Vault], seed: int, count: int, wrong: list[Any]) -> None:
    chance = random.Random(seed)  # noqa: S311 - a seed makes a failure repeatable
    try:
        for _ in range(count):
            vault, ending = chance.choice(vaults), chance.choice(ENDINGS)
            cast("Any", connection).abandon()  # what FaceMiddleware does first
            cast("Any", connection).set_tenant(tenancy.vault_seat(vault.schema))
            seen = ending()
            expected = (
                {vault.ada.email.partition("@")[2]} if "ada" in vault.people else {"cygnus.example"}
            )
            if seen != expected:
                wrong.append((ending.__name__, seen, expected))
            if chance.random() < 0.5:  # half of the requests end without a signal
                cast("Any", connection).abandon()
    except Exception as error:  # noqa: BLE001 - a thread's failure must fail the test
        wrong.append(error)
    finally:
        connection.close()


@pytest.mark.timeout(240)
def test_ten_thousand_interleaved_requests_show_no_foreign_row(acme: Vault, cygnus: Vault) -> None:
    wrong: list[Any] = []
    threads = [
        threading.Thread(target=_serve, args=([acme, cygnus], seed, REQUESTS // THREADS, wrong))
        for seed in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_stream_read_after_its_request_ended_is_refused(acme: Vault, cygnus: Vault) -> None:
    with acme.inside():
        late = tenancy.pinned(_streamed())
        assert next(late) == "acme.example"
    with cygnus.inside(), pytest.raises(SeatError):
        next(late)


def test_thread_of_its_own_has_no_vault(acme: Vault) -> None:
    seats: list[tenancy.Seat] = []

    def look() -> None:
        seats.append(tenancy.current())
        connection.close()

    with acme.inside():
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seats == [tenancy.owner_seat()]
