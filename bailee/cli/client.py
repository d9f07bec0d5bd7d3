"""`bailee client open` and `bailee client list`."""

import argparse
from datetime import date
from decimal import Decimal, InvalidOperation

from bailee.cli import ground
from bailee.foundation import clock
from bailee.foundation.actors import SYSTEM
from bailee.foundation.postgres import RefusedError


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    acts.add_parser("list", help="every client with its address and state")
    new = acts.add_parser("open", help="open a client and invite its first owner")
    new.add_argument("--name", required=True, help="the company's legal name")
    new.add_argument("--label", required=True, help="the first part of the portal's host")
    new.add_argument("--contact", required=True, help="name of the first owner")
    new.add_argument("--email", required=True, help="address of the first owner")
    new.add_argument("--starts", type=date.fromisoformat, help="YYYY-MM-DD, default today")
    new.add_argument("--notice-days", type=int, default=30)
    new.add_argument("--price", type=_amount, default=Decimal(0), help="per month")
    new.add_argument("--currency", default="EUR", help="ISO 4217, default EUR")


def run(given: argparse.Namespace) -> int:
    with ground.django_ready():
        return _list() if given.act == "list" else _open(given)


def _list() -> int:
    from bailee.custody import lifecycle
    from bailee.office.clients.models import Client

    for client in Client.objects.exclude(schema_name="public").order_by("name"):
        print(f"{client.name}\t{lifecycle.portal_url(client)}\t{client.schema_name}")
    return 0


def _open(given: argparse.Namespace) -> int:
    from bailee.custody import lifecycle
    from bailee.office.clients.registry import LabelError

    now = clock.now()
    try:
        client = lifecycle.open_client(
            name=given.name,
            label=given.label,
            particulars={"contact_name": given.contact, "contact_email": given.email},
            terms=lifecycle.Terms(
                starts_on=given.starts or now.date(),
                notice_days=given.notice_days,
                price_per_month=given.price,
                currency=given.currency,
            ),
            by=SYSTEM,
            now=now,
        )
    except LabelError as error:
        raise RefusedError(str(error)) from None
    print(f"{client.name} is open at {lifecycle.portal_url(client)}; {given.email} is invited.")
    return 0


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount") from None
