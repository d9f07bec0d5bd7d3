"""The headers that every response carries: pages, files, errors."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest, HttpResponse

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
UNUSED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "fullscreen",
    "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer",
    "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial",
    "storage-access", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip
ALWAYS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",  # two years
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
}
# Not no-referrer everywhere: that turns Origin into "null", and of browsers that say nothing but
# their Origin the check would refuse every form.
REFERRER_POLICY = "same-origin"
STRICTER_REFERRER_POLICY = "no-referrer"
# The session cookie goes by its own Set-Cookie: "cookies" here would reach every host below the
# registrable domain and so end a session in another client's portal.
AT_SIGN_OUT = '"cache", "storage"'


class HeadersMiddleware:
    """Outermost, so that a refusal by any layer below passes through it too.

    A view may set a stricter content policy of its own (a download is sandboxed), and
    `no-referrer` (the page that leads off this site: not even its own next page learns of it).
    Nothing else. On a `no-referrer` page a form is taken by `Sec-Fetch-Site` alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        for name, value in ALWAYS.items():
            response.headers[name] = value
        if response.headers.get("Referrer-Policy") != STRICTER_REFERRER_POLICY:
            response.headers["Referrer-Policy"] = REFERRER_POLICY
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        response.headers.setdefault("Cache-Control", "no-store")
        if getattr(request, "signed_out", False):
            response.headers["Clear-Site-Data"] = AT_SIGN_OUT
        return response


def _mark(request: HttpRequest | None, **_: object) -> None:
    if request is not None:
        request.signed_out = True  # type: ignore[attr-defined]  # read above, in the same request


user_logged_out.connect(_mark, dispatch_uid="bailee.web.ui.middleware.headers")
