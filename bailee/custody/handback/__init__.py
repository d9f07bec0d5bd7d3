"""The end of a contract, step by step: each a row with who and when, each by one verb.

Promises that no step is taken out of order, that a legal hold stops every one of them, and that
a verb which was cut short can be called again. Refuses to purge without the client's receipt
(or the waiting time after reminders) and the word of two different staff.
"""

from bailee.custody.handback.approval import approve, purge
from bailee.custody.handback.archives import ask_archive, available, build_archive, open_archive
from bailee.custody.handback.delivery import confirm, deliver, pass_escrow
from bailee.custody.handback.errors import (
    ArchiveGoneError,
    CodeError,
    HandBackError,
    HeldError,
    OrderError,
    ThrottledError,
)
from bailee.custody.handback.notice import begin, freeze, withdraw
from bailee.custody.handback.progress import Event, State, event_of, standing, state_of, timeline

__all__ = [
    "ArchiveGoneError",
    "CodeError",
    "Event",
    "HandBackError",
    "HeldError",
    "OrderError",
    "State",
    "ThrottledError",
    "approve",
    "ask_archive",
    "available",
    "begin",
    "build_archive",
    "confirm",
    "deliver",
    "event_of",
    "freeze",
    "open_archive",
    "pass_escrow",
    "purge",
    "standing",
    "state_of",
    "timeline",
    "withdraw",
]
