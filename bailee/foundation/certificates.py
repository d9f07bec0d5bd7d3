"""TLS for one machine (clause 5.1a): a local authority and the certificate it signs.

The authority is name-constrained to the installation's domain: whoever trusts it trusts it for
nothing else, even if its key were stolen.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE = timedelta(days=3650)
LIFE = timedelta(days=90)  # Mozilla's guideline; renewed in its last third
SKEW = timedelta(minutes=5)  # a clock may be a little behind ours


@dataclass(frozen=True)
class Paths:
    """PEM files: the authority to trust, the chain to serve, and its key (PKCS#8)."""

    ca: Path
    certificate: Path
    key: Path


def ensure(directory: Path, domain: str, *, now: datetime) -> Paths:
    """Makes what is missing, for another domain, or in the last third of its life."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = Paths(directory / "ca.pem", directory / "certificate.pem", directory / "key.pem")
    if not _authority_serves(paths.ca, directory / "ca.key", domain, now=now):
        _make_authority(paths.ca, directory / "ca.key", domain, now=now)
        paths.certificate.unlink(missing_ok=True)
    if not _serves(paths, domain, now=now):
        _make_leaf(paths, directory / "ca.key", domain, now=now)
    return paths


def expires(certificate: Path) -> datetime:
    """When the certificate in this file ends, in UTC."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc


def _authority_serves(certificate: Path, key: Path, domain: str, *, now: datetime) -> bool:
    if not (certificate.exists() and key.exists()):
        return False
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    constraints = found.extensions.get_extension_for_class(x509.NameConstraints).value
    lasts = found.not_valid_after_utc > now + LIFE
    return lasts and constraints.permitted_subtrees == [x509.DNSName(domain)]


def _serves(paths: Paths, domain: str, *, now: datetime) -> bool:
    if not (paths.certificate.exists() and paths.key.exists()):
        return False
    found = x509.load_pem_x509_certificate(paths.certificate.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    fresh = found.not_valid_after_utc - now > LIFE / 3
    return fresh and names.get_values_for_type(x509.DNSName) == [domain, f"*.{domain}"]


def _make_authority(certificate: Path, key_path: Path, domain: str, *, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Bailee local authority for {domain}")
    usage = _key_usage(key_cert_sign=True, crl_sign=True)
    signed = (
        _builder(name, name, key.public_key(), now=now, life=AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints([x509.DNSName(domain)], None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(key_path, _pem(key), mode=0o600)
    _write(certificate, signed.public_bytes(Encoding.PEM), mode=0o644)


def _make_leaf(paths: Paths, ca_key: Path, domain: str, *, now: datetime) -> None:
    authority = x509.load_pem_x509_certificate(paths.ca.read_bytes())
    signer = load_pem_private_key(ca_key.read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{ca_key} does not hold an elliptic curve key")
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.DNSName(domain), x509.DNSName(f"*.{domain}")])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    signed = (
        _builder(_name(domain), authority.subject, key.public_key(), now=now, life=LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(names, critical=False)
        .add_extension(_key_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issuer, critical=False)
        .sign(signer, hashes.SHA256())
    )
    _write(paths.key, _pem(key), mode=0o600)
    chain = signed.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM)
    _write(paths.certificate, chain, mode=0o644)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    *,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now - SKEW + life)
        .add_extension(identifier, critical=False)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])  # RFC 5280: 64


def _key_usage(**allowed: bool) -> x509.KeyUsage:
    usages = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(**usages | allowed)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes, *, mode: int) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
    part.replace(path)
