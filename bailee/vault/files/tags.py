"""Tags: given to files, taken away, renamed, removed."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from bailee.foundation.actors import Actor
from bailee.vault.files.models import File, Tag, Tagging
from bailee.vault.files.names import NameRefusedError

LONGEST = 50  # characters
_MOST = 20_000  # files of one statement


def give(files: list[UUID], name: str, *, by: Actor, now: datetime) -> Tag:
    """The tag of that name, made if need be, for all these files. Raises `NameRefusedError`."""
    name = checked(name)
    with transaction.atomic():
        tag = _called(name)
        if tag is None:
            try:
                with transaction.atomic():
                    tag = Tag.objects.create(
                        name=name, created_at=now, by_kind=by.kind, by_id=by.id
                    )
            except IntegrityError:  # somebody else made it just now
                tag = Tag.objects.alias(low=Lower("name")).get(low=name.lower())
        live = File.objects.filter(pk__in=files).values_list("pk", flat=True)
        Tagging.objects.bulk_create(
            [Tagging(file_id=file, tag=tag) for file in live],
            ignore_conflicts=True,
            batch_size=_MOST,
        )
    return tag


def take(files: list[UUID], tag: Tag) -> int:
    """Takes the tag away from these files; says from how many had it."""
    count, _ = Tagging.objects.filter(file__in=files, tag=tag).delete()
    return count


def choose(file: File, given: list[str], *, by: Actor, now: datetime) -> None:
    """The file has these tags and no others. Raises `NameRefusedError`."""
    wanted = {name.strip().lower(): name for name in given if name.strip()}
    with transaction.atomic():
        Tagging.objects.filter(file=file).alias(low=Lower("tag__name")).exclude(
            low__in=list(wanted)
        ).delete()
        for name in wanted.values():
            give([file.pk], name, by=by, now=now)


def rename(tag: Tag, name: str) -> None:
    """Raises `NameRefusedError`, also where another tag has the name."""
    name = checked(name)
    try:
        with transaction.atomic():
            Tag.objects.filter(pk=tag.pk).update(name=name)
    except IntegrityError:
        raise NameRefusedError(
            _("There is a tag named “{name}” already.").format(name=name)
        ) from None


def remove(tag: Tag) -> None:
    """The tag is gone; the files that had it stay."""
    tag.delete()


def counted() -> QuerySet[Tag]:
    """All tags, each with `count`: how many files that are not in the trash have it."""
    live = Q(taggings__file__trashed_at=None, taggings__file__stored_at__isnull=False)
    return Tag.objects.annotate(count=Count("taggings", filter=live))


def checked(name: str) -> str:
    """Raises `NameRefusedError`."""
    name = " ".join(name.split())
    if not name:
        raise NameRefusedError(_("Give the tag a name."))
    if "," in name:
        raise NameRefusedError(_("A tag cannot hold a comma: commas stand between tags."))
    if not name.isprintable() or len(name) > LONGEST:
        raise NameRefusedError(
            _("A tag has at most {longest} characters that can be shown.").format(longest=LONGEST)
        )
    return name


def _called(name: str) -> Tag | None:
    return Tag.objects.alias(low=Lower("name")).filter(low=name.lower()).first()
