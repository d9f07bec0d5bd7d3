"""What becomes of each column of a file, and how the file is read."""

import uuid
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.vault.records import imports, queue
from bailee.vault.records.collections import LabelError
from bailee.vault.records.imports import ImportRefusedError
from bailee.vault.records.intake import written
from bailee.vault.records.intake.dialect import DELIMITERS, Dialect
from bailee.vault.records.intake.encoding import ENCODINGS
from bailee.vault.records.intake.propose import Column
from bailee.vault.records.models import Field, Import
from bailee.vault.records.types import TYPES
from bailee.web.portal.collections import WRITERS
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest

LEFT_OUT = "-"
_NOT_NEW = {"file", "relation"}  # they need a target, which a file does not name


@roles(*WRITERS)
def edit(request: PortalRequest, import_id: uuid.UUID) -> HttpResponse:
    """The columns as proposed, to be corrected; sending them begins the check."""
    one = get_object_or_404(Import.objects.select_related("collection"), id=import_id)
    if one.state not in imports.OPEN:
        return redirect("portal:import", one.id)
    columns, key, wrong = imports.columns(one), str(one.key_id or ""), ""
    if request.method == "POST":
        given = request.POST
        fields = _fields(one)
        columns = [_column(given, place, old, fields) for place, old in enumerate(columns)]
        key, one.label = given.get("key", ""), given.get("label", one.label)
        try:
            if "reread" in given:
                imports.reread(one, _dialect(given, one), sheet=given.get("sheet", one.sheet))
                return redirect("portal:import-columns", one.id)
            whole = given.get("take") == "all"
            imports.choose(one, columns=columns, label=one.label, all_or_nothing=whole, key=key)
            queue.check(one, now=clock.now())
            return redirect("portal:import", one.id)
        except (ImportRefusedError, LabelError) as error:
            wrong = str(error)
    context = {"one": one, "columns": columns, "key": key, "wrong": wrong, **_choices(one)}
    return render(request, "portal/imports/edit.html", context, status=422 if wrong else 200)


def _choices(one: Import) -> dict[str, Any]:
    fields = list(_fields(one).values())
    return {
        "types": [kind for name, kind in TYPES.items() if name not in _NOT_NEW],
        "fields": fields,
        "keys": [one for one in fields if one.kind.indexable and one.type != "boolean"],
        "ways": written.WAYS,
        "encodings": ENCODINGS,
        "delimiters": DELIMITERS,
        "left_out": LEFT_OUT,
    }


def _fields(one: Import) -> dict[str, Field]:
    return {str(field.id): field for field in one.collection.fields.all()} if one.collection else {}


def _dialect(given: QueryDict, one: Import) -> Dialect:
    """Raises `ImportRefusedError` for what is not on the form."""
    before = Dialect.from_json(one.dialect)
    encoding = given.get("encoding", before.encoding)
    delimiter = given.get("delimiter", before.delimiter)
    if encoding not in ENCODINGS or delimiter not in DELIMITERS:
        raise ImportRefusedError(_("Choose an encoding and a delimiter from the lists."))
    header = given.get("header") == "yes"
    return replace(before, encoding=encoding, delimiter=delimiter, header=header)


def _column(given: QueryDict, place: int, before: Column, fields: dict[str, Field]) -> Column:
    """One column as the form says; what the form does not say stays."""
    target, way = given.get(f"type-{place}", LEFT_OUT), given.get(f"written-{place}", "")
    if target == LEFT_OUT or (fields and target not in fields):
        return replace(before, skipped=True, field=None, written="")
    if fields:
        return replace(before.into(fields[target]), written=way)
    chosen = target
    if way in written.WAYS and target in {"text", "long_text", "choice"}:
        chosen = written.type_for(way, target, before.samples or [])
    return replace(
        before,
        label=given.get(f"label-{place}", before.label),
        type=chosen,
        required=f"required-{place}" in given,
        indexed=f"indexed-{place}" in given,
        skipped=False,
        written=way,
    )
