"""Below `/account/` in the portal and in the office: sign-in, and what a person chooses.

The names are allauth's where allauth reverses them. `account_signup` and `account_inactive` exist
because it names them; both only lead to the sign-in page.
"""

from django.urls import path

from bailee.web.ui import (
    again,
    details,
    factor_resets,
    factors,
    held,
    passkeys,
    passwords,
    policy,
    preferences,
    previews,
    sessions,
    sign_in,
    start,
)
from bailee.web.ui.permission import public

urlpatterns = [
    path("login/", public(sign_in.login), name="account_login"),
    path("login/passkey/", passkeys.sign_in, name="passkey_sign_in"),
    path("login/code/", public(sign_in.authenticate), name="mfa_authenticate"),
    path("logout/", public(sign_in.logout), name="account_logout"),
    path("signup/", public(sign_in.elsewhere), name="account_signup"),
    path("inactive/", public(sign_in.elsewhere), name="account_inactive"),
    path("password/", passwords.change, name="account_change_password"),
    path("password/reset/", passwords.new, name="account_reset_password"),
    path("password/reset/<str:token>/", passwords.edit, name="password_reset"),
    path("again/", again.edit, name="account_reauthenticate"),
    path("start/", start.show, name="start"),
    path("preferences/", preferences.edit, name="preferences"),
    path("preferences/preview/", previews.show, name="preferences-preview"),
    path("details/", details.edit, name="details"),
    path("details/email/", details.email, name="email-change"),
    path("details/password/", details.password, name="password-change"),
    path("email/<str:token>/", details.confirm, name="email-confirm"),
    path("email/<str:token>/undo/", details.undo, name="email-undo"),
    path("held/", held.index, name="held"),
    path("held/download/", held.take, name="held-take"),
    path("held/<slug:table>/<slug:part>/", held.show, name="held-rows"),
    path("policy/", policy.edit, name="account_policy"),
    path("sessions/", sessions.index, name="account_sessions"),
    path("sessions/others/", sessions.destroy_others, name="account_sessions_others"),
    path("sessions/<uuid:sign_in_id>/", sessions.destroy, name="account_session"),
    path("factor/", factors.index, name="mfa_index"),
    path("factor/activate/", factors.new, name="mfa_activate_totp"),
    path("factor/deactivate/", factors.destroy, name="mfa_deactivate_totp"),
    path("factor/codes/", factors.codes, name="mfa_view_recovery_codes"),
    path("factor/codes/new/", factors.new_codes, name="mfa_generate_recovery_codes"),
    path("factor/passkeys/new/", passkeys.new, name="passkey_new"),
    path("factor/passkeys/<int:passkey_id>/", passkeys.edit, name="passkey"),
    path("factor/passkeys/<int:passkey_id>/delete/", passkeys.destroy, name="passkey_delete"),
    path("factor/reset/<str:token>/", factor_resets.edit, name="factor_reset"),
]
