from django.test import Client


def test_robots_leaves_only_the_public_pages(client: Client) -> None:
    response = client.get("/robots.txt", headers={"host": "bailee.localhost"})

    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Allow: /$",
        "Allow: /privacy",
        "Allow: /trust",
        "Disallow: /",
    ]
