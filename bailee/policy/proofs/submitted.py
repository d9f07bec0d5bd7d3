"""2.1b: what was given of the company when the account was set up is shown."""

from bailee.policy.proofs import reading
from bailee.policy.proofs.broken import insist
from bailee.policy.proofs.guests import NAME, PARTICULARS, Ground


def company_is_shown(ground: Ground) -> str:
    """2.1b: all that was given when the account was set up, on the company page."""
    seen = reading.words(ground.ada.get("/company/"))
    given = {**PARTICULARS, "legal_name": NAME, "country": "United Kingdom"}
    for name, value in given.items():
        insist(value in seen, f"/company/ does not show the {name.replace('_', ' ')}")
    return f"{len(given)} particulars given at set-up are shown on the company page"
