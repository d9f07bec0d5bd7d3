"""`bailee doctor`: every setting with its value, and whether this machine can serve."""

import argparse
import importlib.metadata
import json
import os
import platform
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bailee.cli import ground, listening, storing
from bailee.foundation import certificates, clock, postgres
from bailee.foundation.address import address
from bailee.foundation.home import home
from bailee.foundation.postgres import RefusedError


@dataclass(frozen=True)
class Setting:
    """One variable of the environment."""

    name: str
    default: str
    meaning: str
    secret: bool = False  # holds a password somewhere
    hidden: bool = False  # is one

    def value(self) -> str:
        """As given or by default; of a secret only that there is one."""
        given = os.environ.get(self.name, "")
        if self.hidden and given:
            return "•••"
        if self.secret and given:
            return re.sub(r"(?<=//)[^@/]*(?=@)|(?<=password=)[^&\s]*", "•••", given)
        return given or self.default


SETTINGS = (
    Setting("BAILEE_HOME", "var", "directory that holds all state"),
    Setting("BAILEE_DOMAIN", "bailee.localhost", "domain of the public site; faces live below it"),
    Setting("BAILEE_PORT", "8443", "port of the web server"),
    Setting("BAILEE_LISTEN", "127.0.0.1,::1", "addresses to listen on, with commas between"),
    Setting("BAILEE_WEB_WORKERS", "1", "web processes for each address"),
    Setting("BAILEE_TLS_CERTIFICATE", "", "your own certificate chain, PEM; default: a local one"),
    Setting("BAILEE_TLS_KEY", "", "its key, PEM"),
    Setting("DATABASE_URL", "", "your own PostgreSQL 16 or newer; default: embedded", secret=True),
    Setting("BAILEE_COMPANY", "Harbour & Vale", "the Company's name"),
    Setting("BAILEE_LANGUAGE", "en", "language of who has chosen none: en or de"),
    Setting("BAILEE_MAIL_FROM", "portal@<domain>", "sender of mail"),
    Setting("BAILEE_SMTP_URL", "", "mail server; default: a folder of .eml files", secret=True),
    Setting("BAILEE_SESSION_IDLE_MINUTES", "60", "without use until a session ends"),
    Setting("BAILEE_SESSION_HOURS", "12", "after which a session ends in any case"),
    Setting("BAILEE_SESSION_KEY_HOURS", "2", "after which a session gets a new key"),
    Setting("BAILEE_PASSWORD_LIST", "in .venv", "stolen passwords, one a line, that are refused"),
    Setting("BAILEE_MAX_UPLOAD_MB", "2048", "largest upload, MiB"),
    Setting("BAILEE_API_REQUESTS_PER_MINUTE", "3000", "of one token, counted by each web process"),
    Setting("BAILEE_WEBHOOK_ORIGINS", "", "origins of the house that webhooks may reach"),
    Setting("BAILEE_SIGN_ON_ORIGINS", "", "origins of the house where providers may stand"),
    Setting("BAILEE_REFUSED_FILES", "", "endings and types not kept, such as exe,text/html"),
    Setting("BAILEE_UPLOAD_DAYS", "7", "days that an unfinished upload waits"),
    Setting("BAILEE_TRASH_DAYS", "30", "days that a deleted file can be brought back"),
    Setting("BAILEE_CLAMAV", "", "clamd as host:port or its socket's path; default: no scan"),
    Setting("BAILEE_CLAMAV_DOWN", "refuse", "without its answer: refuse a file, or keep it"),
    Setting("BAILEE_S3_BUCKET", "", "bucket for all objects; default: in the home"),
    Setting("BAILEE_S3_ENDPOINT", "", "its server, https://…; default: Amazon's"),
    Setting("BAILEE_S3_REGION", "us-east-1", "its region"),
    Setting("BAILEE_S3_KEY", "", "access key"),
    Setting("BAILEE_S3_SECRET", "", "its secret", hidden=True),
    Setting("BAILEE_KEEP_SIGN_INS_DAYS", "90", "days that a sign-in is kept after its last use"),
    Setting("BAILEE_KEEP_USES_DAYS", "30", "days that pages used are kept"),
    Setting("BAILEE_KEEP_ADDRESSES_DAYS", "14", "days that addresses are kept in full"),
    Setting("BAILEE_KEEP_VISITS_DAYS", "396", "days that daily totals of visitors are kept"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")


def run(given: argparse.Namespace) -> int:
    checks = list(_checks())
    ok = all(check["ok"] for check in checks)
    if given.json:
        settings = [
            {"name": each.name, "value": each.value(), "meaning": each.meaning} for each in SETTINGS
        ]
        print(json.dumps({"ok": ok, "settings": settings, "checks": checks}))
    else:
        _print(checks)
    return 0 if ok else 1


def _print(checks: list[dict[str, object]]) -> None:
    for each in SETTINGS:
        print(f"{each.name:<24} {each.value() or '–':<24} {each.meaning}")
    print()
    for check in checks:
        print(f"{'ok ' if check['ok'] else 'BAD'} {check['check']:<12} {check['detail']}")


def _checks() -> Iterator[dict[str, object]]:
    asked: tuple[tuple[str, Callable[[], str]], ...] = (
        ("versions", _versions),
        ("home", _home),
        ("database", _database),
        ("TLS", _tls),
        ("port", _port),
        ("mail", _mail),
        ("objects", storing.objects),
        ("scanner", storing.scanner),
    )
    for name, ask in asked:
        try:
            yield {"check": name, "ok": True, "detail": ask()}
        except RefusedError as refusal:
            yield {"check": name, "ok": False, "detail": str(refusal)}


def _versions() -> str:
    names = ("bailee", "django", "psycopg", "granian", "procrastinate")
    found = [f"{name} {importlib.metadata.version(name)}" for name in names]
    return ", ".join([f"Python {platform.python_version()}", *found])


def _home() -> str:
    return str(ground.ready_home().root)


def _database() -> str:
    at = address()
    if at.embedded:
        running = postgres.Server(home().root).running()
        state = "running" if running else "not running"
        return f"embedded PostgreSQL, {state}, socket in {at.host}"
    ground.check_server(at)
    from bailee.foundation import external  # not needed with the embedded server

    where = f"PostgreSQL at {at.host or 'the default socket'}, database {at.database}"
    wishes = external.shortfalls(at)
    return f"{where}; its superuser should still run: {'; '.join(wishes)}" if wishes else where


def _tls() -> str:
    chain, _, authority = listening.certificate()
    ends = certificates.expires(chain)
    if ends <= clock.now():
        raise RefusedError(f"The certificate {chain} ended on {ends:%Y-%m-%d}: renew it.")
    source = "local authority" if authority else "your certificate"
    return f"{source}, valid until {ends:%Y-%m-%d}, TLS 1.3 only"


def _port() -> str:
    try:
        listening.refuse_taken_port()
    except RefusedError:
        if listening.answers():
            return f"{listening.port()}, Bailee answers there"
        raise
    return f"{listening.port()}, free"


def _mail() -> str:
    if os.environ.get("BAILEE_SMTP_URL"):
        return "sent by your mail server"
    if f".{listening.domain()}".endswith(".localhost"):
        return "written to a folder of .eml files, for development"
    raise RefusedError(
        f"No mail server is set, but {listening.domain()} is no development domain (below "
        ".localhost): mail reaches nobody, and staff can read the links into portals in the folder "
        "it is written to. Set BAILEE_SMTP_URL."
    )
