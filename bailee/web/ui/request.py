"""What the middleware has put on a request by the time a page sees it: names for types only."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from bailee.office.clients.models import Client
from bailee.people.models import User


class PersonRequest(HttpRequest):
    """A request by somebody signed in, staff or a client's."""

    user: User
    htmx: HtmxDetails


class StaffRequest(HttpRequest):
    """A request to the office by a signed-in member of staff."""

    user: User
    htmx: HtmxDetails


class PortalRequest(HttpRequest):
    """A request to a client's portal by one of its signed-in people."""

    user: User
    client: Client
    htmx: HtmxDetails
