"""The certificate of a purge as a document, and the page of all of them."""

import json

import pytest

from bailee.custody import certificate, handback
from bailee.custody.models import Certificate
from bailee.custody.purge import work
from bailee.foundation import clock
from tests.cast import Staff, office_browser
from tests.custody import leaving


@pytest.fixture(scope="module")
def issued(staff: Staff) -> Certificate:
    now = clock.now()
    company = leaving.open_company(staff, now=now)
    given = leaving.approved(company, staff, now=now)
    handback.purge(given, by=staff.dana.actor, now=now)
    work.run(given, clock=clock.now)
    return given.certificate


def test_show_says_what_was_purged_and_that_the_signature_holds(
    issued: Certificate, staff: Staff
) -> None:
    page = office_browser(staff.emil).get(f"/certificates/{issued.number}/").content.decode()
    document = json.loads(issued.document)
    assert "The signature is valid: this is what was signed." in page
    shown = [document["client"], document["vault"], issued.signature, issued.digest]
    assert [value in page for value in shown] == [True] * 4
    assert [step["what"] in page for step in document["purge"]] == [True] * len(document["purge"])


def test_show_says_so_when_a_certificate_was_changed(issued: Certificate, staff: Staff) -> None:
    changed = issued.document.replace('"number":', '"Number":')
    Certificate.objects.filter(pk=issued.pk).update(document=changed)
    page = office_browser(staff.emil).get(f"/certificates/{issued.number}/").content.decode()
    listed = office_browser(staff.emil).get("/certificates/").content.decode()
    Certificate.objects.filter(pk=issued.pk).update(document=issued.document)
    assert "The certificate was changed, or signed by another key." in page
    assert "The chain of certificates is broken" in listed


def test_index_lists_the_newest_first_and_checks_the_chain(
    issued: Certificate, staff: Staff
) -> None:
    page = office_browser(staff.emil).get("/certificates/")
    numbers = [one.number for one in page.context["page"]]
    assert numbers == sorted(numbers, reverse=True)
    assert issued.number in numbers
    assert page.context["fault"] == ""


def test_file_is_what_anyone_can_verify(issued: Certificate, staff: Staff) -> None:
    response = office_browser(staff.emil).get(f"/certificates/{issued.number}/file/")
    name = f'attachment; filename="certificate-of-purge-{issued.number}.json"'
    assert response["Content-Disposition"] == name
    document = certificate.verify(response.content.decode(), public=certificate.public_key())
    assert document["number"] == issued.number


def test_hand_back_of_a_purged_client_names_nobody(issued: Certificate, staff: Staff) -> None:
    office = office_browser(staff.emil)
    page = office.get(f"/hand-backs/{issued.handback_id}/").content.decode()
    assert "Hand-back of a former client" in page
    assert f"/certificates/{issued.number}/" in page
    assert f"/hand-backs/{issued.handback_id}/" in office.get("/hand-backs/").content.decode()


@pytest.mark.parametrize("path", ["", "file/"])
def test_certificate_that_is_not_there_is_not_found(staff: Staff, path: str) -> None:
    assert office_browser(staff.emil).get(f"/certificates/999999/{path}").status_code == 404
