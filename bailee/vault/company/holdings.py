"""What a client's archive leaves out of the company's particulars: nothing."""

from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import Held

WITHHELD: dict[str, str] = {}

HELD = (
    Held(
        table="company_profile",
        title=_("The company’s particulars"),
        purpose=_("To know who our client is, and whom to ask."),
        clause="8.1",
        whose="lower(contact_email) = ANY(%(emails)s)",
        refers=("contact_email",),
        did=("by_id",),
        shows={
            "legal_name": _("Company"),
            "street": _("Street"),
            "postal_code": _("Postal code"),
            "city": _("City"),
            "country": _("Country"),
            "contact_name": _("Contact"),
            "contact_email": _("E-mail address of the contact"),
            "contact_phone": _("Telephone of the contact"),
            "changed_at": _("Changed"),
            "by_kind": _("Changed by"),
        },
        newest="changed_at",
        stays=_("The company has named this contact; its owners change it on the company page."),
    ),
)
