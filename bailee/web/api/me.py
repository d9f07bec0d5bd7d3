"""What a token is: the first thing that a program asks."""

from django.http import HttpResponse

from bailee.web.api import schemas
from bailee.web.api.answers import answer
from bailee.web.api.gate import TokenRequest
from bailee.web.api.operations import operation


@operation("GET", "/token", tag="Token", returns=schemas.TokenOut, verb="")
def get_token(request: TokenRequest) -> HttpResponse:
    """Get this token.

    What it may do, and where.
    """
    token = request.token
    return answer(
        {
            "id": token.id,
            "name": token.name,
            "verbs": token.verbs,
            "collections": token.collections,
            "expires_at": token.expires_at,
        }
    )
