"""2.1b and 8.1: what was given of the company is shown, and a correction as well."""

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


def company_is_corrected(ground: Ground) -> str:
    """8.1: the owner corrects, and the next page shows it."""
    corrected = PARTICULARS | {"legal_name": NAME, "street": "8 Corrected Quay"}
    answer = ground.ada.post("/company/edit/", corrected)
    insist(answer.status == 302, f"correcting is answered with {answer.status}")
    seen = reading.words(ground.ada.get("/company/"))
    insist("8 Corrected Quay" in seen, "the correction is not shown")
    insist(PARTICULARS["street"] not in seen, "the old street is still shown")
    ground.ada.post("/company/edit/", corrected | {"street": PARTICULARS["street"]})
    return "the client's owner corrected the street; the next page showed it, not the old one"
