"""Removing from the office whatever says who the client was or who acted for it."""

from functools import partial

from django.db import router, transaction

from bailee.custody.closing import Envelope
from bailee.custody.models import ArchiveBuild, HandBack, LegalHold, Step
from bailee.custody.purge.matter import Counts, Purge
from bailee.foundation import tenancy
from bailee.office.clients import registry
from bailee.office.clients.models import Client
from bailee.office.visits import totals

# A job at work is left to end: its worker would stumble over a row that is gone.
_JOBS = "DELETE FROM procrastinate_jobs WHERE args ->> 'vault' = %s AND status <> 'doing'"
_REMOVED = "removed with the client's records"


def remove_rows(purge: Purge) -> Counts:
    """The registry row with hosts and contracts, archives' details, jobs with their events.

    Steps keep their dates; who took them stays only where it was staff or Bailee itself. Totals
    of visitors to the public site keep their sums; which of the client's pages led there goes.
    """
    handback = purge.handback
    with transaction.atomic(using=router.db_for_write(HandBack)):
        clients = list(Client.objects.filter(pk=handback.client_id))
        for client in clients:
            registry.strike(client)
        builds = ArchiveBuild.objects.filter(vault=handback.vault)
        build_count = builds.count()
        builds.delete()
        handback.tries.all().delete()
        _forget_people(handback)
    jobs = remove_jobs(handback.vault)
    with tenancy.inside(tenancy.owner_seat()):
        hosts = totals.forget_hosts(partial(_is_theirs, purge.envelope))
    return {"clients": len(clients), "archives": build_count, "jobs": jobs, "referrers": hosts}


def _is_theirs(envelope: Envelope, host: str) -> bool:
    """Whether a host lies in the domain of an address of theirs, or holds what is searched for."""
    values = envelope.needles.values
    domains = {
        address.lower().rpartition(b"@")[2]
        for address in (*values, *(one.encode() for one in envelope.recipients))
        if b"@" in address
    }
    named = host.encode()
    below = any(named == domain or named.endswith(b"." + domain) for domain in domains)
    return below or any(value.lower() in named for value in values)


def remove_jobs(vault: str) -> int:
    """Waiting and finished jobs of the vault, with their events; says how many."""
    with tenancy.owner() as raw:
        return raw.execute(_JOBS, [vault]).rowcount


def _forget_people(handback: HandBack) -> None:
    same = {"client_id": handback.client_id}
    Step.objects.filter(handback__client_id=handback.client_id, by_kind="user").update(by_id=None)
    HandBack.objects.filter(**same, by_kind="user").update(by_id=None)
    HandBack.objects.filter(**same, withdrawn_by_kind="user").update(withdrawn_by_id=None)
    LegalHold.objects.filter(**same).update(reason=_REMOVED)
