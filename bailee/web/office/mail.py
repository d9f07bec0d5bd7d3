"""Mail as the office sees it: its own outbox, and the folder that stands in for a mail server."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bailee.office.clients.models import Client
from bailee.people.roles import Role
from bailee.vault.mail import folder
from bailee.vault.mail.models import Message
from bailee.web.ui.permission import ALL_STAFF, roles
from bailee.web.ui.request import StaffRequest

POSTED = 100  # rows of the outbox shown
# A mail in the folder may hold a link that lets its reader in.
READERS = (Role.STAFF_OWNER, Role.OPERATOR)


@roles(*ALL_STAFF)
def index(request: StaffRequest) -> HttpResponse:
    """The office's outbox, and below it the folder while no mail server is configured."""
    may_read = folder.in_use() and request.user.role in READERS
    context = {
        "messages_posted": Message.objects.all()[:POSTED],
        "folder_in_use": folder.in_use(),
        "folder_is_exposed": folder.is_exposed(),
        "may_read": may_read,
        "letters": _letters() if may_read else [],
    }
    return render(request, "office/mail/index.html", context)


@roles(*READERS)
def show(request: StaffRequest, place: str, name: str) -> HttpResponse:
    """One mail of the folder: its text, with links that work."""
    try:
        letter = folder.letter(place, name)
    except FileNotFoundError as error:
        raise Http404 from error
    return render(request, "office/mail/show.html", {"letter": letter})


def _letters() -> list[tuple[folder.Letter, str]]:
    """Each mail of the folder with the name of whose outbox it came from."""
    names = dict(Client.objects.values_list("schema_name", "name"))
    names["public"] = settings.COMPANY_NAME
    return [(letter, names.get(letter.place, _("a former client"))) for letter in folder.letters()]
