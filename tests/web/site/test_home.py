from django.test import Client
from pytest_django import Settings

HOST = {"host": "bailee.localhost"}


def test_home_tells_where_to_sign_in_without_a_look_into_the_database(
    client: Client, settings: Settings
) -> None:
    """Without the mark for it, pytest-django refuses any access to the database."""
    settings.PORT = 8443

    response = client.get("/", headers=HOST)

    page = response.content.decode()
    assert response.status_code == 200
    assert 'href="https://office.bailee.localhost:8443/"' in page
    assert "<code>https://your-company.bailee.localhost:8443/</code>" in page
    assert response.cookies.output() == ""


def test_home_can_only_be_read(client: Client) -> None:
    assert client.post("/", headers=HOST).status_code == 405
