"""The closed registry of mail: no other mail can be sent, and none of these is marketing."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_noop as _

ADDRESSES = frozenset({"link", "again"})  # needs that lead to a page of ours
Recipient = Literal[
    "user", "former", "invited", "contact", "closing", "changing", "changed", "removed"
]


@dataclass(frozen=True)
class Kind:
    """One kind of mail: its clause, its event, who may get it, and what its text needs.

    An empty value leaves its sentence out. Subject and event are translated where they are shown.
    `user`: an active person of the seat. `former`: one who was deactivated.
    `invited`: somebody with an open invitation.
    `changing`: the new address of an active person, which is to be confirmed. `changed`: the old
    one, as long as the change can be undone. `removed`: a person who was removed; the mail goes
    without leaving a trace.
    `contact`: one of the company's contacts, who need not be a user.
    `closing`: the client's owners at the end, whose addresses are kept for this one mail.
    """

    name: str
    clause: str
    event: str
    recipient: Recipient
    subject: str
    needs: tuple[str, ...]


_ALL = (
    Kind(
        name="invitation",
        clause="2.1b",
        event=_("somebody with the right to do so invites a person"),
        recipient="invited",
        subject=_("Your invitation to {portal}"),
        needs=("portal", "name", "role", "link", "valid_until"),
    ),
    Kind(
        name="password_reset",
        clause="2.1b",
        event=_("a person asks for a new password"),
        recipient="user",
        subject=_("Set a new password for {portal}"),
        needs=("portal", "name", "link", "valid_until"),
    ),
    Kind(
        name="password_changed",
        clause="2.1b",
        event=_("a person's password was set anew"),
        recipient="user",
        subject=_("Your password for {portal} was changed"),
        needs=("portal", "name", "at", "link"),
    ),
    Kind(
        name="new_device",
        clause="2.1a",
        event=_("a person signs in with a browser, system or country not seen before"),
        recipient="user",
        subject=_("New sign-in to {portal}"),
        needs=("portal", "name", "browser", "system", "place", "at", "link", "again"),
    ),
    Kind(
        name="your_portal",
        clause="2.1b",
        event=_("somebody asks on the public site for the portals of an address"),
        recipient="user",
        subject=_("You have an account at {portal}"),
        needs=("portal", "name", "link"),
    ),
    Kind(
        name="role_changed",
        clause="2.1b",
        event=_("an owner gives a person another role"),
        recipient="user",
        subject=_("Your role in {portal} has changed"),
        needs=("portal", "name", "by", "before", "after", "link"),
    ),
    Kind(
        name="deactivated",
        clause="2.1b",
        event=_("an owner ends a person's access"),
        recipient="former",
        subject=_("Your access to {portal} has ended"),
        needs=("portal", "name", "by"),
    ),
    Kind(
        name="ownership",
        clause="2.1b",
        event=_("an owner makes another person an owner"),
        recipient="user",
        subject=_("{receiver} is now an owner of {portal}"),
        needs=("portal", "name", "giver", "receiver", "goes_on_as", "link"),
    ),
    Kind(
        name="email_confirm",
        clause="8.1",
        event=_("a person asks for another e-mail address"),
        recipient="changing",
        subject=_("Confirm your new e-mail address for {portal}"),
        needs=("portal", "name", "link", "valid_until"),
    ),
    Kind(
        name="email_taken",
        clause="8.1",
        event=_("somebody asks for an e-mail address that a person here has"),
        recipient="user",
        subject=_("Somebody asked to use your e-mail address at {portal}"),
        needs=("portal", "name"),
    ),
    Kind(
        name="email_changed",
        clause="8.1",
        event=_("the e-mail address of a person has changed; the old one is told"),
        recipient="changed",
        subject=_("Your e-mail address for {portal} has changed"),
        needs=("portal", "name", "new", "link", "valid_until"),
    ),
    Kind(
        name="removed",
        clause="6.1",
        event=_("an owner removes a person, who gets what was held about them"),
        recipient="removed",
        subject=_("You were removed from {portal}: your data"),
        needs=("portal", "name", "at"),
    ),
    Kind(
        name="factor_changed",
        clause="5.1",
        event=_("a passkey, app or set of recovery codes is added or removed"),
        recipient="user",
        subject=_("What protects your sign-in has changed"),
        needs=("portal", "name", "change", "at", "link"),
    ),
    Kind(
        name="recovery_code_used",
        clause="5.1",
        event=_("a recovery code is used"),
        recipient="user",
        subject=_("One of your recovery codes was used"),
        needs=("portal", "name", "at", "left", "link"),
    ),
    Kind(
        name="factor_reset",
        clause="5.1",
        event=_("somebody has vouched for a person who lost a device"),
        recipient="user",
        subject=_("Start anew after a lost device"),
        needs=("portal", "name", "link", "valid_until"),
    ),
    Kind(
        name="factor_reset_asked",
        clause="5.1",
        event=_("a reset of a colleague's factors is asked for"),
        recipient="user",
        subject=_("A reset was asked for {person}"),
        needs=("portal", "name", "person", "by", "reason"),
    ),
    Kind(
        name="policy_changed",
        clause="1.1",
        event=_("a new version of the privacy policy holds"),
        recipient="user",
        subject=_("Our privacy policy has changed"),
        needs=("portal", "name", "company", "dated", "link"),
    ),
    Kind(
        name="notice",
        clause="6.1",
        event=_("notice is given on the contract"),
        recipient="user",
        subject=_("Notice: your contract ends on {ends_on}"),
        needs=("portal", "name", "company", "ends_on", "waived_end", "link"),
    ),
    Kind(
        name="archive_ready",
        clause="6.1",
        event=_("the record of the client's information is ready"),
        recipient="user",
        subject=_("The record of your information is ready"),
        needs=("portal", "name", "link", "size", "sha256", "valid_until"),
    ),
    Kind(
        name="import_finished",
        clause="3.1c",
        event=_("a large import that the person started has ended"),
        recipient="user",
        subject=_("Your import has ended"),
        needs=("portal", "name", "file", "result", "link"),
    ),
    Kind(
        name="quota_warning",
        clause="2.1c",
        event=_("the company uses 80 % of what it may keep here"),
        recipient="user",
        subject=_("Space runs short: {percent} % of your {what} are used"),
        needs=("portal", "name", "what", "percent", "used", "limit", "link"),
    ),
    Kind(
        name="mention",
        clause="3.1e",
        event=_("a comment on a record names a person, who has not switched these mails off"),
        recipient="user",
        subject=_("{by} mentioned you in {collection}"),
        needs=("portal", "name", "by", "collection", "excerpt", "link"),
    ),
    Kind(
        name="sign_on_changed",
        clause="3.1e",
        event=_("an owner changes how people of the company sign in with its own provider"),
        recipient="user",
        subject=_("Single sign-on of {portal} was changed"),
        needs=("portal", "name", "link"),
    ),
    Kind(
        name="sign_on_linked",
        clause="3.1e",
        event=_("an account at the company’s provider signs in as the person for the first time"),
        recipient="user",
        subject=_("You can now sign in to {portal} with {provider}"),
        needs=("portal", "name", "provider", "link"),
    ),
    Kind(
        name="change_asked",
        clause="8.1",
        event=_("a change of the company that a second person must confirm is asked for"),
        recipient="user",
        subject=_("A change of your {what} was asked for"),
        needs=("portal", "name", "company", "what", "by", "link"),
    ),
    Kind(
        name="change_decided",
        clause="8.1",
        event=_("such a change is confirmed or refused"),
        recipient="user",
        subject=_("The change of your {what} is decided"),
        needs=("portal", "name", "company", "what", "reason", "link"),
    ),
    Kind(
        name="confirmation_wanted",
        clause="8.1",
        event=_("a client asks for such a change; to staff"),
        recipient="user",
        subject=_("A client's change waits for confirmation"),
        needs=("portal", "name", "link"),
    ),
    Kind(
        name="company_check",
        clause="8.1",
        event=_("a year has passed since the company's information was last confirmed"),
        recipient="user",
        subject=_("Is what we hold of your company still right?"),
        needs=("portal", "name", "company", "link"),
    ),
    Kind(
        name="company_check_contact",
        clause="8.1",
        event=_("the same, to a billing contact who has no account"),
        recipient="contact",
        subject=_("Is what we hold of your company still right?"),
        needs=("portal", "name", "company", "link"),
    ),
    Kind(
        name="company_question",
        clause="8.1",
        event=_(
            "something shows that the company's information may be wrong, such as returned mail"
        ),
        recipient="user",
        subject=_("Please look at what we hold of your company"),
        needs=("portal", "name", "company", "what", "detail", "link"),
    ),
    Kind(
        name="certificate",
        clause="6.1",
        event=_("the client's records have been purged"),
        recipient="closing",
        subject=_("Certificate of purge {number}"),
        needs=("number", "purged_at", "certificate"),
    ),
)
KINDS = {kind.name: kind for kind in _ALL}
