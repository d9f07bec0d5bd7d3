"""The end of a purge: the certificate is issued and mailed, then the envelope is destroyed."""

from datetime import datetime
from email.message import EmailMessage

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext

from bailee.custody import certificate, closing, tombstones
from bailee.custody.handback.progress import record
from bailee.custody.models import Certificate, Kind
from bailee.custody.purge import faults, office, scrub
from bailee.custody.purge.matter import Counts, Purge
from bailee.foundation.actors import SYSTEM
from bailee.people import languages
from bailee.vault.mail import transport
from bailee.vault.mail.kinds import KINDS

PLACE = "certificates"  # of the mail folder, where mail goes to a folder
_NOBODY = "undisclosed-recipients:;"  # RFC 5322, 3.4: a group without members


def issue(purge: Purge) -> Counts:
    issued = certificate.issue(purge.handback, now=purge.clock())
    return {"number": issued.number}


def mail(purge: Purge) -> Counts:
    """One mail to each owner; who has got it is taken out of the envelope at once.

    Raises `DeliveryError` when one has to be sent again later.
    """
    issued = purge.handback.certificate
    envelope, refused = purge.envelope, 0
    for recipient in envelope.recipients:
        position = len(envelope.recipients)
        with languages.spoken(envelope.languages.get(recipient, settings.HOUSE_LANGUAGE)):
            message = as_mail(issued, to=recipient, position=position, now=purge.clock())
        try:
            transport.send(message, place=PLACE)
        except transport.DeliveryError as error:
            if not error.permanent:
                raise
            refused += 1
        envelope = envelope.without(recipient)
        closing.seal(purge.vault, envelope)
        faults.point("during:certificate_mailed")
    if not purge.handback.steps.filter(kind=Kind.CERTIFICATE_MAILED).exists():
        record(purge.handback, Kind.CERTIFICATE_MAILED, by=SYSTEM, now=purge.clock())
    return {"recipients": purge.counts_of("envelope")["recipients"], "refused": refused}


def destroy_envelope(purge: Purge) -> Counts:
    """The last that was kept of the client goes; what that touched is scrubbed once more."""
    closing.destroy(purge.vault)
    office.remove_jobs(purge.vault)
    counts = scrub.run()
    tombstones.settle(purge.vault, now=purge.clock())
    return counts


def as_mail(issued: Certificate, *, to: str, position: int, now: datetime) -> EmailMessage:
    """The mail as it leaves, in the language that is spoken; the certificate itself never changes.

    A copy that rests in a folder does not say to whom it went.

    `position` counts down over the recipients, so that a second attempt has the same Message-ID.
    """
    kind = KINDS["certificate"]
    values = {
        "number": str(issued.number),
        "purged_at": languages.usual().moment(issued.issued_at, exact=False),
        "certificate": certificate.as_text(issued),
    }
    message = EmailMessage()
    message["From"] = settings.MAIL_FROM
    message["To"] = to if settings.SMTP_URL else _NOBODY
    message["Subject"] = gettext(kind.subject).format(**values)
    message["Date"] = now
    message["Message-ID"] = f"<certificate-{issued.number}-{position}@{settings.DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(render_to_string(f"mail/{kind.name}.txt", values))
    message.add_alternative(render_to_string(f"mail/{kind.name}.html", values), subtype="html")
    message.add_attachment(
        values["certificate"].encode(),
        maintype="application",
        subtype="json",
        filename=f"certificate-{issued.number}.json",
    )
    return message
