from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bailee.web.ui.permission import public

RULES = "User-agent: *\nAllow: /$\nAllow: /privacy\nAllow: /trust\nDisallow: /\n"


@public
@require_safe
def show(_request: HttpRequest) -> HttpResponse:
    """The three public pages may be indexed, nothing else (RFC 9309)."""
    return HttpResponse(RULES, content_type="text/plain; charset=utf-8")
