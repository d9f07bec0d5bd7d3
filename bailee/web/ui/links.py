"""Links for mails: to the host that was asked, which is known to be ours, on our port."""

from django.http import HttpRequest

from bailee.web.ui import context


def absolute(request: HttpRequest, path: str) -> str:
    """The full address of a page of this host. Nothing but the checked host name is taken over."""
    host = request.get_host().partition(":")[0].lower()
    return context.address(host).removesuffix("/") + path
