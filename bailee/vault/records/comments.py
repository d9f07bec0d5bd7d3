"""What people say about a record; who is named in it hears of it by mail (clause 3.1e)."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bailee.foundation.actors import Actor
from bailee.people import languages, preferences
from bailee.people.models import User
from bailee.vault.company import team
from bailee.vault.mail import outbox
from bailee.vault.records import people, records
from bailee.vault.records.models import Collection, Comment, Mention

MAX_TEXT = 10_000  # characters
EXCERPT = 140  # characters that a mail quotes


class CommentError(ValueError):
    """The comment cannot be kept; the message says why."""


class NotYoursError(Exception):
    """Only who wrote a comment may change it; owners may delete it too."""


@transaction.atomic
def say(
    collection: Collection,
    record_id: uuid.UUID,
    *,
    text: str,
    link: str,
    by: Actor,
    now: datetime,
) -> Comment:
    """Adds a comment and posts the mails to whom it names. `link`: the record's full address.

    Raises `CommentError`, `RecordGoneError`, `FrozenError`.
    """
    kept = _clean(text)
    records.find(collection, record_id)
    comment = Comment.objects.create(
        collection=collection,
        record_id=record_id,
        text=kept,
        at=now,
        by_kind=by.kind,
        by_id=by.id,
    )
    _mention(comment, link=link, by=by, now=now)
    return comment


@transaction.atomic
def edit(comment: Comment, *, text: str, link: str, by: Actor, now: datetime) -> None:
    """Changes one's own comment; people named for the first time hear of it.

    Raises `CommentError`, `NotYoursError`, `FrozenError`.
    """
    if not is_own(comment, by):
        raise NotYoursError
    kept = _clean(text)
    if kept == comment.text:
        return
    comment.text, comment.edited_at = kept, now
    comment.save(update_fields=["text", "edited_at"])
    _mention(comment, link=link, by=by, now=now)


@transaction.atomic
def delete(comment: Comment, *, by: User) -> None:
    """Deletes one's own comment, or as owner anyone's. Raises `NotYoursError`, `FrozenError`."""
    if not may_delete(comment, by):
        raise NotYoursError
    comment.delete()


def is_own(comment: Comment, by: Actor) -> bool:
    return comment.by_id is not None and (comment.by_kind, comment.by_id) == (by.kind, by.id)


def may_delete(comment: Comment, person: User) -> bool:
    return is_own(comment, person.actor) or person.is_owner


def _clean(text: str) -> str:
    kept = text.replace("\r\n", "\n").strip()
    if not kept:
        raise CommentError(_("Write something first."))
    if len(kept) > MAX_TEXT:
        raise CommentError(
            _("A comment holds up to {max_text} characters; this has {count}.").format(
                max_text=languages.usual().number(MAX_TEXT),
                count=languages.usual().number(len(kept)),
            )
        )
    try:
        kept.encode()
    except UnicodeEncodeError:
        kept = "\x00"
    if "\x00" in kept:
        raise CommentError(_("This holds a character that is none. Write it again without."))
    return kept


def _mention(comment: Comment, *, link: str, by: Actor, now: datetime) -> None:
    """Keeps who is named by now, and tells those who were not before."""
    wanted = people.named(comment.text, people.handles())
    before = set(comment.mentions.values_list("person_id", flat=True))
    comment.mentions.exclude(person__in=wanted).delete()
    new = [one for one in wanted if one.id not in before]
    Mention.objects.bulk_create([Mention(comment=comment, person=one) for one in new])
    _tell((one for one in new if one.id != by.id), comment, link=link, by=by, now=now)


def _tell(whom: Iterable[User], comment: Comment, *, link: str, by: Actor, now: datetime) -> None:
    author = User.objects.filter(id__in=[by.id] if by.id else []).first()
    for person in whom:
        if preferences.wants(person, "mention"):
            context: dict[str, outbox.Said] = {
                "portal": lambda _: team.portal(),
                "name": person.name,
                "by": author.name if author else gettext_lazy("Somebody"),
                "collection": comment.collection.label,
                "excerpt": excerpt(comment.text),
                "link": link,
            }
            outbox.post("mention", to=person.email, context=context, now=now)


def excerpt(text: str) -> str:
    """The beginning in one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT:
        return line
    return line[:EXCERPT].rsplit(" ", 1)[0] + " …"
