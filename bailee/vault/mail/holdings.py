"""What a client's archive leaves out of mail: bodies that are still to go out, for their links."""

_WHY = "the body of a mail not yet sent: it may hold a one-time link, a way in; dropped once sent"
WITHHELD = {"mail_message.text": _WHY, "mail_message.html": _WHY}
STAND_INS = {"mail_message.text": "", "mail_message.html": ""}
