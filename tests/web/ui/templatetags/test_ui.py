import pytest
from django.template import Context
from django.test import RequestFactory

from bailee.web.ui.templatetags import ui


def test_icon_is_hidden_from_screen_readers() -> None:
    icon = ui.icon("check")

    assert icon.startswith("<svg ")
    assert 'aria-hidden="true"' in icon
    assert "style" not in icon


@pytest.mark.parametrize(
    ("path", "current"),
    [("/privacy", True), ("/privacy/more", True), ("/privacy-not", False), ("/", False)],
)
def test_nav_marks_where_one_is(path: str, current: bool) -> None:  # noqa: FBT001 - a case
    context = Context({"request": RequestFactory().get(path)})

    item = ui.nav(context, "site:privacy", "Privacy", "file-text")

    assert ('aria-current="page"' in item) is current
    assert '<a href="/privacy"' in item


def test_nav_leaves_out_a_page_that_this_face_lacks() -> None:
    context = Context({"request": RequestFactory().get("/")})

    assert ui.nav(context, "office:clients", "Clients", "users") == ""


@pytest.mark.parametrize(
    ("state", "tone", "text"),
    [
        ("active", "good", "Active"),
        ("not built", "warn", "Not built"),
        ("handing_back", "note", "Handing back"),
        ("broken", "bad", "Broken"),
        ("<b>", "", "&lt;b&gt;"),
    ],
)
def test_badge_wears_the_tone_of_its_state(state: str, tone: str, text: str) -> None:
    badge = ui.badge(state)

    assert badge.startswith(f'<span class="badge {tone}">')
    assert badge.endswith(f"{text}</span>")


def test_no_state_has_two_tones() -> None:
    words = [word for known in ui.STATES.values() for word in known]

    assert sorted(set(words)) == sorted(words)
