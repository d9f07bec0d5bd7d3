"""The closed registry of roles: staff of the Company, and users of a client."""

from django.db import models
from django.utils.translation import gettext_lazy, gettext_noop


class Role(models.TextChoices):
    """Every role there is; the database refuses any other."""

    STAFF_OWNER = "staff_owner", gettext_lazy("Owner")
    BOOKKEEPER = "bookkeeper", gettext_lazy("Book-keeper")
    OPERATOR = "operator", gettext_lazy("Operator")
    OWNER = "owner", gettext_lazy("Owner")
    EDITOR = "editor", gettext_lazy("Editor")
    BILLING = "billing", gettext_lazy("Billing")
    READER = "reader", gettext_lazy("Reader")


STAFF = (Role.STAFF_OWNER, Role.BOOKKEEPER, Role.OPERATOR)
USERS = (Role.OWNER, Role.EDITOR, Role.BILLING, Role.READER)
OWNERS = (Role.STAFF_OWNER, Role.OWNER)
CUSTODIANS = (Role.STAFF_OWNER, Role.OPERATOR)  # who hand back and purge what clients keep

# What a person reads when a role is chosen for somebody.
MAY = {
    Role.STAFF_OWNER: gettext_noop("everything, including staff and approvals"),
    Role.BOOKKEEPER: gettext_noop("contracts, prices and the books"),
    Role.OPERATOR: gettext_noop("clients, hand-backs and the state of the installation"),
    Role.OWNER: gettext_noop("everything, including people and the end of the contract"),
    Role.EDITOR: gettext_noop("read and change records and files"),
    Role.BILLING: gettext_noop("read the company's details and what concerns billing"),
    Role.READER: gettext_noop("read records and files"),
}


def of_schema(schema: str) -> tuple[Role, ...]:
    """The roles that people of this schema can have: staff in `public`, users in a vault."""
    return STAFF if schema == "public" else USERS
