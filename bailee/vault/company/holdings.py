"""What a client's archive leaves out of the company's information: nothing."""

from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import Held

WITHHELD: dict[str, str] = {}

_KNOW = _("To know who our client is, and whom to ask.")
_RIGHT = _("To keep what we hold of the company right.")

HELD = (
    Held(
        table="company_profile",
        title=_("The company’s particulars"),
        purpose=_KNOW,
        clause="8.1",
        did=("by_id",),
        shows={"changed_at": _("Changed"), "by_kind": _("Changed by")},
        newest="changed_at",
    ),
    Held(
        table="company_contact",
        title=_("The company’s contacts"),
        purpose=_KNOW,
        clause="8.1",
        whose="lower(email) = ANY(%(emails)s)",
        refers=("email",),
        shows={
            "name": _("Name"),
            "email": _("E-mail address"),
            "phone": _("Telephone"),
            "topics": _("About"),
            "returned_at": _("Mail came back"),
        },
        stays=_("The company has named this contact; its owners change it on the company page."),
    ),
    Held(
        table="company_taxid",
        title=_("The company’s tax numbers"),
        purpose=_("To issue bills that are right."),
        clause="8.1",
    ),
    Held(
        table="company_bankaccount",
        title=_("The company’s bank details"),
        purpose=_("To collect payments and to pay back."),
        clause="8.1",
    ),
    Held(
        table="company_change",
        title=_("Changes of the company’s information"),
        purpose=_RIGHT,
        clause="8.1",
        did=("by_id", "decided_by_id"),
        shows={"subject": _("What"), "state": _("State"), "at": _("When")},
        newest="at",
    ),
    Held(
        table="company_question",
        title=_("Questions whether the company’s information is right"),
        purpose=_RIGHT,
        clause="8.1",
        did=("by_id",),
        shows={"reason": _("Why"), "asked_at": _("Asked"), "answered_at": _("Answered")},
        newest="asked_at",
    ),
)
