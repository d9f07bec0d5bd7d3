"""Logs: what they keep, what they withhold, and that they forget a vault while others write."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from bailee.foundation import clock, logs

ACME, CYGNUS = "v_acme2345", "v_cygn2345"


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Logging of this process goes to a home of its own for the test."""
    monkeypatch.setenv("BAILEE_HOME", str(tmp_path))
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure("web", console=False)
    yield tmp_path / "logs"
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def lines(directory: Path) -> list[dict[str, Any]]:
    texts = [path.read_text() for path in sorted(directory.iterdir())]
    found = [json.loads(line) for text in texts for line in text.splitlines()]
    return sorted(found, key=lambda line: str(line["at"]))


def test_line_keeps_ids_words_and_figures(directory: Path) -> None:
    with logs.about(ACME):
        structlog.get_logger().info("archive built", rows=3, seconds=0.25, task="custody.archive")
    (line,) = lines(directory)
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "process": "web",
        "event": "archive built",
        "level": "info",
        "vault": ACME,
        "rows": 3,
        "seconds": 0.25,
        "task": "custody.archive",
    }


@pytest.mark.parametrize(
    "value",
    [
        "ada@acme.example",
        "203.0.113.9",
        "2001:db8::1",
        "Ada Lovelace",
        "https://acme.bailee.localhost/records?q=salary",
        "Mozilla/5.0 (X11; Linux)",
        "acme.bailee.localhost",
        {"name": "ada"},
        ["ada"],
    ],
)
def test_value_that_may_name_somebody_is_withheld(directory: Path, value: object) -> None:
    structlog.get_logger().info("said", value=value)
    assert [line["value"] for line in lines(directory)] == ["withheld"]


@pytest.mark.parametrize("told", ["mail to ada@acme.example", "GET https://x", "from 203.0.113.9"])
def test_event_with_an_address_is_withheld(directory: Path, told: str) -> None:
    structlog.get_logger().info(told)
    assert [line["event"] for line in lines(directory)] == ["withheld"]


def test_exception_keeps_type_and_place_but_no_message(directory: Path) -> None:
    try:
        try:
            int("canary-4711")
        except ValueError as error:
            raise LookupError("canary-4711") from error
    except LookupError:
        structlog.get_logger().exception("job failed")
        logging.getLogger("django.request").exception("at %s", "/canary-4711")
    text = (directory / "web.log").read_text()
    assert "canary" not in text
    own, foreign = lines(directory)
    assert [cause["type"] for cause in own["error"]] == [
        "builtins.LookupError",
        "builtins.ValueError",
    ]
    assert own["error"][0]["stack"][0].endswith("test_logs.py:" + own["error"][0]["stack"][0][-2:])
    assert (foreign["event"], foreign["error"]) == ("django.request", own["error"])


def test_line_of_another_library_keeps_only_its_place(directory: Path) -> None:
    logging.getLogger("somebody.else").warning(f"canary {4711}")  # noqa: G004 - as libraries do
    (line,) = lines(directory)
    assert (line["event"], line["level"]) == ("somebody.else", "warning")
    assert "canary" not in json.dumps(line)
    assert "test_logs.py:" in line["where"]


def test_forget_removes_the_lines_of_one_vault_and_no_other(directory: Path) -> None:
    log = structlog.get_logger()
    for vault in (ACME, CYGNUS, ACME):
        log.info("opened", vault=vault)
    log.info("role made", role="r_acme2345")
    log.info("started")
    assert logs.forget(ACME) == 3
    assert [(line["event"], line.get("vault")) for line in lines(directory)] == [
        ("opened", CYGNUS),
        ("started", None),
    ]
    assert logs.forget(ACME) == 0


def test_forget_loses_no_line_of_processes_that_write_meanwhile(directory: Path) -> None:
    script = (
        "import sys, structlog; from bailee.foundation import logs; logs.configure('worker')\n"
        "log = structlog.get_logger()\n"
        "for n in range(3000):\n"
        f"    log.info('step', n=n, writer=sys.argv[1], vault='{ACME}' if n % 3 else '{CYGNUS}')\n"
    )
    environment = {**os.environ, "BAILEE_HOME": str(directory.parent)}
    writers = [
        subprocess.Popen([sys.executable, "-c", script, name], env=environment)
        for name in ("one", "two")
    ]
    removed = 0
    while any(writer.poll() is None for writer in writers):
        removed += logs.forget(ACME)
        time.sleep(0.01)
    removed += logs.forget(ACME)
    assert [writer.returncode for writer in writers] == [0, 0]
    kept = sorted((line["writer"], line["n"]) for line in lines(directory) if "writer" in line)
    assert kept == [(name, n) for name in ("one", "two") for n in range(0, 3000, 3)]
    assert removed == 4000


def test_logs_older_than_thirty_days_are_removed(directory: Path) -> None:
    log = structlog.get_logger()
    log.info("old")
    now = clock.now()
    logs.expire(now=now + timedelta(days=1))
    log.info("young")
    assert [line["event"] for line in lines(directory)] == ["old", "young"]
    logs.expire(now=now + timedelta(days=29))
    assert [line["event"] for line in lines(directory)] == ["old", "young"]
    logs.expire(now=now + timedelta(days=31))
    assert lines(directory) == []
