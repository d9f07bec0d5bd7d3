"""What a client's archive leaves out of mail: bodies that are still to go out, for their links."""

from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import OF_ACCOUNT, Held

_WHY = "the body of a mail not yet sent: it may hold a one-time link, a way in; dropped once sent"
WITHHELD = {
    "mail_message.text": _WHY,
    "mail_message.html": _WHY,
    "mail_message.enclosed": _WHY,
}
STAND_INS = {"mail_message.text": "", "mail_message.html": ""}

HELD = (
    Held(
        table="mail_message",
        title=_("Mails"),
        purpose=_("To tell you what concerns you; the text is dropped once it is sent."),
        clause="3.1e",
        kept=OF_ACCOUNT,
        whose='lower("to") = ANY(%(emails)s)',
        refers=("to",),
        shows={
            "kind": _("Kind"),
            "to": _("To"),
            "subject": _("Subject"),
            "posted_at": _("Posted"),
            "sent_at": _("Sent"),
            "given_up_at": _("Given up"),
            "attempts": _("Attempts"),
            "last_error": _("Last error"),
        },
        hides={
            "enclosed": _("only until it is sent: what was held about a person removed"),
            "text": _("only until it is sent: it may hold a link that lets you in"),
            "html": _("only until it is sent: it may hold a link that lets you in"),
        },
        newest="posted_at",
    ),
)
