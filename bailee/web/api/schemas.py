"""What goes in and comes out, for OpenAPI and for reading bodies."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from bailee.vault.records.types import TYPES

MOST = 1000  # records of one request

FieldTypeName = Annotated[str, Field(json_schema_extra={"enum": list(TYPES)})]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Values = Annotated[
    dict[str, Any],
    Field(description="Values by the field's name or id.", examples=[{"Order": "SO-1"}]),
]


class Strict(Schema):
    """A body that refuses what it does not know: a typing error is said, not passed over."""

    model_config = ConfigDict(extra="forbid")


class Fault(Schema):
    """One thing that is wrong with a request."""

    detail: str
    pointer: str | None = Field(None, description="Where, as a JSON pointer into the body.")
    parameter: str | None = Field(None, description="Which parameter of path or query.")
    field: str | None = Field(None, description="Which field, by its name.")


class Problem(Schema):
    """An error (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None


class FieldOut(Schema):
    id: uuid.UUID
    name: str
    type: str
    description: str
    required: bool
    unique: bool
    indexed: bool
    default: str | None
    choices: list[str]
    rules: dict[str, Any]
    target: uuid.UUID | None = Field(description="The collection that a relation names.")


class FieldIn(Strict):
    name: Name
    type: FieldTypeName
    description: str = Field("", max_length=500)
    required: bool = False
    unique: bool = False
    indexed: bool = False
    default: str | None = None
    choices: list[str] = []
    rules: dict[str, Any] = {}
    target: uuid.UUID | None = None


class FieldChange(Strict):
    name: Name | None = None
    description: str | None = Field(None, max_length=500)
    required: bool | None = None
    unique: bool | None = None
    indexed: bool | None = None
    default: str | None = None
    rules: dict[str, Any] | None = None


class CollectionOut(Schema):
    id: uuid.UUID
    name: str
    description: str
    created_at: datetime
    changed_at: datetime
    fields: list[FieldOut]


class CollectionList(Schema):
    collections: list[CollectionOut]


class CollectionIn(Strict):
    name: Name
    description: str = Field("", max_length=10_000)
    fields: list[FieldIn] = Field([], max_length=500)


class CollectionChange(Strict):
    name: Name | None = None
    description: str | None = Field(None, max_length=10_000)


class RecordOut(Schema):
    id: uuid.UUID
    version: int
    created_at: datetime
    created_by: uuid.UUID | None
    changed_at: datetime
    changed_by: uuid.UUID | None
    fields: Values


class RecordPage(Schema):
    records: list[RecordOut]
    next: str | None = Field(description="The cursor of the next page; none on the last.")
    total: int | None = Field(None, description="How many there are, if asked for.")


class RecordList(Schema):
    records: list[RecordOut]


class RecordIn(Strict):
    fields: Values


class RecordAt(Strict):
    """A change of one record of many; without a version, whatever it is at."""

    id: uuid.UUID
    version: int | None = None
    fields: Values


class RecordsIn(Strict):
    records: list[RecordIn] = Field(min_length=1, max_length=MOST)


class RecordsAt(Strict):
    records: list[RecordAt] = Field(min_length=1, max_length=MOST)


class Upsert(Strict):
    key: str = Field(description="The field, by name or id, whose value tells a record.")
    records: list[RecordIn] = Field(min_length=1, max_length=MOST)


class Upserted(Schema):
    records: list[RecordOut]
    added: int
    changed: int


class Selection(Strict):
    """Either the records of these ids, or all that fit the filter and the search."""

    ids: list[uuid.UUID] | None = Field(None, max_length=10_000)
    filter: dict[str, Any] | None = None
    search: str = ""
    without: list[uuid.UUID] = Field([], max_length=10_000)


class SelectionChange(Selection):
    fields: Values


class Count(Schema):
    count: int


class CommentIn(Strict):
    text: str = Field(min_length=1, max_length=10_000)


class By(Schema):
    """Who did it: a person, a token, the installation."""

    kind: str
    id: uuid.UUID | None


class CommentOut(Schema):
    id: uuid.UUID
    text: str
    at: datetime
    edited_at: datetime | None
    by: By


class CommentList(Schema):
    comments: list[CommentOut]


class Difference(Schema):
    field: str | None
    before: str | None
    after: str | None


class Step(Schema):
    version: int
    kind: str
    at: datetime
    by: By
    differences: list[Difference]


class History(Schema):
    steps: list[Step]


class Restore(Strict):
    to: int = Field(ge=1, le=2**31 - 1, description="The version to go back to.")


class Ids(Strict):
    ids: list[uuid.UUID] = Field(min_length=1, max_length=MOST)


class TrashedOut(Schema):
    id: uuid.UUID
    trashed_at: datetime
    by: By


class TrashPage(Schema):
    trashed: list[TrashedOut]
    next: str | None


class Refused(Schema):
    id: uuid.UUID
    reasons: list[str]


class Untrashed(Schema):
    restored: list[uuid.UUID]
    refused: list[Refused]


class ViewOut(Schema):
    id: uuid.UUID
    name: str
    query: dict[str, Any]


class ViewList(Schema):
    views: list[ViewOut]


class FileOut(Schema):
    id: uuid.UUID
    name: str
    size: int
    content_type: str
    sha256: str
    uploaded_at: datetime


class FilePage(Schema):
    files: list[FileOut]
    next: str | None


class ImportColumn(Schema):
    header: str
    field: str
    type: str
    skipped: bool


class ImportOut(Schema):
    id: uuid.UUID
    collection: uuid.UUID | None
    file_name: str
    state: str
    progress: int
    accepted: int | None
    refused: int | None
    error: str
    created_at: datetime
    finished_at: datetime | None
    columns: list[ImportColumn]
    faults: list[dict[str, Any]]


class TokenOut(Schema):
    id: uuid.UUID
    name: str
    verbs: list[str]
    collections: list[uuid.UUID] | None
    expires_at: datetime | None
