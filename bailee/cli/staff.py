"""`bailee staff invite`: the way in for the first member of the staff, and any other."""

import argparse

from bailee.cli import ground, listening
from bailee.foundation import clock
from bailee.foundation.actors import SYSTEM
from bailee.foundation.postgres import RefusedError


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    invite = acts.add_parser("invite", help="invite a person to the office")
    invite.add_argument("--email", required=True)
    invite.add_argument("--name", required=True)
    invite.add_argument(
        "--role", default="staff_owner", choices=("staff_owner", "bookkeeper", "operator")
    )


def run(given: argparse.Namespace) -> int:
    with ground.django_ready():
        from bailee.foundation import tenancy
        from bailee.people.users import AlreadyHereError
        from bailee.vault.company import team

        links: list[str] = []

        def link(token: str) -> str:
            host = f"office.{listening.domain()}"
            links.append(f"{listening.url(host)}/invitation/{token}/")
            return links[-1]

        try:
            with tenancy.inside(tenancy.owner_seat()):
                team.invite(
                    email=given.email,
                    name=given.name,
                    role=given.role,
                    by=SYSTEM,
                    now=clock.now(),
                    url_of=link,
                )
        except AlreadyHereError as error:
            raise RefusedError(str(error)) from None
    print(f"{given.name} is invited by mail. The same link, for the first member of the staff:")
    print(links[-1])
    return 0
