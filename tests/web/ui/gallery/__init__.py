"""Every component on a few pages, as fixture for the browser: not part of the product."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from bailee.web.ui import errors
from bailee.web.ui.forms import Form
from bailee.web.ui.permission import public

HERE = Path(__file__).parent
THEN = datetime(2026, 11, 2, 9, 41, tzinfo=UTC)
ROWS = [
    ("Acme Marine", "active", "ada@acme.example", "412,088", "240.00", "EUR"),
    ("Brae Instruments", "active", "finlay@brae.example", "96,410", "120.00", "GBP"),
    ("Cygnus Freight", "handing back", "cy@cygnus.example", "612,400", "1,480.00", "EUR"),
    ("Dunlin & Daughters", "frozen", "office@dunlin.example", "4,112", "80.00", "EUR"),
    ("Eider Legal", "invited", "a.very.long.mailbox.name@eider-legal.example", "0", "80.00", "CHF"),
    ("Firth Timber", "active", "moira@firth.example", "159,300", "240.00", "GBP"),
]
STATES = ["active", "frozen", "failed", "running", "draft", "kept", "broken", "not built"]


class Filters(Form):
    query = forms.CharField(label="Company or owner", required=False)
    state = forms.ChoiceField(choices=[("", "All"), ("active", "Active")], required=False)


class Vessel(Form):
    name = forms.CharField(help_text="As painted on the bow.")
    length = forms.DecimalField(help_text="Metres, over all.")
    built = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)
    kind = forms.ChoiceField(
        choices=[("tug", "Tug"), ("barge", "Barge")], widget=forms.RadioSelect, label="Kind"
    )
    flag = forms.ChoiceField(choices=[("no", "Norway"), ("de", "Germany")])
    notes = forms.CharField(widget=forms.Textarea, required=False)
    papers = forms.FileField(help_text="PDF, at most 20 MB.", required=False)
    insured = forms.BooleanField(label="Insured with us", required=False)
    agreed = forms.BooleanField(label="The owner has agreed", help_text="In writing.")


class SignIn(Form):
    email = forms.EmailField(
        label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class Typed(Form):
    name = forms.CharField(label="Type the client’s name", help_text="Cygnus Freight")


PERSON = SimpleNamespace(
    is_authenticated=True,
    name="Dana Hale",
    email="dana@harbour-vale.example",
    get_role_display="Owner",
    time_zone="Europe/Berlin",
)


def _context(face: str) -> dict[str, Any]:
    names = ("name", "state", "owner", "records", "price", "currency")
    rows = [dict(zip(names, row, strict=True), since=THEN) for row in ROWS]
    for row in rows:
        row["price"] = Decimal(str(row["price"]).replace(",", ""))
    acme = SimpleNamespace(name="Acme Marine", frozen=True)
    return {
        "company": "Harbour & Vale", "face": face, "site": "https://bailee.localhost/",
        "client": acme if face == "portal" else None, "frozen": face == "portal",
        "user": PERSON, "rows": rows, "then": THEN, "day": date(2024, 1, 1),
        "later": date(2026, 12, 31), "price": Decimal("1480.00"), "nothing": None,
        "states": STATES, "filters": Filters(), "sign_in": SignIn(),
        "form": Vessel({"length": "twelve", "kind": "tug", "notes": "Refit in\x00 spring"})
        if face == "portal" else Typed(),
        "confirm_base": "ui/office.html", "title": "Purge Cygnus Freight?",
        "text": "Every record, file, mail and key of this client is destroyed. "
        "Nobody can bring it back, not even from a backup.",
        "submit": "Purge for good", "back": "/clients",
    }  # fmt: skip


@public
def page(request: HttpRequest, name: str, face: str) -> HttpResponse:
    source = (HERE / f"{name}.html").read_text(encoding="utf-8")
    context = _context(face) | {"theme": request.GET.get("theme", "")}
    if name == "portal" and request.GET.get("nul") is None:
        context["form"] = Vessel({"length": "twelve", "kind": "tug", "notes": "Refit in spring"})
    return HttpResponse(engines["django"].from_string(source).render(context, request))


@public
def fails(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("planted: a fault in a view")


@public
def nowhere(request: HttpRequest) -> HttpResponse:
    return page(request, "office", "office")


def _faces(face: str, names: list[str]) -> Any:
    return include(([path(f"{name}/", nowhere, name=name) for name in names], face))


OFFICE = ["overview", "clients", "handbacks", "mail", "staff", "proofs"]
PORTAL = ["overview", "collections", "files", "company", "people", "archive"]
urlpatterns = [
    path("clients/shown", page, {"name": "office", "face": "office"}),
    path("collections/new", page, {"name": "portal", "face": "portal"}),
    path("signed-out", page, {"name": "signed_out", "face": "office"}),
    path("clients/confirm", page, {"name": "confirm", "face": "office"}),
    path("fails", fails),
    path("sign-out", nowhere, name="account_logout"),
    path("", _faces("office", OFFICE)),
    path("", _faces("portal", PORTAL)),
]
handler400, handler403 = errors.bad_request, errors.forbidden
handler404, handler500 = errors.not_found, errors.failure
