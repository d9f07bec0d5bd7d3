"""A certificate can be checked by anybody, is chained to the one before, and names nobody."""

import base64
import json
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bailee.custody import certificate, handback
from bailee.custody.certificate import CertificateError
from bailee.custody.models import Certificate, HandBack
from bailee.custody.purge import work
from bailee.foundation import clock
from tests.cast import Staff
from tests.custody import leaving


@dataclass(frozen=True)
class Certified:
    """Two purges, one after the other, and the mark in every value of the second client."""

    first: HandBack
    second: HandBack
    mark: str

    @property
    def text(self) -> str:
        return certificate.as_text(self.second.certificate)


@pytest.fixture(scope="module")
def certified(staff: Staff) -> Certified:
    first, _ = purged(staff)
    second, mark = purged(staff)
    return Certified(first, second, mark)


def purged(staff: Staff) -> tuple[HandBack, str]:
    now = clock.now()
    company = leaving.open_company(staff, now=now)
    given = leaving.approved(company, staff, now=now)
    handback.purge(given, by=staff.dana.actor, now=now)
    work.run(given, clock=clock.now)
    return given, leaving.mark_of(company)


def test_certificate_verifies_and_tells_what_was_done(certified: Certified) -> None:
    document = certificate.verify(certified.text, public=certificate.public_key())
    assert document["client"] == str(certified.second.client_id)
    assert document["held_before"]["tables"] > 0
    assert document["held_before"]["rows"] > 0
    assert {place["found_after"] for place in document["search"]} == {0}
    assert max(place["found_before"] for place in document["search"]) > 0
    assert document["not_possible"] == []
    # The certificate is issued at the end: it lists every step before it.
    names = [name for name, _ in work.STEPS]
    assert [step["step"] for step in document["purge"]] == names[: names.index("certificate")]


def test_the_program_in_the_documentation_checks_it(certified: Certified, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/users/leaving.md").read_text()
    (tmp_path / "check.py").write_text(page.partition("```python\n")[2].partition("```")[0])
    (tmp_path / "certificate.json").write_text(certified.text)
    (tmp_path / "public_key").write_bytes(base64.b64encode(certificate.public_key()) + b"\n")
    line = [sys.executable, "check.py", "certificate.json", "public_key"]
    assert "as we signed it" in subprocess.check_output(line, cwd=tmp_path, text=True)
    changed = certified.text.replace(str(certified.second.client_id), str(uuid.uuid4()))
    (tmp_path / "certificate.json").write_text(changed)
    assert subprocess.run(line, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_every_changed_value_breaks_the_signature(certified: Certified) -> None:
    whole = json.loads(certified.text)
    for name in whole["document"]:
        changed = {**whole, "document": {**whole["document"], name: "changed"}}
        with pytest.raises(CertificateError, match="changed"):
            certificate.verify(json.dumps(changed), public=certificate.public_key())


def test_another_key_does_not_verify(certified: Certified) -> None:
    other = Ed25519PrivateKey.generate().public_key()
    with pytest.raises(CertificateError, match="another key"):
        certificate.verify(
            certified.text, public=other.public_bytes(Encoding.Raw, PublicFormat.Raw)
        )


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"document": {}, "signature": "x"}'])
def test_what_is_no_certificate_is_refused(certified: Certified, text: str) -> None:
    with pytest.raises(CertificateError, match="not a certificate"):
        certificate.verify(text, public=certificate.public_key())


def test_certificate_names_nobody(certified: Certified, staff: Staff) -> None:
    text = certified.text.lower()
    people = [staff.dana, staff.emil, staff.priya]
    told = ["acme", "ada ", "abe ", "rae ", "quay street", certified.mark]
    told += [value.lower() for person in people for value in (person.email, str(person.pk))]
    assert [word for word in told if word in text] == []


def test_each_certificate_names_the_one_before(certified: Certified) -> None:
    first, second = certified.first.certificate, certified.second.certificate
    assert (second.number, second.previous) == (first.number + 1, first.digest)
    assert certificate.check_chain() == Certificate.objects.count()


def test_chain_shows_a_certificate_that_was_changed(certified: Certified) -> None:
    first = certified.first.certificate
    held = Certificate.objects.filter(number=first.number)
    held.update(document=first.document.replace("certificate of purge", "certificate of nothing"))
    with pytest.raises(CertificateError, match=f"Certificate {first.number} was changed"):
        certificate.check_chain()
    held.update(document=first.document)
    assert certificate.check_chain() >= 2


def test_issuing_again_gives_the_same_certificate(certified: Certified) -> None:
    before = certified.second.certificate
    again = certificate.issue(certified.second, now=clock.now())
    assert (again.number, again.signature) == (before.number, before.signature)
