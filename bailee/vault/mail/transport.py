"""The way out: SMTP over verified TLS, or, while developing, a folder of .eml files."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from bailee.foundation.home import home

TIMEOUT = 20  # seconds


class DeliveryError(Exception):
    """The mail did not go out. The text carries a code or class, never an address.

    `permanent`: the recipient's server refused it for good (RFC 5321, 5yz).
    """

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


def send(mail: EmailMessage, *, place: str) -> None:
    """Sends one mail; `place` is the schema whose outbox it comes from.

    Raises `DeliveryError`. Without TLS and a verified certificate nothing is sent.
    """
    if settings.SMTP_URL:
        _by_smtp(mail)
    else:
        _to_folder(mail, place=place)


def _to_folder(mail: EmailMessage, *, place: str) -> None:
    folder = home().mail / place
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = mail["Message-ID"].strip("<>").partition("@")[0]
    (folder / f"{name}.eml").write_bytes(mail.as_bytes(policy=SMTP))


def _by_smtp(mail: EmailMessage) -> None:
    try:
        with _connected() as server:
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise DeliveryError(f"recipient refused ({code})", permanent=code >= 500) from error
    except smtplib.SMTPResponseException as error:
        raise DeliveryError(f"server answered {error.smtp_code}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(type(error).__name__) from error


def _connected() -> smtplib.SMTP:
    """A connection whose server has shown a valid certificate, signed in where asked."""
    url, context = urlsplit(settings.SMTP_URL), ssl.create_default_context()
    server = _opened(url, context)
    try:
        if url.scheme == "smtp+starttls":
            server.starttls(context=context)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _opened(url: SplitResult, context: ssl.SSLContext) -> smtplib.SMTP:
    host = url.hostname or ""
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT, context=context)
    if url.scheme == "smtp+starttls":
        return smtplib.SMTP(host, url.port or 587, timeout=TIMEOUT)
    raise DeliveryError("BAILEE_SMTP_URL must begin with smtp+starttls:// or smtps://")
