"""`bailee code`: the present one-time code of a demo member of the staff, who has no telephone."""

import argparse

from bailee.cli import ground, listening
from bailee.foundation import clock
from bailee.foundation.postgres import RefusedError


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="address of the member of the staff")


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
    from allauth.mfa import app_settings
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal import auth

    from bailee.foundation import tenancy
    from bailee.people.models import User

    with tenancy.inside(tenancy.owner_seat()):
        person = User.objects.active().called(email).first()
        factor = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
        if person is None or factor is None:
            raise RefusedError(f"No member of the staff with one-time codes is called {email}.")
        secret = get_adapter().decrypt(factor.data["secret"])
    step = int(clock.now().timestamp()) // app_settings.TOTP_PERIOD
    return str(auth.format_hotp_value(auth.hotp_value(secret, step)))
