"""Which connection serves a model: the office's tables are never asked for as a vault's role."""

from typing import Any

from django.db import connection
from django.db.models import Model

OFFICE_ONLY = frozenset({"clients", "custody", "procrastinate"})  # app labels


class OfficeRouter:
    """Sends the office's models to `registry` while the default connection sits in a vault."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        in_vault = connection.seat.in_vault  # type: ignore[attr-defined]  # our backend's
        return "registry" if in_vault and model._meta.app_label in OFFICE_ONLY else "default"

    db_for_write = db_for_read

    def allow_relation(self, one: Model, other: Model, **_hints: Any) -> bool | None:
        labels = {one._meta.app_label, other._meta.app_label}
        return True if labels <= OFFICE_ONLY else None
