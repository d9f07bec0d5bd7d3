"""The pages of allauth that we use, with our words, and with a code that works once."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.account import views as account
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.base import views as mfa
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django import forms
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from bailee.foundation import clock
from bailee.people import factors, passwords, sessions
from bailee.people.protection import authenticator_app
from bailee.people.protection.passkeys import PasskeyError
from bailee.vault.company import protection
from bailee.vault.sign_on import provider
from bailee.web.ui import passkeys, pauses
from bailee.web.ui.accounts import MFAAdapter
from bailee.web.ui.middleware.activity import CAME_FROM, came_from

# allauth has no types: every subclass below says so to the type checker.


class LoginForm(account_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self.fields["login"], _("E-mail address"), autocomplete="username")
        _worded(self.fields["password"], _("Password"), maxlength=str(passwords.LONGEST))
        self.fields["password"].validators.append(MaxLengthValidator(passwords.LONGEST))

    def clean(self) -> dict[str, Any]:
        """Told to who has given the right password, and to nobody else."""
        cleaned: dict[str, Any] = super().clean()
        in_vault = getattr(self.request, "client", None) is not None
        demanded = provider.demanded_of(self.user) if in_vault and self.user else None
        if demanded is not None:
            raise forms.ValidationError(
                _("Your company signs in with {provider}. Use that button.").format(
                    provider=demanded.label
                )
            )
        return cleaned


class ReauthenticateForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self.fields["password"], _("Password"))


class CodeForm(forms.Form):
    """Any form with a code from the authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self.fields["code"], _("One-time code"), inputmode="numeric", **{"class": "code"})


class OnceOnly(CodeForm):
    """Takes the code's one use in the database, over all processes; allauth's own would take it
    again from the memory of this one."""

    def clean_code(self) -> str:
        now = clock.now()
        with pauses.counted(str(self.user.pk), now=now):  # type: ignore[attr-defined]
            code: str = self.cleaned_data["code"]
            rows = factors.present(self.user).exclude(type=Authenticator.Type.WEBAUTHN)  # type: ignore[attr-defined]
            found = next((row for row in rows if authenticator_app.fits(row, code)), None)
            if found is None or not factors.spend(found, now=now):
                raise MFAAdapter().validation_error("incorrect_code")
            found.user = self.user  # type: ignore[attr-defined]  # no second query for it
            self.authenticator = found
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            link = passkeys.page(context.request)
            protection.tell_of_used_code(self.user, link=link, now=now)  # type: ignore[attr-defined]
        return code


class AuthenticateForm(OnceOnly, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    pass


class MFAReauthenticateForm(OnceOnly, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    pass


class LoginView(account.LoginView):  # type: ignore[misc]
    form_class = LoginForm

    def form_valid(self, form: LoginForm) -> HttpResponse:
        """Where a code is asked for next, the host that led here waits in that session."""
        response: HttpResponse = super().form_valid(form)
        told = self.request.POST.get(CAME_FROM)
        if told and sessions.HALF_SIGNED_IN in self.request.session:
            self.request.session[CAME_FROM] = told
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = self.request.POST.get(CAME_FROM) or came_from(self.request)
        given = super().get_context_data(**kwargs)
        del given[
            "site"
        ]  # allauth's word for this host; ours, by the same name, is the public site
        ours = getattr(self.request, "client", None) is not None
        return {
            **given,
            CAME_FROM: told,
            "sign_on": provider.offered() if ours else None,
            "passkey": passkeys.asked(self.request, None),
        }


class LogoutView(account.LogoutView):  # type: ignore[misc]
    http_method_names = ("post",)


class AuthenticateView(mfa.AuthenticateView):  # type: ignore[misc]
    """Asks for the second factor: a passkey, a one-time code, or a recovery code."""

    form_class = AuthenticateForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "credential" not in request.POST:
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response
        try:
            passkey = passkeys.shown(request, self.stage.login.user)
        except PasskeyError as error:
            shown = self.get_context_data(passkey_refused=str(error))
            return self.render_to_response(shown, status=422)  # type: ignore[no-any-return]
        post_authentication(request, passkey)
        return self.stage.exit()  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.stage.login.user
        given = super().get_context_data(**kwargs)
        return {
            **given,
            **kwargs,
            "passkey": passkeys.asked_if_any(self.request, person),
            "has_app": factors.has_app(person),
        }

    def _build_forms(self) -> Any:
        """allauth's own form for a passkey keeps its challenge in the session; ours does not."""
        self.webauthn_form = None
        data = self.request.POST if "code" in self.request.POST else None
        self.auth_form = self.form_class(data, user=self.stage.login.user)
        return self.auth_form


def _worded(field: forms.Field, label: str, **attributes: str) -> None:
    field.label = label
    field.help_text = ""
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


login = LoginView.as_view()
logout = LogoutView.as_view()
authenticate = AuthenticateView.as_view()


def elsewhere(_request: HttpRequest) -> HttpResponse:
    """What allauth may name and we do not have leads to the sign-in page."""
    return redirect("account_login")
