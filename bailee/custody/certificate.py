"""The certificate of purge: a signed account that names nobody, chained to the one before.

The signature (Ed25519) is over the document as canonical JSON: keys sorted, no space, UTF-8.
"""

import base64
import hashlib
import json
from datetime import datetime
from importlib.metadata import version
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import router, transaction

from bailee.custody.handback.progress import record
from bailee.custody.models import Certificate, HandBack, Kind, Step
from bailee.custody.purge.labels import LABELS
from bailee.foundation import keys, tenancy
from bailee.foundation.actors import SYSTEM

FIRST = "0" * 64  # what the first certificate names as the one before it
# What deletion by software can and cannot do (NIST SP 800-88 r2: clear; purge where encrypted).
_LIMITS = (
    "Files, archives and backups were encrypted to this client's own key, which is destroyed.",
    "Disk blocks that files no longer use, memory and swap were not searched.",
    "The addresses to which this certificate goes are destroyed when it is out.",
)


class CertificateError(Exception):
    """A certificate is not what was signed, or its chain is broken; the text says which."""


def issue(handback: HandBack, *, now: datetime) -> Certificate:
    """Writes and signs the certificate of a purge whose search found nothing. Safe to repeat."""
    with transaction.atomic(using=router.db_for_write(Certificate)):
        issued = Certificate.objects.filter(handback=handback).first()
        if issued is not None:
            return issued
        last = Certificate.objects.select_for_update().order_by("number").last()
        number, previous = (last.number + 1, last.digest) if last else (1, FIRST)
        text = canonical(_document(handback, number=number, previous=previous, now=now))
        record(handback, Kind.CERTIFIED, by=SYSTEM, now=now)
        return Certificate.objects.create(
            number=number,
            handback=handback,
            issued_at=now,
            document=text,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            previous=previous,
            signature=keys.signing_key().sign(text.encode()).hex(),
        )


def as_text(issued: Certificate) -> str:
    """The certificate as a file for people and programs: JSON with signature and public key."""
    whole = {
        "document": json.loads(issued.document),
        "public_key": base64.b64encode(public_key()).decode(),
        "signature": issued.signature,
        "signed": "the document as canonical JSON: keys sorted, no space, UTF-8; Ed25519",
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def verify(text: str, *, public: bytes) -> dict[str, Any]:
    """Checks what `as_text` gave against a known public key (32 bytes); returns the document.

    Raises `CertificateError`.
    """
    try:
        whole = json.loads(text)
        document: dict[str, Any] = whole["document"]
        signature = bytes.fromhex(whole["signature"])
        Ed25519PublicKey.from_public_bytes(public).verify(signature, canonical(document).encode())
    except (ValueError, KeyError, TypeError) as error:
        raise CertificateError("This is not a certificate of Bailee.") from error
    except InvalidSignature as error:
        raise CertificateError("The certificate was changed, or signed by another key.") from error
    return document


def check_chain() -> int:
    """Checks every certificate of this installation and its link to the one before; says how many.

    Raises `CertificateError` naming the first that is wrong or missing.
    """
    expected, digest = 1, FIRST
    for issued in Certificate.objects.order_by("number"):
        if (issued.number, issued.previous) != (expected, digest):
            raise CertificateError(f"Certificate {expected} is missing or not linked.")
        digest = hashlib.sha256(issued.document.encode()).hexdigest()
        if digest != issued.digest:
            raise CertificateError(f"Certificate {issued.number} was changed.")
        verify(as_text(issued), public=public_key())
        expected += 1
    return expected - 1


def public_key() -> bytes:
    """The installation's key for checking, 32 bytes."""
    return keys.signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def canonical(document: dict[str, Any]) -> str:
    """The one text of a document: keys sorted, no space between, as it is signed."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _document(handback: HandBack, *, number: int, previous: str, now: datetime) -> dict[str, Any]:
    purged = list(handback.purge_steps.all())
    counts = {step.name: step.counts for step in purged}
    before, after = counts["inventory"], counts["residue"]
    return {
        "kind": "certificate of purge",
        "number": number,
        "previous": previous,
        "issued_at": _moment(now),
        "client": str(handback.client_id),
        "vault": handback.vault,
        "contract_ended_on": handback.ends_on.isoformat(),
        "hand_back": [_step(step) for step in handback.steps.all()],
        "held_before": {name: before[name] for name in ("tables", "rows", "objects", "backups")},
        "purge": [
            {
                "step": step.name,
                "what": LABELS[step.name],
                "at": _moment(step.at),
                "counts": {k: v for k, v in step.counts.items() if isinstance(v, int)},
            }
            for step in purged
        ],
        "search": [
            {"place": place, "found_before": before["found"].get(place, 0), "found_after": found}
            for place, found in sorted(after["found"].items())
        ],
        "search_remarks": after["remarks"],
        "not_possible": counts["database_scrub"]["not possible"],
        "limits": list(_LIMITS),
        "software": _software(),
    }


def _step(step: Step) -> dict[str, str]:
    lapsed = {"lapsed_at": _moment(step.lapsed_at)} if step.lapsed_at else {}
    return {"step": step.kind, "at": _moment(step.at), **lapsed}


def _software() -> dict[str, str]:
    with tenancy.owner() as raw:
        row = raw.execute("SHOW server_version").fetchone()
    return {"bailee": version("bailee"), "postgresql": row[0] if row else "unknown"}


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
