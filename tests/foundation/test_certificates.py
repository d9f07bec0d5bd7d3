"""The local authority and its certificate, judged by OpenSSL as a browser would."""

import ipaddress
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from bailee.foundation import certificates

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DOMAIN = "bailee.localhost"


def load(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_ensure_makes_keys_that_only_we_can_read(tmp_path: Path) -> None:
    made = certificates.ensure(tmp_path, DOMAIN, now=NOW)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {
        "ca.key": 0o600,
        "ca.pem": 0o644,
        "key.pem": 0o600,
        "certificate.pem": 0o644,
    }
    assert made.key.read_text().startswith("-----BEGIN PRIVATE KEY-----")


@pytest.mark.parametrize("name", [DOMAIN, f"acme.{DOMAIN}", f"office.{DOMAIN}"])
def test_certificate_is_valid_for_every_face(tmp_path: Path, name: str) -> None:
    made = certificates.ensure(tmp_path, DOMAIN, now=NOW)
    store = Store([load(made.ca)])
    verifier = PolicyBuilder().store(store).time(NOW).build_server_verifier(x509.DNSName(name))
    chain = verifier.verify(load(made.certificate), [])
    assert [len(chain), chain[0]] == [2, load(made.certificate)]


@pytest.mark.parametrize("name", ["example.com", "a.b.bailee.localhost", "bailee.localhost.com"])
def test_certificate_is_not_valid_for_other_names(tmp_path: Path, name: str) -> None:
    made = certificates.ensure(tmp_path, DOMAIN, now=NOW)
    store = Store([load(made.ca)])
    verifier = PolicyBuilder().store(store).time(NOW).build_server_verifier(x509.DNSName(name))
    with pytest.raises(VerificationError):
        verifier.verify(load(made.certificate), [])


def test_authority_may_sign_for_its_domain_alone(tmp_path: Path) -> None:
    authority = load(certificates.ensure(tmp_path, DOMAIN, now=NOW).ca)
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert constraints.value.permitted_subtrees == [x509.DNSName(DOMAIN)]
    key = authority.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"


def test_certificate_is_kept_for_two_thirds_of_its_life_then_renewed(tmp_path: Path) -> None:
    first = load(certificates.ensure(tmp_path, DOMAIN, now=NOW).certificate)
    assert first.not_valid_after_utc - first.not_valid_before_utc <= timedelta(days=90)
    day_59 = certificates.ensure(tmp_path, DOMAIN, now=NOW + timedelta(days=59))
    assert load(day_59.certificate) == first
    authority = load(day_59.ca)
    day_61 = certificates.ensure(tmp_path, DOMAIN, now=NOW + timedelta(days=61))
    assert load(day_61.certificate) != first
    assert load(day_61.ca) == authority


def test_another_domain_gets_another_authority(tmp_path: Path) -> None:
    first = load(certificates.ensure(tmp_path, DOMAIN, now=NOW).ca)
    made = certificates.ensure(tmp_path, "portal.example", now=NOW)
    assert load(made.ca) != first
    names = load(made.certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert names.value.get_values_for_type(x509.DNSName) == ["portal.example", "*.portal.example"]


def test_handshake_succeeds_with_the_authority_and_fails_without(tmp_path: Path) -> None:
    made = certificates.ensure(tmp_path, DOMAIN, now=datetime.now(UTC))
    trusting = ssl.create_default_context(cafile=str(made.ca))
    assert handshake(made, trusting, f"acme.{DOMAIN}") == "TLSv1.3"
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(made, ssl.create_default_context(), f"acme.{DOMAIN}")


def handshake(made: certificates.Paths, client: ssl.SSLContext, name: str) -> str | None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.minimum_version = ssl.TLSVersion.TLSv1_3
    server.load_cert_chain(made.certificate, made.key)
    with socket.create_server((str(ipaddress.ip_address("127.0.0.1")), 0)) as listener:

        def serve() -> None:
            taken, _ = listener.accept()
            try:
                with server.wrap_socket(taken, server_side=True) as secure:
                    secure.recv(1)
            except OSError:
                taken.close()  # the client refused us, as one test wishes

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            with (
                socket.create_connection(listener.getsockname()) as plain,
                client.wrap_socket(plain, server_hostname=name) as secure,
            ):
                return secure.version()
        finally:
            thread.join()
