"""Saved views of a collection: what is listed, and how it is laid out. Personal, or shared by all.

Everybody may keep views of their own; who may change shared ones is for the page to say.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from bailee.foundation.actors import Actor
from bailee.people.models import User
from bailee.vault.records.listing import Query
from bailee.vault.records.models import Collection, View

MAX_LABEL = 100  # characters
MAX_VIEWS = 100  # of one person, or shared, in one collection
NARROWEST, WIDEST = 60, 900  # CSS pixels
_MAX_COLUMNS = 2_000


class ViewError(ValueError):
    """A view cannot be so; the message says why."""


@dataclass(frozen=True)
class Layout:
    """How a list is laid out: keys of columns in order, those hidden, widths in CSS pixels.

    `default_of`: ids of the people who see this view first.
    """

    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    group: str = ""
    default_of: tuple[str, ...] = ()

    @classmethod
    def read(cls, found: Any) -> Self:
        """What a row holds; what does not fit is left out, for it only concerns looks."""
        found = found if isinstance(found, dict) else {}
        texts = {key: _texts(found.get(key)) for key in ("order", "hidden", "default_of")}
        widths = found.get("widths")
        kept = {
            key: min(max(width, NARROWEST), WIDEST)
            for key, width in (widths.items() if isinstance(widths, dict) else ())
            if type(width) is int
        }
        group = found.get("group")
        return cls(**texts, widths=kept, group=group if isinstance(group, str) else "")

    def arranged(self, keys: Sequence[str]) -> list[str]:
        """All columns in this order; those it does not know come last."""
        places = {key: place for place, key in enumerate(self.order)}
        return sorted(keys, key=lambda key: places.get(key, _MAX_COLUMNS))

    def shown(self, keys: Sequence[str]) -> list[str]:
        """The columns that are not hidden; the first one always is there."""
        arranged = self.arranged(keys)
        return [key for key in arranged if key not in set(self.hidden)] or arranged[:1]


def seen_by(collection: Collection, person: User) -> list[View]:
    """The shared views and the person's own, in order."""
    theirs = Q(person=None) | Q(person=person)
    return sorted(collection.views.filter(theirs), key=lambda one: one.person_id is not None)


def default(views: Sequence[View], person: User) -> View | None:
    """The view that the person sees first."""
    return next((one for one in views if str(person.id) in layout(one).default_of), None)


def layout(view: View | None) -> Layout:
    return Layout() if view is None else Layout.read(view.layout)


def add(
    collection: Collection,
    *,
    label: str,
    query: Query,
    layout: Layout,
    person: User | None,
    by: Actor,
    now: datetime,
) -> View:
    """Keeps a new view, shared by all if it is no person's. Raises `ViewError`, `FrozenError`."""
    own = collection.views.filter(person=person)
    if own.count() >= MAX_VIEWS:
        raise ViewError(
            _("There are {max_views} views already. Delete one that is not needed.").format(
                max_views=MAX_VIEWS
            )
        )
    made = View(
        collection=collection,
        person=person,
        label=clean(label),
        query=query.whole().to_json(),
        layout=_json(replace(layout, default_of=())),
        position=(own.aggregate(last=Max("position"))["last"] or 0) + 1,
        created_at=now,
        changed_at=now,
        by_kind=by.kind,
        by_id=by.id,
    )
    _store(made)
    return made


def keep(view: View, *, query: Query, by: Actor, now: datetime) -> None:
    """Lets the view list this from now on. Raises `FrozenError`."""
    view.query = query.whole().to_json()
    _change(view, by, now)


def rename(view: View, *, label: str, by: Actor, now: datetime) -> None:
    """Raises `ViewError`, `FrozenError`."""
    view.label = clean(label)
    _change(view, by, now)


def share(view: View, *, person: User | None, by: Actor, now: datetime) -> None:
    """Gives it to all (`person=None`), or to one person. Raises `ViewError`, `FrozenError`."""
    view.person = person
    _change(view, by, now)


def lay_out(view: View, new: Layout, *, by: Actor, now: datetime) -> None:
    """Sets order, widths, what is hidden and the grouping. Raises `FrozenError`."""
    view.layout = _json(replace(new, default_of=layout(view).default_of))
    _change(view, by, now)


def move(view: View, *, position: int, by: Actor, now: datetime) -> None:
    """Puts the view at a place among its like, from 0. Raises `FrozenError`."""
    like = [one for one in view.collection.views.filter(person=view.person) if one != view]
    like.insert(min(max(position, 0), len(like)), view)
    with transaction.atomic():
        for place, one in enumerate(like):
            View.objects.filter(id=one.id).update(position=place)
        view.position = like.index(view)
        _change(view, by, now)


@transaction.atomic
def choose(view: View, *, person: User, chosen: bool = True) -> None:
    """Makes it the view that the person sees first, or no longer. Raises `FrozenError`."""
    me = str(person.id)
    for one in view.collection.views.select_for_update():
        before = layout(one)
        others = tuple(which for which in before.default_of if which != me)
        mine = (*others, me) if chosen and one.id == view.id else others
        if mine != before.default_of:
            View.objects.filter(id=one.id).update(layout=_json(replace(before, default_of=mine)))


def remove(view: View) -> None:
    """Raises `FrozenError`."""
    view.delete()


def find(collection: Collection, which: str, person: User) -> View | None:
    """A shared view or one of the person's; nothing for any other text."""
    try:
        wanted = uuid.UUID(which)
    except ValueError:
        return None
    return next((one for one in seen_by(collection, person) if one.id == wanted), None)


def clean(label: str) -> str:
    """The label with single spaces. Raises `ViewError`."""
    plain = " ".join(label.replace("\x00", " ").split())
    if not plain:
        raise ViewError(_("A view needs a name."))
    if len(plain) > MAX_LABEL:
        raise ViewError(
            _("The name of a view has up to {max_label} characters.").format(max_label=MAX_LABEL)
        )
    return plain


def _change(view: View, by: Actor, now: datetime) -> None:
    view.changed_at, view.by_kind, view.by_id = now, by.kind, by.id
    _store(view)


def _store(view: View) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise ViewError(
            _("There is a view named “{label}” already.").format(label=view.label)
        ) from None


def _json(layout: Layout) -> dict[str, Any]:
    return {key: value for key, value in asdict(layout).items() if value}


def _texts(found: Any) -> tuple[str, ...]:
    listed = found if isinstance(found, list | tuple) else ()
    return tuple(one for one in listed if isinstance(one, str))[:_MAX_COLUMNS]
