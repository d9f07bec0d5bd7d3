"""Which face a request asks for, by its host: public site, office, or one client's portal."""

import threading
import time
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.signals import request_finished
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import set_urlconf

from bailee.custody import tombstones
from bailee.foundation import tenancy
from bailee.foundation.tenancy import FrozenError, Seat
from bailee.office.clients import registry
from bailee.office.clients.models import Client
from bailee.vault.allowance import OverQuotaError
from bailee.vault.records.tables import BusyError
from bailee.web.ui import errors

URLCONFS = {
    "site": "bailee.web.site.urls",
    "office": "bailee.web.office.urls",
    "portal": "bailee.web.portal.urls",
}
_REMEMBERED = 1.0  # seconds that a look-up may be old: a frozen client is seen as frozen by then
_known: dict[str, tuple[float, Client | None]] = {}
_lock = threading.Lock()


class FaceMiddleware:
    """Seats the request where its host belongs; a host that is nobody's gets a bare 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cast("Any", connection).abandon()
        try:
            host = request.get_host().partition(":")[0].lower()
        except DisallowedHost:
            return errors.unknown_host()
        found = _face_of(host)
        if found is None:
            return errors.unknown_host()
        face, client, seat = found
        asked = cast("Any", request)
        asked.face, asked.client, asked.urlconf = face, client, URLCONFS[face]
        asked.tenant = client
        set_urlconf(URLCONFS[face])
        cast("Any", connection).set_tenant(seat)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What any write may meet, a frozen vault or a full one: say so instead of failing."""
        if isinstance(error, FrozenError):
            return errors.frozen(request)
        if isinstance(error, BusyError):
            return errors.changing(request)
        return errors.over_quota(request, error) if isinstance(error, OverQuotaError) else None


def forget_hosts() -> None:
    """Looks every host up anew (a client was opened, renamed or purged in this process)."""
    with _lock:
        _known.clear()


def _face_of(host: str) -> tuple[str, Client | None, Seat] | None:
    if host == settings.DOMAIN:
        return "site", None, tenancy.site_seat()
    if host == f"office.{settings.DOMAIN}":
        return "office", None, tenancy.office_seat()
    client = _client_at(host)
    return None if client is None else ("portal", client, tenancy.vault_seat(client.schema_name))


def _client_at(host: str) -> Client | None:
    with _lock:
        since, client = _known.get(host, (0.0, None))
    if time.monotonic() - since < _REMEMBERED:
        return client
    client = registry.at_host(host)
    if client is not None and tombstones.stands(client.schema_name):
        client = None  # it is being purged: its host is nobody's from now on
    with _lock:
        if len(_known) > 10_000:  # made-up hosts must not fill the memory
            _known.clear()
        _known[host] = (time.monotonic(), client)
    return client


def _leave(**_: Any) -> None:
    """After the response, streamed ones too, has been sent: the login goes back to the idle."""
    cast("Any", connection).abandon()


request_finished.connect(_leave, dispatch_uid="bailee.leave_seat")
