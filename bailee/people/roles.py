"""The closed registry of roles: staff of the Company, and users of a client."""

from django.db import models


class Role(models.TextChoices):
    """Every role there is; the database refuses any other."""

    STAFF_OWNER = "staff_owner", "Owner"
    BOOKKEEPER = "bookkeeper", "Book-keeper"
    OPERATOR = "operator", "Operator"
    OWNER = "owner", "Owner"
    EDITOR = "editor", "Editor"
    BILLING = "billing", "Billing"
    READER = "reader", "Reader"


STAFF = (Role.STAFF_OWNER, Role.BOOKKEEPER, Role.OPERATOR)
USERS = (Role.OWNER, Role.EDITOR, Role.BILLING, Role.READER)
OWNERS = (Role.STAFF_OWNER, Role.OWNER)

# What a person reads when a role is chosen for somebody.
MAY = {
    Role.STAFF_OWNER: "everything, including staff and approvals",
    Role.BOOKKEEPER: "contracts, prices and the books",
    Role.OPERATOR: "clients, hand-backs and the state of the installation",
    Role.OWNER: "everything, including people and the end of the contract",
    Role.EDITOR: "read and change records and files",
    Role.BILLING: "read the company's details and what concerns billing",
    Role.READER: "read records and files",
}


def of_schema(schema: str) -> tuple[Role, ...]:
    """The roles that people of this schema can have: staff in `public`, users in a vault."""
    return STAFF if schema == "public" else USERS
