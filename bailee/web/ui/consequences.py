"""What ends when somebody loses a role: told before it is done, counted from the same queries."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bailee.foundation import tenancy
from bailee.people.models import Invitation, User
from bailee.people.roles import OWNERS
from bailee.vault.activity import sign_ins
from bailee.vault.integrations import listening, tokens, webhooks
from bailee.vault.records import imports
from bailee.vault.records import listening as records


def of(person: User, *, after: str, now: datetime) -> list[str]:
    """One sentence for each kind of thing that ends with the change to `after` (empty: no role)."""
    return [*_sign_ins(person), *of_work(person, after=after, now=now)]


def of_work(person: User, *, after: str, now: datetime) -> list[str]:
    """The same, without the sessions: for one who steps down and stays signed in."""
    return [*_handed_out(person, after), *_set_up(person, after, now)]


def _sign_ins(person: User) -> Iterator[str]:
    open_ones = sign_ins.standing(person).count()
    if open_ones:
        yield ngettext(
            "{count} open session ends.", "{count} open sessions end.", open_ones
        ).format(count=open_ones)


def _handed_out(person: User, after: str) -> Iterator[str]:
    sent = Invitation.objects.undecided().filter(by_id=person.id).count()
    if sent and after not in OWNERS:
        yield ngettext(
            "{count} invitation that was sent and not accepted yet is withdrawn.",
            "{count} invitations that were sent and not accepted yet are withdrawn.",
            sent,
        ).format(count=sent)


def _set_up(person: User, after: str, now: datetime) -> Iterator[str]:
    """What only a vault has: tokens, webhooks, imports."""
    if not tenancy.current().in_vault:
        return
    if after not in listening.MAKERS:
        made = [token.name for token in tokens.alive_of(person.id, now)]
        hooks = [hook.name for hook in webhooks.running_of(person.id)]
        if made:
            yield _("Tokens of the API are revoked: {names}.").format(names=", ".join(made))
        if hooks:
            yield _("Webhooks are switched off: {names}.").format(names=", ".join(hooks))
    if after not in records.WRITERS:
        waiting = [one.file_name for one in imports.pending_of([person.id])]
        if waiting:
            yield _("Imports under way are cancelled: {names}.").format(names=", ".join(waiting))
