"""1.2 and 9.1 to 9.4: one cookie, only while signed in, that only keeps one signed in."""

import re

from bailee.policy.proofs import pages
from bailee.policy.proofs.broken import insist
from bailee.policy.proofs.guests import SIGN_OUT, Ground, session_cookie
from bailee.policy.proofs.web import SESSION, Answer, Cookie

_RANDOM = re.compile(r"[a-z0-9]{32}")  # over 160 bits: no room for anything that is not chance


def none_for_visitors(ground: Ground) -> str:
    """1.2: who is not signed in is given none, on any page of any face."""
    answers = _signed_out(ground)
    for answer in answers:
        insist(not answer.cookies, f"{answer} sets a cookie for a visitor")
    check_session(session_cookie(ground.sign_in()[1]))
    return f"{len(answers)} addresses opened signed out: no cookie; signing in sets one"


def used(ground: Ground) -> str:
    """9.1: signing in sets one."""
    cookie = session_cookie(ground.sign_in()[1])
    return f"signing in sets {cookie.name}, and nothing else"


def unique_while_signed_in(ground: Ground) -> str:
    """9.2: random, another one at each sign-in, worth nothing after signing out."""
    ada, first = ground.sign_in()
    second = session_cookie(ground.sign_in()[1])
    cookie = session_cookie(first)
    for value in (cookie.value, second.value):
        insist(_RANDOM.fullmatch(value), "the cookie's value is not 32 letters and digits")
    insist(cookie.value != second.value, "two sign-ins are given the same value")
    out = ada.post(SIGN_OUT, {})
    insist(out.cookies, "signing out leaves the cookie in the browser")
    insist(not ada.jar, f"after signing out the browser still holds {', '.join(ada.jar)}")
    ada.jar[cookie.name] = cookie.value
    again = ada.get("/company/")
    insist(again.status == 302, f"the old value still opens {again}")
    insist("/account/login/" in again.headers.get("Location", ""), f"{again} does not ask again")
    return "a random value that differs per sign-in; after signing out it opens nothing"


def sessions_only(ground: Ground) -> str:
    """9.3: a whole walk through the portal meets no other cookie."""
    ada, answer = ground.sign_in()
    answers = [answer, *pages.visit(ada, pages.paths("portal", {}))]
    for one in answers:
        for cookie in one.cookies:
            check_session(cookie)
    insist(list(ada.jar) == [SESSION], f"the browser holds {', '.join(ada.jar)}")
    return f"{len(answers)} addresses opened signed in: {SESSION} alone"


def no_tracking(ground: Ground) -> str:
    """9.4: nothing by which anybody else could follow a person."""
    signed_in = pages.visit(ground.ada, pages.paths("portal", {}))
    signed_out = _signed_out(ground)
    pages.check_alone(signed_out + signed_in)
    for answer in signed_out:
        insist(not answer.cookies, f"{answer} sets a cookie for a visitor")
    count = len(signed_out) + len(signed_in)
    return f"{count} addresses load and name nothing of another origin, and forbid it to browsers"


def check_session(cookie: Cookie) -> None:
    """Raises `BrokenError` unless it is our session's, closed to scripts and to other hosts."""
    insist(cookie.name == SESSION, f"a cookie {cookie.name} is set")
    given = cookie.attributes
    for wanted in ("secure", "httponly"):
        insist(wanted in given, f"{cookie.name} is not {wanted}")
    insist(given.get("path") == "/", f"{cookie.name} has the path {given.get('path')}")
    insist("domain" not in given, f"{cookie.name} is also for {given.get('domain')}")
    same_site = given.get("samesite", "").lower()
    insist(same_site in {"lax", "strict"}, f"{cookie.name} has no SameSite")


def _signed_out(ground: Ground) -> list[Answer]:
    hosts = ground.web.hosts | {"portal": ground.host, "nobody": f"nobody.{ground.web.domain}"}
    answers = []
    for face, host in hosts.items():
        addresses = ["/"] if face == "nobody" else pages.paths(face, {})
        answers += pages.visit(ground.web.visitor(host), addresses)
    return answers
