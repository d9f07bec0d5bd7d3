"""What stands before a view: each gate looks at the view that is about to run, and at nothing else.

A gate answers in its own `process_view`: with a response, which takes the view's place, or None.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class Gate:
    """The shell that Django asks of a middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)
