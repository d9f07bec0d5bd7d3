"""`bailee code`: the present one-time code of one of the demo's people, who have no telephone."""

import argparse

from bailee.cli import ground, listening
from bailee.foundation import clock
from bailee.foundation.postgres import RefusedError


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="address of the member of the staff, or of a client's owner")


def run(given: argparse.Namespace) -> int:
    if not f".{listening.domain()}".endswith(".localhost"):
        raise RefusedError(
            "One-time codes are told only on a development domain (below .localhost): "
            f"{listening.domain()} is none. Use the person's own authenticator."
        )
    with ground.django_ready():
        print(_code(given.email))
    return 0


def _code(email: str) -> str:
    from allauth.mfa.models import Authenticator

    from bailee.foundation import tenancy
    from bailee.office.clients.models import Client
    from bailee.people import factors
    from bailee.people.models import User
    from bailee.people.protection import authenticator_app

    with tenancy.inside(tenancy.owner_seat()):
        vaults = [str(client.schema_name) for client in Client.objects.all()]
    for seat in (tenancy.owner_seat(), *map(tenancy.vault_seat, vaults)):
        with tenancy.inside(seat):
            person = User.objects.active().called(email).first()
            rows = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP)
            if person is not None and (found := rows.first()) is not None:
                secret = factors.unseal(found.data["secret"])
                return authenticator_app.code_at(secret, clock.now())
    raise RefusedError(f"Nobody with one-time codes is called {email}.")
