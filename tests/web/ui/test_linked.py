"""People's words as HTML: each hostile text becomes exactly what it may become."""

import re

import pytest
from django.conf import settings

from bailee.foundation import tenancy
from bailee.vault.links import finding, sealing
from bailee.web.ui import context, linked
from tests.cast import Vault
from tests.web.ui.link_texts import FIELDS, LINKS, PLAIN

LEAVES = re.compile(
    r'<a class="leaves" href="/leave/(?P<sealed>[^"/]+)/" target="_blank"'
    r' rel="noopener noreferrer nofollow ugc">'
    r'(?P<warned><span class="true-host">goes to (?P<true>[^<]*)</span> )?'
    r'<bdi dir="ltr">(?P<before>[^<]*)'
    r'<bdi class="host">(?P<host>[^<]*)</bdi>(?P<after>[^<]*)</bdi>'
    r'<span class="unseen"> \(leaves this site for (?P<named>[^<]*), in a new tab\)</span></a>'
)
MAILS = re.compile(
    r'<a class="mails" href="mailto:(?P<to>[^"]*)"><bdi dir="ltr">(?P<shown>[^<]*)</bdi>'
    r'<span class="unseen"> \(e-mail\)</span></a>'
)


def _short(html: str) -> str:
    """As `link_texts` writes it. A link of any other form stays as it is and fails the test."""

    def leaves(found: re.Match[str]) -> str:
        url = sealing.unseal(found["sealed"]).url
        assert found["true"] in {None, found["host"]}
        shown = f"{found['before']}*{found['host']}*{found['after']}"
        return f"{{{url}|{shown}|{found['named']}{'!' if found['warned'] else ''}}}"

    return MAILS.sub(r"[\g<to>|\g<shown>]", LEAVES.sub(leaves, html))


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str]]:
    return PLAIN + LINKS


def test_every_text_becomes_exactly_what_it_may(texts: list[tuple[str, str]], acme: Vault) -> None:
    with acme.inside():
        became = {text: _short(linked.linked(text)) for text, _ in texts}
    assert became == dict(texts)
    assert len(became) > 80


def test_no_text_yields_a_tag_of_its_own(texts: list[tuple[str, str]], acme: Vault) -> None:
    """By another reading than the above: of what we add ourselves nothing is left but this."""
    ours = re.compile(r"</?bdi[^<>]*>|</?a[^<>]*>|</?span[^<>]*>")
    with acme.inside():
        for text, _ in texts:
            left = ours.sub("", linked.linked(text) + linked.link(text) + linked.mail_link(text))
            assert "<" not in left, text
            assert '"' not in left, text


def test_address_field_is_one_link_or_text(acme: Vault) -> None:
    with acme.inside():
        assert [(text, _short(linked.link(text))) for text, _ in FIELDS] == FIELDS


def test_mail_field_is_a_mail_link_or_text(acme: Vault) -> None:
    with acme.inside():
        assert _short(linked.mail_link("a&b@acme.example")) == "a&amp;b@acme.example"
        assert _short(linked.mail_link("ada@acme.example")) == "[ada@acme.example|ada@acme.example]"
        assert _short(linked.mail_link("ada@аррӏе.example")) == (
            "[ada@xn--80ak6aa92e.example|ada@xn--80ak6aa92e.example]"
        )


def test_excerpt_cut_in_an_address_leads_nowhere(acme: Vault) -> None:
    cut = "https://quay.example/" + "x" * 179
    with acme.inside():
        assert linked.linked(cut, whole=False) == cut
        assert "/leave/" in linked.linked(cut)
        assert "/leave/" in linked.linked(cut[:-1], whole=False)
        assert "/leave/" in linked.linked(cut[:-1] + " ", whole=False)


def test_own_pages_are_left_by_no_mark(acme: Vault) -> None:
    ours = f"{context.address(acme.host)}records/"
    with acme.inside():
        assert linked.linked(f"see {ours}") == f'see <a href="{ours}">{ours}</a>'
        for other in (
            f"https://{acme.host}.evil.example/",
            f"https://evil{settings.DOMAIN}/",
            f"http://{acme.host}/",
            f"https://{acme.host}:1/",
            f"https://x@{acme.host}:{settings.PORT}/",
        ):
            assert 'href="/leave/' in linked.linked(other), other


def test_office_shows_the_words_alone(acme: Vault) -> None:
    with tenancy.inside(tenancy.office_seat()):
        assert linked.linked("https://quay.example <b>") == "https://quay.example &lt;b&gt;"
        assert linked.link("https://quay.example") == "https://quay.example"


def test_text_beyond_reading_has_no_links(acme: Vault) -> None:
    with acme.inside():
        assert "<a" not in linked.linked("https://quay.example " + "x" * finding.MOST)


def test_hostile_lengths_are_quick(acme: Vault) -> None:
    """Each took minutes, or could: the time limit of the tests is the assertion."""
    pieces = ("www.", "http://", "https://a@", "a@a.", "https://a.b/(", "www.a.b!", "[", "mailto:")
    with acme.inside():
        for piece in pieces:
            html = linked.linked(piece * (finding.MOST // len(piece)))
            assert html


def test_our_own_link_is_marked() -> None:
    assert linked.outward("https://quay.example/a?b&c", "The <quay>") == (
        '<a class="leaves" href="https://quay.example/a?b&amp;c" rel="noopener noreferrer"'
        ' referrerpolicy="no-referrer">The &lt;quay&gt;'
        '<span class="unseen"> (leaves this site for quay.example)</span></a>'
    )
