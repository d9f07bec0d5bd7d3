"""If-Match and If-None-Match (RFC 9110, 13): a record's ETag begins with its version."""

import re

from bailee.web.api.gate import TokenRequest
from bailee.web.api.refusal import RefusedError

_TAG = re.compile(r'(?:W/)?"(\d{1,9})(?:-[0-9a-f]{8})?"')


def version(request: TokenRequest) -> int | None:
    """The version that If-Match asks for; None for any. Raises `RefusedError`."""
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return None
    found = _TAG.fullmatch(given.strip())
    if found is None:
        raise RefusedError(422, "If-Match takes one ETag of this record, as it was given.")
    return int(found[1])


def is_known(request: TokenRequest, tag: str) -> bool:
    """Whether If-None-Match names what would be sent."""
    given = request.headers.get("If-None-Match", "")
    known = {one.strip().removeprefix("W/") for one in given.split(",")}
    return tag in known or given.strip() == "*"
