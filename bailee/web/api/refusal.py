"""What the API refuses, as an exception that becomes a problem (RFC 9457)."""

from typing import Any

from django.http import HttpResponse

from bailee.web.ui.problems import problem

NUL = "This holds a character that cannot be stored: NUL (U+0000), or half of a surrogate pair."
TOO_BIG = "The body is larger than 5 MB. Send fewer records, or a file to import."
CUT_SHORT = "The body did not arrive whole. Send it again."


class RefusedError(Exception):
    """`more` stands in the problem beside its detail: `errors` for example."""

    def __init__(
        self, status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.more = status, detail, headers or {}, more

    def as_problem(self) -> HttpResponse:
        """The answer."""
        response = problem(self.status, self.detail, **self.more)
        for name, value in self.headers.items():
            response[name] = value
        return response


def gone(what: str) -> RefusedError:
    """404: the same for what is not there and what this token may not see."""
    return RefusedError(404, f"There is no such {what}, or this token does not reach it.")
