"""How the tests come in: the addresses, the steps, and what was set on the way."""

import time
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client as HttpClient

from bailee.foundation import tenancy
from bailee.office.clients import registry
from bailee.people.models import User
from tests.cast import PASSWORD, Vault, freshly_proved

COOKIE = "__Host-sessionid"
LOGIN = "/account/login/"
START = "/account/start/"  # which leads to the page that the person begins with
CODE = "/account/login/code/"
LOGOUT = "/account/logout/"
RESET = "/account/password/reset/"
AGAIN = "/account/again/"
FACTOR = "/account/factor/"
ACTIVATE = "/account/factor/activate/"
CODES = "/account/factor/codes/"
PASSKEY = "/account/login/passkey/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = "a lantern hangs over the slipway"


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


def sign_in(
    browser: HttpClient, email: str, password: str = PASSWORD, *, proved: bool = True, **more: str
) -> Any:
    """By the form. Whoever comes in by the password alone is taken for one who has shown a factor,
    as owners must, unless `proved` says no."""
    response = browser.post(LOGIN, {"login": email, "password": password, **more})
    if proved and COOKIE in response.cookies and response["Location"] != CODE:
        client = registry.at_host(browser.defaults["SERVER_NAME"])
        assert client is not None
        with tenancy.inside(client.schema_name):
            freshly_proved(browser, User.objects.called(email).get())
    return response


def code_of(secret: str = SECRET) -> str:
    """The code of the present time step, with at least two seconds left to use it."""
    left = 30 - time.time() % 30
    if left < 2:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def grow_stale(vault: Vault, browser: HttpClient, person: User, *, minutes: float = 6) -> None:
    """Lets the proof of this session be so many minutes old."""
    with vault.inside():
        freshly_proved(browser, person, ago=minutes * 60)


def with_factor(vault: Vault, person: User) -> None:
    with vault.inside():
        TOTP.activate(person, SECRET)


def cookies(response: Any) -> set[str]:
    return set(response.cookies)
