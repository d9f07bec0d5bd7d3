"""Sessions: who is signed in is known only here, and ends here."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session

from bailee.people.models import User

SIGNED_IN = "_auth_user_id"  # Django's key
# allauth's key for one who has given the password and not yet the one-time code.
HALF_SIGNED_IN = "account_login"
HALF_FOR = timedelta(minutes=15)  # a sign-in must be finished within
IDLE = timedelta(minutes=settings.SESSION_IDLE_MINUTES)
LONGEST = timedelta(hours=settings.SESSION_HOURS)
KEY_FOR = timedelta(hours=settings.SESSION_KEY_HOURS)  # then the session gets a new key
# So long the old key leads to the session under its new one: requests under way come with it.
GRACE = timedelta(seconds=30)
NOTED_AFTER = timedelta(minutes=1)  # between two notes of the last use
# What a session keeps of itself: moments as seconds since 1970, the role of its sign-in, and
# once it has a new key, that key.
_BEGUN, _USED, _KEYED, _ROLE, _MOVED_TO = "begun_at", "used_at", "keyed_at", "role", "moved_to"

type Over = Literal["idle", "over", "role"]


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


def begin(session: SessionBase, *, role: str, now: datetime) -> None:
    """Notes in a session when it began, and what its person might do then."""
    for moment in (_BEGUN, _USED, _KEYED):
        session[moment] = now.timestamp()
    session[_ROLE] = role


def go_on(session: SessionBase, *, role: str) -> None:
    """Keeps the session of one who has just changed their own role, under a new key."""
    session[_ROLE] = role
    session.cycle_key()


def over(content: Mapping[str, Any], *, role: str | None, now: datetime) -> Over | None:
    """Why a session is over, if it is. `role`: what its person has now; None is not looked at.

    One that is of nobody yet, between password and second factor, has a quarter of an hour.
    """
    begun = content.get(_BEGUN, now.timestamp())
    if now.timestamp() - begun > (LONGEST if SIGNED_IN in content else HALF_FOR).total_seconds():
        return "over"
    if now.timestamp() - content.get(_USED, begun) > IDLE.total_seconds():
        return "idle"
    if role is not None and content.get(_ROLE, role) != role:
        return "role"
    return None


def use(session: SessionBase, *, now: datetime) -> None:
    """Notes a use, once a minute."""
    session.setdefault(_BEGUN, now.timestamp())
    if now.timestamp() - session.get(_USED, 0) >= NOTED_AFTER.total_seconds():
        session[_USED] = now.timestamp()


def wants_key(session: SessionBase, *, now: datetime) -> bool:
    """Whether it has had its key for long enough."""
    keyed: float = session.get(_KEYED, 0)
    return SIGNED_IN in session and now.timestamp() - keyed > KEY_FOR.total_seconds()


def rekeyed(session: SessionBase, *, now: datetime) -> SessionBase:
    """The session under a new key; the old key leads there for `GRACE`, then nowhere."""
    new = type(session)()
    new.update(dict(session.items()))
    new[_KEYED] = now.timestamp()
    new.create()
    session[_MOVED_TO], session[_KEYED] = new.session_key, now.timestamp()
    session.save()
    return new


def followed(session: SessionBase, *, now: datetime) -> SessionBase | None:
    """Where the key leads: mostly to the session itself; an old key after its grace nowhere."""
    moved_to = session.get(_MOVED_TO)
    if moved_to is None:
        return session
    if now.timestamp() - session[_KEYED] > GRACE.total_seconds():
        return None
    new = type(session)(moved_to)
    return new if new.keys() else None


def forget_over(now: datetime, key: str) -> set[str]:
    """Deletes what has run out, and says what those sessions held under `key`.

    Nothing about a person is kept longer than it serves. An old key's session ends silently.
    """
    ended: dict[str, str | None] = {}
    for one in Session.objects.all():
        content = one.get_decoded()
        if _MOVED_TO in content:
            if now.timestamp() - content[_KEYED] > GRACE.total_seconds():
                ended[one.session_key] = None
        elif one.expire_date < now or over(content, role=None, now=now):
            ended[one.session_key] = content.get(key)
    Session.objects.filter(session_key__in=ended).delete()
    return {str(value) for value in ended.values() if value}


def _is_of(session: Session, user: User) -> bool:
    content = session.get_decoded()
    half = content.get(HALF_SIGNED_IN) or {}
    return content.get(SIGNED_IN) == str(user.id) or half.get("user_pk") == user.id.hex
