"""What Acme keeps beside its imported tables: linked records, views, comments, files in folders."""

import io
import json
from datetime import datetime, timedelta

from bailee.people.models import User
from bailee.vault.files import folders, tags, uploads
from bailee.vault.records import attachments, collections, comments, fields, records, views
from bailee.vault.records.demands import NewField
from bailee.vault.records.listing import Filter, Group, Page, Query, page
from bailee.vault.records.models import Collection
from bailee.vault.records.views import Layout

_STATES = ("planned", "passed", "to mend")
_OUTCOME = {
    "type": "object",
    "required": ["hull", "engine"],
    "properties": {"hull": {"type": "string"}, "engine": {"type": "string"}},
}


def bring(ada: User, ben: User, *, portal: str, now: datetime) -> None:
    """Through the verbs of the pages, as Ada and Ben would."""
    vessels = Collection.objects.get(label="Vessels")
    orders = Collection.objects.get(label="Service orders")
    _link_orders(orders, vessels, ada, now=now)
    _views(orders, ada, now=now)
    surveys = _surveys(vessels, ada, ben, now=now)
    _files(surveys, ada, ben, portal=portal, now=now)


def _link_orders(orders: Collection, vessels: Collection, ada: User, *, now: datetime) -> None:
    """Each order names its vessel by a link as well."""
    link = NewField("Vessel record", "relation", target=vessels.id, description="Its own page")
    added = fields.add(orders, link, by=ada.actor, now=now)
    ships = {row.values[0]: row.id for row in _all(vessels).rows}
    listed = _all(orders)
    vessel = [column.label for column in listed.fields].index("Vessel")
    for row in listed.rows:
        ship = ships.get(row.values[vessel])
        if ship is not None:
            change = {str(added.id): str(ship)}
            records.edit(orders, row.id, change, version=1, by=ada.actor, now=now)


def _views(orders: Collection, ada: User, *, now: datetime) -> None:
    of = {field.label: str(field.id) for field in orders.fields.all()}
    waiting = Group(
        every=False,
        parts=(Filter(of["Status"], "is", "ordered"), Filter(of["Status"], "is", "in work")),
    )
    shown = Query(filter=waiting, sorts=(of["Promised"],))
    views.add(
        orders,
        label="Waiting for",
        query=shown,
        layout=Layout(),
        person=None,
        by=ada.actor,
        now=now,
    )
    by_vessel = Layout(group=of["Vessel"], hidden=(of["Note"], of["Contact e-mail"]))
    views.add(
        orders,
        label="By vessel",
        query=Query(),
        layout=by_vessel,
        person=ada,
        by=ada.actor,
        now=now,
    )


def _surveys(vessels: Collection, ada: User, ben: User, *, now: datetime) -> Collection:
    made = collections.create(
        label="Surveys",
        description="What surveyors found, with the report.",
        fields=[
            NewField("Survey", "text", required=True, unique=True),
            NewField("Vessel", "relation", target=vessels.id, indexed=True),
            NewField("Held on", "date", required=True, indexed=True),
            NewField("State", "choice", choices=_STATES, default=_STATES[0]),
            NewField("Cost", "decimal", rules={"min": "0"}, description="In euro, without tax"),
            NewField("Outcome", "json", rules={"schema": json.dumps(_OUTCOME)}),
            NewField("Surveyor’s page", "url"),
            NewField("Report", "file"),
            NewField("Remarks", "long_text"),
        ],
        by=ada.actor,
        now=now,
    )
    of = {field.label: str(field.id) for field in made.fields.all()}
    for number, row in enumerate(_all(vessels).rows[:8]):
        values = {
            of["Survey"]: f"SV-26{number:02}",
            of["Vessel"]: str(row.id),
            of["Held on"]: (now.date() - timedelta(days=40 * number)).isoformat(),
            of["State"]: _STATES[number % 3],
            of["Cost"]: f"{1250 + 85 * number}.50",
            of["Outcome"]: '{"hull": "sound", "engine": "oil leak at the front seal"}',
            of["Surveyor’s page"]: "https://surveyors.example/reports/26",
            of["Remarks"]: "Report follows by mail. Method: https://surveyors.example/method",
        }
        records.add(made, values, by=ben.actor, now=now)
    return made


def _files(surveys: Collection, ada: User, ben: User, *, portal: str, now: datetime) -> None:
    reports = folders.make(name="Survey reports", by=ben.actor, now=now)
    folders.make(name="2025", parent=reports, by=ben.actor, now=now)
    for text in ("Draft: hull sound.\n", "Hull sound, engine to mend.\n"):
        report = uploads.store(
            name="SV-2600 report.md",
            source=io.BytesIO(f"# SV-2600\n\n{text}".encode()),
            folder=reports,
            taken="version",
            by=ben.actor,
            now=now,
        )
    tags.give([report.pk], "survey", by=ben.actor, now=now)
    first = _all(surveys).rows[0].id
    attachments.attach(surveys, first, report, by=ben.actor, now=now)
    link = f"{portal}/records/{surveys.id}/rows/{first}/"
    for who, text in (
        (ben, f"@{ada.name}: the yard can take her in week 48. Shall I book the slip?"),
        (ada, "Yes, please. Ask them for the new seal as well."),
    ):
        comments.say(surveys, first, text=text, link=link, by=who.actor, now=now)
        now += timedelta(seconds=1)
    of = {field.label: str(field.id) for field in surveys.fields.all()}
    change = {of["State"]: "to mend", of["Cost"]: "1310.00", of["Report"]: str(report.pk)}
    records.edit(surveys, first, change, version=1, by=ada.actor, now=now)


def _all(collection: Collection) -> Page:
    return page(collection, Query(size=200))
