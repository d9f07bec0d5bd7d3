from datetime import UTC, datetime

from django.test import Client
from pytest_django import Settings

from bailee.web.site import security_txt


def test_security_txt_names_a_contact_and_expires_within_a_year(settings: Settings) -> None:
    settings.PORT = 8443

    assert security_txt.written(datetime(2026, 11, 23, 4, 0, tzinfo=UTC)) == (
        "Contact: mailto:security@bailee.localhost\n"
        "Expires: 2027-05-22T04:00:00Z\n"
        "Preferred-Languages: en\n"
        "Canonical: https://bailee.localhost:8443/.well-known/security.txt\n"
        "Policy: https://bailee.localhost:8443/privacy\n"
    )


def test_security_txt_is_served_as_text(client: Client) -> None:
    response = client.get("/.well-known/security.txt", headers={"host": "bailee.localhost"})

    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
