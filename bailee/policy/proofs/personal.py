"""3.1b: what a person chooses, that person sees, on every device; kept in the vault alone."""

from bailee.foundation import ids, tenancy
from bailee.foundation.actors import SYSTEM
from bailee.people import invitations, preferences, users
from bailee.people.models import Preferences, User
from bailee.people.roles import Role
from bailee.policy import versions
from bailee.policy.proofs.broken import insist
from bailee.policy.proofs.guests import PARTICULARS, SIGN_IN, Ground
from bailee.policy.proofs.web import SESSION, Answer, Visitor

PAGE = "/account/preferences/"
_CHOSEN = {
    "locale": "de-DE",
    "numbers": "locale",
    "dates": "locale",
    "clock": "24",
    "time_zone": "Europe/Berlin",
    "theme": "dark",
    "density": "compact",
    "start": "company",
    "rows": "100",
}
_SEEN = ('data-theme="dark"', 'data-density="compact"', "1,00 EUR")


def chosen_and_seen(ground: Ground) -> str:
    """Ada chooses; her next browser shows it, a colleague's does not, and hers keeps nothing."""
    ada, _ = ground.sign_in()
    try:
        answer = ada.post(PAGE, _CHOSEN)
        insist(answer.status == 302, f"choosing is answered with {answer.status}")
        others = [cookie.name for cookie in answer.cookies if cookie.name != SESSION]
        insist(not others, f"choosing sets the cookie {', '.join(others)}")
        other_browser, _ = ground.sign_in()
        for where in (ada, other_browser):
            _shows(where.get("/"), seen=True)
        insist(set(ada.jar) == {SESSION}, f"the browser holds {', '.join(sorted(ada.jar))}")
        _shows(_colleague(ground).get("/"), seen=False)
        with tenancy.inside(ground.schema):
            kept = Preferences.objects.filter(user__email=PARTICULARS["contact_email"]).first()
        insist(kept and kept.theme == "dark", "the vault does not hold what was chosen")
    finally:
        _as_before(ground)
    return (
        "formats, colours and density chosen by one person were seen by her in two browsers and by"
        " no colleague; the vault holds them, her browser only the cookie of her session"
    )


def _shows(page: Answer, *, seen: bool) -> None:
    for mark in _SEEN:
        insist((mark in page.text) is seen, f"{page} {'lacks' if seen else 'shows'} {mark}")


def _colleague(ground: Ground) -> Visitor:
    """Somebody else of the same client, signed in."""
    email, password = f"{ids.opaque(8)}@proof.example", ids.opaque(24)
    with tenancy.inside(ground.schema):
        _, token = invitations.invite(
            email=email, name="Rae", role=Role.READER, by=SYSTEM, now=ground.now
        )
        agreed = versions.in_force().named
        invitations.accept(
            token,
            name="Rae",
            password=password,
            now=ground.now,
            agrees_to=agreed,
            address="::1",
        )
    rae = ground.web.visitor(ground.host)
    answer = rae.post(SIGN_IN, {"login": email, "password": password})
    insist(answer.status == 302, f"the sign-in page answers with {answer.status}")
    return rae


def _as_before(ground: Ground) -> None:
    """The colleagues leave and the choices are taken back: other proofs read the same pages."""
    with tenancy.inside(tenancy.owner_seat(ground.schema)):
        for rae in User.objects.active().filter(name="Rae"):
            users.deactivate(rae, by=SYSTEM, now=ground.now)
        ada = User.objects.get(email=PARTICULARS["contact_email"])
        preferences.forget(ada)
