import html
import re

from django.test import Client

from bailee.policy import clauses


def shown(client: Client) -> str:
    response = client.get("/privacy", headers={"host": "bailee.localhost"})
    assert response.status_code == 200
    assert response.cookies.output() == ""
    return response.content.decode()


def test_privacy_shows_every_clause_word_for_word_at_its_anchor(client: Client) -> None:
    found = re.findall(r'id="clause-([^"]+)">.*?<p>(.*?)</p>', shown(client))

    assert [(number, html.unescape(text)) for number, text in found] == [
        (clause.number, clause.text) for clause in clauses.clauses()
    ]


def test_privacy_says_when_it_was_last_updated(client: Client) -> None:
    assert 'Last updated <time datetime="2023-12-07">2023-12-07</time>' in shown(client)


def test_privacy_lists_its_sections(client: Client) -> None:
    page = shown(client)
    links = re.findall(r'href="#(section-\d)"', page)

    assert links == [f"section-{number}" for number in range(1, 10)]
    assert links == re.findall(r'id="(section-\d)"', page)
