import pytest
from django.test import Client

from bailee.web.ui.middleware.cookies import refused

HOST = {"host": "bailee.localhost"}
KEY = "k3v9x2"


@pytest.mark.parametrize(
    "header",
    [
        "",
        f"__Host-sessionid={KEY}",
        f"theme=dark; __Host-sessionid={KEY}; consent=yes",
        'analytics={"id":"of the Company\'s own site"}',
    ],
)
def test_cookies_of_a_browser_pass(header: str) -> None:
    assert refused(header) is False


@pytest.mark.parametrize(
    "header",
    [
        f"\u00a0__Host-sessionid=planted; __Host-sessionid={KEY}",
        f"__Host-sessionid={KEY}; \u2000__Host-sessionid=planted",
        f"__Host-sessionid={KEY}; \u0085__Host-sessionid=planted",
        "\xe2\x80\x80__Host-sessionid=planted",  # U+2000 as the server hands its bytes on
        f"__Host-sessionid={KEY}; __Host-sessionid=planted",
        f"__Host-sessionid={KEY}; __host-sessionid=planted",
        "__HOST-SESSIONID=planted",
        "\t__Host-sessionid=planted",
        "__Host-sessionid\t=planted",
        f'$Version=1; __Host-sessionid="planted"; x={KEY}',
        '__Host-sessionid="planted"',
        r"__Host-sessionid=\160lanted",
        '"__Host-sessionid"=planted',
        "x=1\r\n__Host-sessionid=planted",
        "x=\x00",
    ],
)
def test_cookies_that_were_planted_are_refused(header: str) -> None:
    assert refused(header) is True


def test_planted_cookie_gets_400_with_all_headers(client: Client) -> None:
    response = client.get("/", headers=HOST | {"cookie": f"$Version=1; __Host-sessionid={KEY}"})

    assert response.status_code == 400
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert response.cookies.output() == ""
