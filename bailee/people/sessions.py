"""Sessions: who is signed in is known only here, and ends here."""

from django.contrib.sessions.models import Session

from bailee.people.models import User

SIGNED_IN = "_auth_user_id"  # Django's key
# allauth's key for one who has given the password and not yet the one-time code.
HALF_SIGNED_IN = "account_login"


def end_all(user: User, *, but: str | None = None) -> int:
    """Deletes every session of this person, also half-finished sign-ins; says how many.

    `but` is the key of a session to keep. A session does not name its person in a column, so
    each is opened; a schema has few.
    """
    keys = [
        session.session_key
        for session in Session.objects.exclude(session_key=but or "")
        if str(user.id) in _people_in(session)
    ]
    return Session.objects.filter(session_key__in=keys).delete()[0]


def _people_in(session: Session) -> set[str | None]:
    content = session.get_decoded()
    half = content.get(HALF_SIGNED_IN)
    return {content.get(SIGNED_IN), half.get("user_pk") if isinstance(half, dict) else None}
