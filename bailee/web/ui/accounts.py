"""How allauth is bent to this house: no sign-up, no mail of its own, sealed factors.

Named in the settings; the pages themselves are in `sign_in.py`.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from bailee.foundation import clock
from bailee.people import entrance, factors
from bailee.people.entrance import PausedError
from bailee.people.models import User
from bailee.people.protection import resets
from bailee.vault.activity import new_devices, sign_ins
from bailee.vault.company import team
from bailee.vault.mail import outbox
from bailee.web.ui import pauses, step_up
from bailee.web.ui.links import absolute
from bailee.web.ui.middleware.activity import address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            gettext_lazy(
                "This e-mail address and password do not belong together. Check both and try again."
            )
        ),
        "incorrect_password": gettext_lazy("This is not your password. Try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody signs up: people are invited."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The active person of this address and password. A pause is told as an error."""
        now = clock.now()
        try:
            return entrance.identify(
                email=credentials["email"],
                password=credentials["password"],
                address=address(request),
                now=now,
            )
        except PausedError as error:
            raise ValidationError(pauses.told(error.until, now=now), code="paused") from error

    def login(self, request: HttpRequest, user: User) -> None:
        """Signs in, tells of a new device, and sweeps out the sessions that have run out."""
        first, now = user.last_login is None, clock.now()
        super().login(request, user)
        if resets.unanswered(user):
            request.session[step_up.AFTER_RESET] = True
        sign_ins.run_out(now)
        if not first:
            new_devices.tell(
                sign_ins.of(request.session),
                portal=lambda _: team.portal(),
                sessions_at=absolute(request, reverse("account_sessions")),
                reset_at=absolute(request, reverse("account_reset_password")),
                now=now,
            )

    def reauthenticate(self, user: User, password: str) -> bool:
        """Asks for the password again; a person's one address is in their own row."""
        return (
            self.authenticate(allauth_context.request, email=user.email, password=password) == user
        )

    def is_reauthentication_required(self, **_about: Any) -> bool:
        """Never by allauth: our views say `@fresh`, and the middleware asks before they run."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only a path on this very host: another client's portal is a stranger's."""
        local = url.startswith("/") and url.isprintable()
        return local and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Says nothing: a visitor has no session to keep a message in, and the pages tell it."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, str]) -> None:
        """Only registered kinds of mail leave; anything else raises `UnknownKindError`."""
        outbox.post(template_prefix, to=email, context=context, now=clock.now())


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This code is not right, or was used. Wait for the next one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return factors.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return factors.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What the authenticator app shows beside the address."""
        return str(settings.COMPANY_NAME)

    def is_mfa_enabled(self, user: User | AnonymousUser, types: Any = None) -> bool:
        """Only factors whose secret is here count; after a restore they may have been withheld."""
        if not isinstance(user, User):
            return False
        rows = factors.present(user)
        return bool((rows if types is None else rows.filter(type__in=types)).exists())
