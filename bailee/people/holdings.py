"""What of people is left out of a client's archive, and what stands in its place on restore."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import OF_ACCOUNT, Ends, Held

WITHHELD = {
    "people_user.password": "password hashes: they serve guessing and nothing else",
    "people_invitation.token_hash": "hash of a one-time token: a way in",
    "people_passwordreset": "one-time tokens that set a password: a way in, valid for 30 minutes",
    "people_emailchange.token_hash": "hash of a one-time token: a way in",
    "people_emailchange.undo_hash": "hash of a one-time token: a way in",
    "django_session": "keys of signed-in sessions: a way in, gone at sign-out",
    "mfa_authenticator.data": "secrets of one-time and recovery codes: a way in",
}

# For withheld columns that may not be empty: values with which nobody can sign in. A factor marked
# so counts as none (`factors.present`): after a restore its person sets up a new one.
STAND_INS = {
    "people_user.password": "!withheld",
    "mfa_authenticator.data": '{"secret": "", "seed": "", "used_mask": 0, "withheld": true}',
}

_SECRET = _("a secret: counted, never shown")
_OF_PERSON = "user_id = %(id)s"
_WHO = _("Who did something, so that all can see whose word it was.")

HELD = (
    Held(
        table="people_user",
        title=_("Account"),
        purpose=_("So that you can sign in, and others know whom they work with."),
        clause="2.1b",
        kept=OF_ACCOUNT,
        whose="id = %(id)s",
        refers=("id", "email"),
        did=("deactivated_by_id",),
        shows={
            "name": _("Name"),
            "email": _("E-mail address"),
            "role": _("Role"),
            "language": _("Language"),
            "time_zone": _("Time zone"),
            "created_at": _("Joined"),
            "last_login": _("Last sign-in"),
            "is_active": _("May sign in"),
            "deactivated_at": _("Deactivated"),
            "deactivated_by_kind": _("Deactivated by"),
        },
        hides={"password": _SECRET},
        newest="created_at",
    ),
    Held(
        table="people_invitation",
        title=_("Invitations"),
        purpose=_("To let you in by a link that works once; who invited whom."),
        clause="2.1b",
        kept=OF_ACCOUNT,
        whose="lower(email) = ANY(%(emails)s)",
        refers=("email",),
        did=("by_id", "revoked_by_id"),
        shows={
            "email": _("E-mail address"),
            "name": _("Name"),
            "role": _("Role"),
            "created_at": _("Invited"),
            "by_kind": _("Invited by"),
            "expires_at": _("Valid until"),
            "accepted_at": _("Accepted"),
            "revoked_at": _("Withdrawn"),
            "revoked_by_kind": _("Withdrawn by"),
        },
        hides={"token_hash": _SECRET},
        newest="created_at",
    ),
    Held(
        table="people_rolechange",
        title=_("Changes of role"),
        purpose=_("So that owners and you can see who allowed what, and when."),
        clause="2.1b",
        kept=OF_ACCOUNT,
        whose="person_id = %(id)s",
        refers=("person_id",),
        did=("by_id",),
        shows={
            "before": _("Role before"),
            "after": _("Role after"),
            "at": _("When"),
            "by_kind": _("Changed by"),
        },
        newest="at",
    ),
    Held(
        table="people_passwordreset",
        title=_("Links for a new password"),
        purpose=_("To set a new password once, when you have forgotten yours."),
        clause="5.1",
        kept=_("until the day after the link has run out"),
        ends=Ends("expires_at", timedelta(days=1)),
        whose=_OF_PERSON,
        refers=("user_id",),
        shows={
            "created_at": _("Asked for"),
            "expires_at": _("Valid until"),
            "used_at": _("Used"),
        },
        hides={"token_hash": _SECRET},
        newest="created_at",
    ),
    Held(
        table="people_preferences",
        title=_("Preferences"),
        purpose=_("To show you everything as you have chosen."),
        clause="3.1b",
        kept=OF_ACCOUNT,
        whose=_OF_PERSON,
        refers=("user_id",),
        did=("by_id",),
        shows={
            "locale": _("Formats"),
            "numbers": _("Numbers"),
            "dates": _("Dates"),
            "clock": _("Clock"),
            "theme": _("Colours"),
            "density": _("Density"),
            "start_page": _("Start page"),
            "start_id": _("Start list"),
            "rows": _("Rows of a list"),
            "muted": _("Mails not wanted"),
            "changed_at": _("Changed"),
            "by_kind": _("Changed by"),
        },
        newest="changed_at",
    ),
    Held(
        table="people_consent",
        title=_("Answers to the privacy policy"),
        purpose=_("To prove which version you have agreed to, and when."),
        clause="1.2",
        kept=OF_ACCOUNT,
        whose="person_id = %(id)s",
        refers=("person_id",),
        shows={
            "policy_dated": _("Version of"),
            "policy_sha256": _("Its fingerprint"),
            "accepted": _("Agreed"),
            "at": _("When"),
            "address": _("From the address"),
        },
        newest="at",
    ),
    Held(
        table="people_emailchange",
        title=_("Changes of the e-mail address"),
        purpose=_("To confirm the new address, and to undo a change that was not yours."),
        clause="8.1",
        kept=_("a day; once confirmed, the 7 days in which it can be undone"),
        ends=Ends("expires_at"),
        whose="person_id = %(id)s",
        refers=("person_id", "old", "new"),
        shows={
            "old": _("Old address"),
            "new": _("New address"),
            "asked_at": _("Asked for"),
            "confirmed_at": _("Confirmed"),
            "expires_at": _("Ends"),
        },
        hides={"token_hash": _SECRET, "undo_hash": _SECRET},
        newest="asked_at",
    ),
    Held(
        table="people_removed",
        title=_("People who were removed, by id alone"),
        purpose=_("To say “a person removed on …” beside what they did, without naming them."),
        clause="6.1",
        did=("by_id",),
        shows={"at": _("Removed")},
        newest="at",
    ),
    Held(
        table="people_policynotice",
        title=_("That owners were told of a new policy"),
        purpose=_("So that each new version is told once."),
        clause="1.1",
    ),
    Held(
        table="django_session",
        title=_("Open sessions"),
        purpose=_("To keep you signed in from page to page."),
        clause="9.2",
        kept=_("until you sign out, or the session runs out"),
        ends=Ends("expire_date"),
        whose="session_key = ANY(%(sessions)s)",
        refers=("session_key",),
        shows={"expire_date": _("Runs out")},
        hides={"session_data": _("signed and kept on the server: counted, never shown")},
        newest="expire_date",
    ),
    Held(
        table="mfa_authenticator",
        title=_("Second factors"),
        purpose=_("So that your password alone lets nobody in."),
        clause="5.1",
        kept=OF_ACCOUNT,
        whose=_OF_PERSON,
        refers=("user_id",),
        shows={
            "type": _("Kind"),
            "created_at": _("Set up"),
            "last_used_at": _("Last used"),
        },
        hides={"data": _SECRET},
        newest="created_at",
    ),
    Held(
        table="account_emailaddress",
        title=_("Addresses kept by the sign-in library"),
        purpose=_("None: the library brings the table, and we leave it empty."),
        clause="2.1b",
        kept=OF_ACCOUNT,
        whose="user_id = %(id)s OR lower(email) = ANY(%(emails)s)",
        refers=("user_id", "email"),
        shows={"email": _("E-mail address"), "verified": _("Confirmed"), "primary": _("In use")},
    ),
    Held(
        table="account_emailconfirmation",
        title=_("Confirmations kept by the sign-in library"),
        purpose=_("None: the library brings the table, and we leave it empty."),
        clause="2.1b",
        kept=OF_ACCOUNT,
        whose=(
            "email_address_id IN (SELECT id FROM account_emailaddress"
            " WHERE user_id = %(id)s OR lower(email) = ANY(%(emails)s))"
        ),
        refers=("email_address_id",),
        shows={"created": _("Made"), "sent": _("Sent")},
        hides={"key": _SECRET},
    ),
    Held(
        table="people_throttle",
        title=_("Counts of failed sign-ins"),
        purpose=_(
            "So that nobody can guess passwords and codes. In place of account and address stand"
            " keyed fingerprints, from which neither can be read."
        ),
        clause="5.1",
        kept=_("a day after the last try; where somebody signed in, as long as the sign-in"),
    ),
    Held(
        table="django_migrations",
        title=_("Which shape the tables have"),
        purpose=_("To bring the tables up to date."),
        clause="3.1a",
    ),
)
