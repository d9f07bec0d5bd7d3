"""“What we hold about you”: every kind of datum with clause and rows, for whoever asks."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bailee.custody.held import download, rows, standing
from bailee.custody.held.standing import Part, Standing
from bailee.foundation import clock
from bailee.web.ui import outgoing
from bailee.web.ui.permission import EVERYONE, roles
from bailee.web.ui.request import PersonRequest
from bailee.web.ui.step_up import fresh

PARTS: dict[str, Part] = {"about": "about", "done": "done"}


@roles(*EVERYONE, without_consent=True)
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """All kinds: what is about the person, and what the person did."""
    found = standing.of(request.user)
    context = {
        "about": sorted(
            (one for one in found if one.part == "about"), key=lambda one: not one.rows
        ),
        "done": [one for one in found if one.part == "done" and one.rows],
        "base": _base(request),
        "now": clock.now(),
    }
    return render(request, "held/index.html", context)


@roles(*EVERYONE, without_consent=True)
@require_safe
def show(request: PersonRequest, table: str, part: str) -> HttpResponse:
    """The rows of one kind."""
    one = _standing(request, table, part)
    paged = Paginator(range(one.rows), rows.SIZE).get_page(request.GET.get("page"))
    context = {
        "one": one,
        "paged": paged,
        "page": rows.page(request.user, one.held, one.part, first=max(paged.start_index() - 1, 0)),
        "base": _base(request),
        "now": clock.now(),
    }
    return render(request, "held/show.html", context)


@roles(*EVERYONE, without_consent=True)
@fresh
@require_safe
def take(request: PersonRequest) -> HttpResponseBase:
    """All of it as one ZIP, streamed."""
    now = clock.now()
    return outgoing.streamed(
        download.stream(request.user, now=now),
        name=f"about-me-{now:%Y-%m-%d}.zip",
        kind="application/zip",
    )


def _standing(request: PersonRequest, table: str, part: str) -> Standing:
    """Raises `Http404` for what is no kind of datum about a person."""
    for one in standing.of(request.user):
        if one.held.table == table and one.part == PARTS.get(part):
            return one
    raise Http404


def _base(request: PersonRequest) -> str:
    return f"ui/{getattr(request, 'face', 'portal')}.html"
