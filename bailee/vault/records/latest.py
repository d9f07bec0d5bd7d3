"""What happened to records last, in whichever collection: read from the ends of indexes only."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection
from psycopg import sql

from bailee.vault.records.models import Change, Collection, Comment, Import

_SCANNED = 60  # steps looked at of each kind: enough to fold those that belong together
_TABLES = 50  # collections looked into for new records
_ENDED = ("done", "refused", "failed", "cancelled", "undone")


@dataclass(frozen=True)
class Step:
    """Something done by one person: to `count` records of a collection, the newest at `at`.

    `kind`: a kind of `Change`, or added, commented, import. `record`: where it is only one.
    """

    kind: str
    at: datetime
    by_kind: str
    by_id: uuid.UUID | None
    collection: Collection | None
    record: uuid.UUID | None = None
    count: int = 1
    text: str = ""
    imported: Import | None = None


def steps(limit: int) -> list[Step]:
    """The newest first; the same done to several records one after the other is one step."""
    collections = {one.id: one for one in Collection.objects.all()}
    found = [
        *_folded(_added(list(collections.values())[:_TABLES])),
        *_folded(_changed(collections)),
        *_commented(collections, limit),
        *_imported(limit),
    ]
    return sorted(found, key=lambda step: step.at, reverse=True)[:limit]


def _added(collections: Sequence[Collection]) -> list[Step]:
    """By hand or by a program: what came with an import is told as that import."""
    found = []
    for one in collections:
        query = sql.SQL(
            "SELECT id, created_at, created_by, import_id FROM {} ORDER BY id DESC LIMIT {}"
        ).format(sql.Identifier(one.table_name), sql.Literal(_SCANNED))
        with connection.cursor() as cursor:
            cursor.execute(query)
            rows = cursor.fetchall()
        found += [
            Step("added", at, "user", by, one, record)
            for record, at, by, imported in rows
            if imported is None
        ]
    return found


def _changed(collections: dict[uuid.UUID, Collection]) -> list[Step]:
    newest = Change.objects.exclude(kind="imported").order_by("-id")[:_SCANNED]
    return [
        Step(
            one.kind, one.at, one.by_kind, one.by_id, collections[one.collection_id], one.record_id
        )
        for one in newest
        if one.collection_id in collections
    ]


def _commented(collections: dict[uuid.UUID, Collection], limit: int) -> list[Step]:
    return [
        Step(
            "commented",
            one.at,
            one.by_kind,
            one.by_id,
            collections[one.collection_id],
            one.record_id,
            text=one.text,
        )
        for one in Comment.objects.order_by("-id")[:limit]
        if one.collection_id in collections
    ]


def _imported(limit: int) -> list[Step]:
    ended = Import.objects.filter(state__in=_ENDED).select_related("collection").order_by("-id")
    return [
        Step(
            "import",
            one.undone_at or one.finished_at or one.created_at,
            one.by_kind,
            one.by_id,
            one.collection,
            imported=one,
        )
        for one in ended[:limit]
    ]


def _folded(steps: Iterable[Step]) -> list[Step]:
    """Neighbours of the same kind, person and collection become one step."""
    found: list[Step] = []
    for step in steps:
        last = found[-1] if found else None
        same = last is not None and (last.kind, last.by_id, last.collection) == (
            step.kind,
            step.by_id,
            step.collection,
        )
        if last is not None and same:
            alone = last.record if last.record == step.record else None
            more = last.count if alone else last.count + 1
            found[-1] = replace(last, count=more, record=alone)
        else:
            found.append(step)
    return found
