"""Every type of value as a person reads it, in a cell and on a page."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import set_urlconf

from bailee.people import preferences
from bailee.vault.records.models import Field
from bailee.vault.records.types import TYPES
from bailee.web.portal import values
from tests.cast import Vault

THERE = uuid.UUID("018f0000-0000-7000-8000-000000000001")
TARGET = uuid.UUID("018f0000-0000-7000-8000-000000000002")
GONE = uuid.UUID("018f0000-0000-7000-8000-000000000003")
MOMENT = datetime(2026, 3, 1, 14, 5, tzinfo=UTC)
TIME = '<time datetime="2026-03-01T14:05:00+00:00" title="2026-03-01T14:05:00+00:00">'
CASES: list[tuple[str, Any, str]] = [
    ("text", "<b> & “x”", "&lt;b&gt; &amp; “x”"),
    ("long_text", "a\nb", "a\nb"),
    ("integer", 1234567, "1,234,567"),
    ("decimal", Decimal("-1234.5000"), "-1,234.5000"),
    ("boolean", True, "yes"),
    ("boolean", False, "no"),
    ("date", date(2026, 3, 1), '<time datetime="2026-03-01">1 Mar 2026</time>'),
    ("datetime", MOMENT, f"{TIME}1 Mar 2026, 14:05 UTC</time>"),
    ("choice", "in <dock>", '<span class="choice-value">in &lt;dock&gt;</span>'),
    ("json", '{"a": "<b>"}', "<code>{&quot;a&quot;: &quot;&lt;b&gt;&quot;}</code>"),
    ("url", "javascript:alert(1)", "javascript:alert(1)"),
    (
        "email",
        "ada@acme.example",
        (
            '<a class="mails" href="mailto:ada@acme.example"><bdi dir="ltr">ada@acme.example</bdi>'
            '<span class="unseen"> (e-mail)</span></a>'
        ),
    ),
    ("file", THERE, f'<a href="/files/{THERE}/">plan &amp; map.pdf</a>'),
    ("file", GONE, '<span class="nothing">a file that is gone</span>'),
    (
        "relation",
        THERE,
        f'<a href="/records/{TARGET}/rows/{THERE}/">plan &amp; map.pdf</a>',
    ),
    ("relation", GONE, '<span class="nothing">a record that is gone</span>'),
]


@pytest.fixture(autouse=True)
def _at_the_portal() -> None:
    set_urlconf("bailee.web.portal.urls")


def _shown(kind: str, value: Any, vault: Vault, *, whole: bool = False) -> str:
    field = Field(type=kind, target_id=TARGET if kind == "relation" else None)
    titles = {THERE: "plan & map.pdf"}
    with vault.inside():
        return values.shown(field, value, person=vault.ada, titles=titles, whole=whole)


def test_value_is_shown_by_its_type(acme: Vault) -> None:
    shown = [(kind, value, _shown(kind, value, acme)) for kind, value, _ in CASES]
    assert shown == CASES
    assert {kind for kind, _, _ in CASES} == set(TYPES)


def test_text_of_a_value_is_shown_like_the_value(acme: Vault) -> None:
    texts = [
        ("integer", "1234567", "1,234,567"),
        ("decimal", "0.10", "0.10"),
        ("boolean", "yes", "yes"),
        ("boolean", "no", "no"),
        ("date", "2026-03-01", '<time datetime="2026-03-01">1 Mar 2026</time>'),
        ("datetime", "2026-03-01T14:05:00+00:00", f"{TIME}1 Mar 2026, 14:05 UTC</time>"),
        ("file", str(THERE), f'<a href="/files/{THERE}/">plan &amp; map.pdf</a>'),
    ]
    assert [(kind, text, _shown(kind, text, acme)) for kind, text, _ in texts] == texts


def test_no_value_and_empty_text_differ(acme: Vault) -> None:
    assert {_shown(kind, None, acme) for kind in TYPES} == {values.no_value()}
    assert {_shown(kind, "", acme) for kind in TYPES} == {
        '<span class="nothing">“”<span class="unseen">empty text</span></span>'
    }


def test_page_keeps_lines_and_lays_json_out(acme: Vault) -> None:
    assert _shown("long_text", "a\n<b>", acme, whole=True) == (
        '<span class="lines">a\n&lt;b&gt;</span>'
    )
    assert _shown("json", '{"a": 1}', acme, whole=True) == (
        '<pre class="block" tabindex="0">{&quot;a&quot;: 1}</pre>'
    )


def test_numbers_and_days_follow_the_person(acme: Vault, now: datetime) -> None:
    with acme.inside():
        preferences.choose(
            acme.ada, by=acme.ada.actor, now=now, locale="de-DE", time_zone="Europe/Berlin"
        )
    assert _shown("decimal", Decimal("1234.5000"), acme) == "1.234,5000"
    assert _shown("date", date(2026, 3, 1), acme) == (
        '<time datetime="2026-03-01">01.03.2026</time>'
    )
    assert _shown("datetime", MOMENT, acme).endswith("15:05 CET</time>")
