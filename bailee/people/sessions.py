"""Sessions: who is signed in is known only here, and ends here."""

from datetime import datetime

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
    others = Session.objects.exclude(session_key=but or "")
    keys = [session.session_key for session in others if _is_of(session, user)]
    return Session.objects.filter(session_key__in=keys).delete()[0]


def keys(user: User) -> list[str]:
    """The keys of the person's sessions, half-finished sign-ins too."""
    return [one.session_key for one in Session.objects.all() if _is_of(one, user)]


def noted(user: User, key: str) -> set[str]:
    """What the person's own sessions hold under `key`."""
    mine = (one.get_decoded() for one in Session.objects.all() if _is_of(one, user))
    return {str(content[key]) for content in mine if key in content}


def end_noted(user: User, key: str, values: set[str]) -> int:
    """Deletes the person's sessions that hold one of `values` under `key`; says how many."""
    keys = [
        one.session_key
        for one in Session.objects.all()
        if _is_of(one, user) and one.get_decoded().get(key) in values
    ]
    return Session.objects.filter(session_key__in=keys).delete()[0]


def forget_expired(now: datetime) -> int:
    """Deletes what has run out: nothing about a person is kept longer than it serves."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def _is_of(session: Session, user: User) -> bool:
    content = session.get_decoded()
    half = content.get(HALF_SIGNED_IN) or {}
    return content.get(SIGNED_IN) == str(user.id) or half.get("user_pk") == user.id.hex
