"""Comments on a record: said, changed, deleted."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bailee.foundation import clock
from bailee.vault.records import comments, people
from bailee.vault.records.comments import CommentError
from bailee.vault.records.models import Collection, Comment
from bailee.web.portal import record_pages
from bailee.web.portal.collections import READERS
from bailee.web.ui.permission import roles
from bailee.web.ui.request import PortalRequest


@roles(*READERS)
@require_POST
def create(
    request: PortalRequest, collection_id: uuid.UUID, record_id: uuid.UUID
) -> HttpResponseBase:
    """Adds a comment, or shows the record again with what was typed and why it is refused."""
    collection, record = record_pages.found(collection_id, record_id)
    text = request.POST.get("text", "")
    try:
        made = comments.say(
            collection,
            record.id,
            text=text,
            link=record_pages.link(request, collection, record.id),
            by=request.user.actor,
            now=clock.now(),
        )
    except CommentError as error:
        typed = text.replace("\x00", "�")
        return record_pages.show(
            request, collection, record, status=422, comment_text=typed, comment_wrong=str(error)
        )
    return redirect(_place(made))


@roles(*READERS)
def edit(
    request: PortalRequest, collection_id: uuid.UUID, record_id: uuid.UUID, comment_id: uuid.UUID
) -> HttpResponseBase:
    """One's own comment as a form."""
    comment = _found(collection_id, record_id, comment_id)
    if not comments.is_own(comment, request.user.actor):
        raise Http404
    text, wrong = comment.text, ""
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            link = record_pages.link(request, comment.collection, record_id)
            comments.edit(comment, text=text, link=link, by=request.user.actor, now=clock.now())
        except CommentError as error:
            wrong = str(error)
        else:
            return redirect(_place(comment))
    context = {
        "collection": comment.collection,
        "comment": comment,
        "comment_text": text.replace("\x00", "�"),
        "comment_wrong": wrong,
        "handles": people.handles(),
    }
    status = 422 if wrong else 200
    return render(request, "portal/records/comment.html", context, status=status)


@roles(*READERS)
def destroy(
    request: PortalRequest, collection_id: uuid.UUID, record_id: uuid.UUID, comment_id: uuid.UUID
) -> HttpResponseBase:
    """Asks once more, and deletes."""
    comment = _found(collection_id, record_id, comment_id)
    if not comments.may_delete(comment, request.user):
        raise Http404
    back = reverse("portal:record", args=[collection_id, record_id])
    if request.method == "POST":
        comments.delete(comment, by=request.user)
        messages.success(request, _("The comment has been deleted."))
        return redirect(back)
    context = {
        "confirm_base": "ui/portal.html",
        "title": _("Delete this comment?"),
        "text": _("“{excerpt}” is deleted at once and cannot be brought back.").format(
            excerpt=comments.excerpt(comment.text)
        ),
        "submit": _("Delete the comment"),
        "back": back,
    }
    return render(request, "ui/confirm.html", context)


def _found(collection_id: uuid.UUID, record_id: uuid.UUID, comment_id: uuid.UUID) -> Comment:
    collection = get_object_or_404(Collection, id=collection_id)
    return get_object_or_404(
        Comment.objects.select_related("collection"),
        id=comment_id,
        collection=collection,
        record_id=record_id,
    )


def _place(comment: Comment) -> str:
    record = reverse("portal:record", args=[comment.collection_id, comment.record_id])
    return f"{record}#comment-{comment.id}"
