"""Lists of files: one folder, or what a search finds anywhere; page after page by keyset."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from bailee.vault.files import folders
from bailee.vault.files.models import File, Folder, Tag, Tagging

PAGE = 50  # files
MOST_FOLDERS = 500  # shown above the files
_KEYS: dict[str, Any] = {
    "name": Lower("name"),
    "size": F("size"),
    "type": F("content_type"),
    "date": F("uploaded_at"),
}
SORTS = tuple(sign + key for key in _KEYS for sign in ("", "-"))


@dataclass(frozen=True)
class Query:
    """`folder` None: the top. A search (`q` in the name, or a `tag`) looks everywhere below it.

    `after`, `before`: id of the file that the page begins behind, or ends before.
    """

    folder: Folder | None = None
    q: str = ""
    tag: Tag | None = None
    sort: str = "name"
    after: UUID | None = None
    before: UUID | None = None

    @property
    def searches(self) -> bool:
        return bool(self.q or self.tag)


@dataclass(frozen=True)
class Page:
    """`previous` and `next` are ids for `before` and `after`; `total` counts files, exactly."""

    files: list[File]
    total: int
    folders: list[Folder] = field(default_factory=list)
    previous: UUID | None = None
    next: UUID | None = None


def files(query: Query) -> QuerySet[File]:
    """All files that the query finds, unsorted: whole ones outside of the trash."""
    found = File.objects.filter(trashed_at=None, stored_at__isnull=False)
    if not query.searches:
        return found.filter(folder=query.folder)
    if query.folder is not None:
        found = found.filter(folder__in=folders.below(query.folder))
    if query.q:
        found = found.filter(name__icontains=query.q)
    if query.tag is not None:
        found = found.filter(pk__in=Tagging.objects.filter(tag=query.tag).values("file"))
    return found


def page(query: Query, size: int = PAGE) -> Page:
    """One page of at most `size` files, and the folders of the place or of the search."""
    found, backwards = files(query), query.before is not None
    total = found.count()
    cursor = query.before or query.after
    here = File.objects.filter(pk=cursor).first() if cursor else None
    rows = _sorted(found, query.sort, backwards=backwards)
    if here is not None:
        rows = rows.filter(_beyond(here, query.sort, backwards=backwards))
    some = list(rows[: size + 1])
    more, some = len(some) > size, some[:size]
    if backwards:
        some.reverse()
    first, last = (some[0].pk, some[-1].pk) if some else (None, None)
    at_start = here is None if not backwards else not more
    at_end = not more if not backwards else here is None
    return Page(
        files=some,
        total=total,
        folders=_folders(query) if at_start else [],
        previous=None if at_start else first,
        next=None if at_end else last,
    )


def _sorted(found: QuerySet[File], sort: str, *, backwards: bool) -> QuerySet[File]:
    key, down = _KEYS[sort.lstrip("-")], sort.startswith("-") != backwards
    tie = F("id").desc() if down else F("id").asc()
    return found.alias(key=key).order_by(F("key").desc() if down else F("key").asc(), tie)


def _beyond(here: File, sort: str, *, backwards: bool) -> Q:
    """Behind the row in the order, or before it; the row's own value is looked up there."""
    key, down = _KEYS[sort.lstrip("-")], sort.startswith("-") != backwards
    value = File.objects.filter(pk=here.pk).values_list(key, flat=True)[0]
    way = "lt" if down else "gt"
    # The first condition alone tells the index where to begin.
    return Q(**{f"key__{way}e": value}) & (
        Q(**{f"key__{way}": value}) | Q(**{f"id__{way}": here.pk})
    )


def _folders(query: Query) -> list[Folder]:
    found = Folder.objects.filter(trashed_at=None)
    if query.tag is not None:
        return []
    if not query.searches:
        found = found.filter(parent=query.folder)
    else:
        found = found.filter(name__icontains=query.q)
        if query.folder is not None:
            found = found.filter(pk__in=folders.below(query.folder)).exclude(pk=query.folder.pk)
    return list(found[:MOST_FOLDERS])


def with_tags(found: list[File]) -> dict[UUID, list[Tag]]:
    """The tags of each of the files, by name."""
    tags: dict[UUID, list[Tag]] = {}
    taggings = Tagging.objects.filter(file__in=[file.pk for file in found]).select_related("tag")
    for one in taggings.order_by(Lower("tag__name")):
        tags.setdefault(one.file_id, []).append(one.tag)
    return tags


def paths(found: list[File] | list[Folder]) -> dict[UUID, str]:
    """Where each of the files lies, as `Drawings / Hull`; nothing for the top."""
    known: dict[UUID | None, str] = {None: ""}
    places: dict[UUID, str] = {}
    for one in found:
        holder = one.folder if isinstance(one, File) else one.parent
        key = holder.pk if holder else None
        if key not in known:
            known[key] = " / ".join(folder.name for folder in folders.path(holder))
        places[one.pk] = known[key]
    return places
