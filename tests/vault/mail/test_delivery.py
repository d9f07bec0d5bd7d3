"""Mail leaves over verified TLS or not at all; what is delivered keeps no body."""

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message as Parsed
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from pytest_django import Settings

from bailee.foundation import certificates
from bailee.people.models import User
from bailee.vault.company import team
from bailee.vault.mail import delivery, outbox
from bailee.vault.mail.kinds import KINDS
from bailee.vault.mail.models import Message
from tests.cast import Vault

CONTEXT = {
    "portal": "the portal of Acme Marine",
    "name": "Ada <b>Lindqvist</b>",
    "link": "https://acme.bailee.localhost:8443/account/password/reset/x/",
    "valid_until": "1 January 2027",
}


class Post:
    """The other side: keeps what arrives, refuses one address for good and one for now."""

    def __init__(self) -> None:
        self.arrived: list[tuple[Parsed, bool]] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and arguments
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address.startswith("rae"):
            return "550 No such mailbox"
        if address.startswith("bo"):
            return "451 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content
        assert isinstance(content, bytes)
        self.arrived.append((message_from_bytes(content), session.ssl is not None))
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _controller(post: Post, context: ssl.SSLContext | None) -> Controller:
    def admit(
        _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
    ) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"bailee", b"pass word"))

    return Controller(
        post,
        hostname="127.0.0.1",
        port=_free_port(),
        tls_context=context,
        require_starttls=context is not None,
        authenticator=admit,
        auth_required=context is not None,
    )


@pytest.fixture
def post(
    tmp_path: Path, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Post]:
    """A real SMTP server that insists on STARTTLS and a password."""
    paths = certificates.ensure(tmp_path, "localhost", now=now)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(paths.certificate, paths.key)
    monkeypatch.setenv("SSL_CERT_FILE", str(paths.ca))
    handler = Post()
    controller = _controller(handler, context)
    controller.start()
    settings.SMTP_URL = f"smtp+starttls://bailee:pass%20word@localhost:{controller.port}"
    yield handler
    controller.stop()


def _posted(to: str, now: datetime) -> Message:
    return outbox.post("password_reset", to=to, context=CONTEXT, now=now)


def test_mail_arrives_over_tls_with_text_and_html(acme: Vault, post: Post, now: datetime) -> None:
    with acme.inside():
        message = _posted("ada@acme.example", now)
        assert delivery.deliver(message.pk, now=now) is True
        message.refresh_from_db()
    ((arrived, encrypted),) = post.arrived
    assert encrypted
    assert arrived["To"] == "ada@acme.example"
    assert arrived["Message-ID"] == f"<{message.pk}@bailee.localhost>"
    parts = [part.get_content_type() for part in arrived.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]
    assert (message.sent_at, message.text, message.html) == (now, "", "")


def test_html_of_a_mail_shows_a_name_as_text(acme: Vault, now: datetime) -> None:
    with acme.inside():
        html = _posted("ada@acme.example", now).html
    assert "Ada &lt;b&gt;Lindqvist&lt;/b&gt;" in html


def test_refused_recipient_is_given_up(acme: Vault, post: Post, now: datetime) -> None:
    with acme.inside():
        message = _posted("rae@acme.example", now)
        assert delivery.deliver(message.pk, now=now) is True
        message.refresh_from_db()
    assert (message.given_up_at, message.last_error) == (now, "recipient refused (550)")
    assert (message.text, message.html) == ("", "")


def test_busy_server_is_asked_again_with_the_same_message_id(
    acme: Vault, post: Post, now: datetime
) -> None:
    with acme.inside():
        message = _posted("bo@acme.example", now)
        assert delivery.deliver(message.pk, now=now) is False
        User.objects.filter(email="bo@acme.example").update(email="billing@acme.example")
        Message.objects.filter(pk=message.pk).update(to="billing@acme.example")
        assert delivery.deliver(message.pk, now=now) is True
    assert [mail["Message-ID"] for mail, _ in post.arrived] == [f"<{message.pk}@bailee.localhost>"]


def test_mail_is_sent_once_however_often_it_is_asked_for(
    acme: Vault, post: Post, now: datetime
) -> None:
    with acme.inside():
        message = _posted("ada@acme.example", now)
        assert [delivery.deliver(message.pk, now=now) for _ in range(3)] == [True] * 3
    assert len(post.arrived) == 1


def test_unknown_certificate_keeps_the_mail_in_the_outbox(
    acme: Vault, post: Post, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with acme.inside():
        message = _posted("ada@acme.example", now)
        assert delivery.deliver(message.pk, now=now) is False
        message.refresh_from_db()
    assert (message.last_error, message.attempts, message.sent_at) == (
        "SSLCertVerificationError",
        1,
        None,
    )
    assert post.arrived == []


def test_server_without_tls_gets_nothing(acme: Vault, now: datetime, settings: Settings) -> None:
    handler = Post()
    controller = _controller(handler, None)
    controller.start()
    settings.SMTP_URL = f"smtp+starttls://127.0.0.1:{controller.port}"
    with acme.inside():
        assert delivery.deliver(_posted("ada@acme.example", now).pk, now=now) is False
    controller.stop()
    assert handler.arrived == []


def test_person_who_left_gets_no_mail(acme: Vault, post: Post, now: datetime) -> None:
    with acme.inside():
        message = _posted("ben@acme.example", now)
        User.objects.filter(email="ben@acme.example").update(
            is_active=False, deactivated_at=now, deactivated_by_kind="system"
        )
        assert delivery.deliver(message.pk, now=now) is True
        message.refresh_from_db()
    assert (message.sent_at, message.last_error) == (None, "recipient no longer entitled")
    assert post.arrived == []


def test_expired_invitation_is_not_sent(acme: Vault, post: Post, now: datetime) -> None:
    with acme.inside():
        team.invite(
            email="zoe@acme.example",
            name="Zoe",
            role="reader",
            by=acme.ada.actor,
            now=now,
            url_of=lambda token: f"https://acme.example/{token}",
        )
        message = Message.objects.get(to="zoe@acme.example")
        later = now + timedelta(days=60)
        assert delivery.deliver(message.pk, now=later) is True
    assert post.arrived == []


def test_unregistered_kind_is_refused(acme: Vault, now: datetime) -> None:
    with acme.inside(), pytest.raises(outbox.UnknownKindError):
        outbox.post("newsletter", to="ada@acme.example", context={}, now=now)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_kind_renders_without_remote_content(name: str, acme: Vault, now: datetime) -> None:
    context = {need: f"[{need}]" for need in KINDS[name].needs}
    with acme.inside():
        message = outbox.post(name, to="ada@acme.example", context=context, now=now)
    for need in set(KINDS[name].needs) - {"ends_on"}:
        assert f"[{need}]" in message.subject + message.text
        assert f"[{need}]" in message.subject + message.html
    assert not any(sign in message.html for sign in ("<img", "src=", "url(", "<link", "<script"))


def test_line_break_in_a_name_adds_no_header(acme: Vault, now: datetime) -> None:
    context = {**CONTEXT, "portal": "Acme\r\nBcc: all@acme.example"}
    with acme.inside():
        message = outbox.post("password_reset", to="ada@acme.example", context=context, now=now)
        mail = delivery.as_mail(message)
    assert mail["Bcc"] is None
    assert "\n" not in message.subject
