"""What the scripts of the portal say: they get their texts with the page, translated.

Values stand in braces, as in Python; the scripts put them in.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

_OF: dict[str, dict[str, str]] = {
    "grid": {
        "undo": _("Undo"),
        "undone": _("Undone."),
        "saved": _("Saved."),
        "saved_many": _("Records saved: {count}."),
        "more": _("(and {count} more)"),
        "unchanged": _("Nothing was changed."),
        "refused": _("The server refused this ({status}). Load the page again."),
        "unreachable": _("The server cannot be reached. Nothing was changed; try again."),
        "raced": _("Somebody changed “{label}” or its record meanwhile"),
        "theirs": _("As it is now"),
        "yours": _("What you typed"),
        "keep": _("Keep what is there"),
        "use": _("Use what I typed"),
        "copied": _("Copied."),
        "copied_many": _("{rows} × {columns} cells copied."),
        "add": _("Add records?"),
        "below": _("Rows that lie below the last record shown: {count}."),
        "add_these": _("Add these records ({count})"),
        "leave_out": _("Leave them out"),
        "beyond": _("Saved, but for the columns that lie beyond the last one shown."),
        "all_selected": _("All records that fit are selected."),
        "selected": _("Records selected: {count}."),
        "select": _("Select records with the boxes in front of them."),
    },
    "record": {
        "people": _("People"),
        "found": _("{count} found. Arrow keys move, Enter takes, Escape closes."),
    },
    "uploads": {
        "bytes": _("bytes"),
        "share": _("{share} % of {size}"),
        "waiting": _("Waiting"),
        "paused": _("Paused"),
        "cancelled": _("Cancelled"),
        "begins": _("Begins"),
        "too_large": _("Too large: at most {limit}"),
        "done": _("Stored and encrypted"),
        "broken": _("The connection broke off"),
        "again": _("The connection broke off. Trying again"),
        "taken": _("A file of this name is here already"),
        "joining": _("Being put together"),
        "refused": _("This was refused. Load the page again."),
        "signed_out": _("You are signed out. Sign in again."),
        "folders": _("Folders cannot be dropped: make a folder here and drop its files into it."),
    },
}


def of(script: str) -> dict[str, str]:
    """The texts of one script by the names it uses, in the language that is spoken."""
    return {name: gettext(text) for name, text in _OF[script].items()}
