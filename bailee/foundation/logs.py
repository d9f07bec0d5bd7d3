"""Logs that hold no personal data: ids, words and places in the code, one JSON object a line.

Our own lines are structlog events: a constant sentence and short lower-case words, numbers, ids.
Of lines by other libraries only their place is kept, of exceptions only type and stack: values of
clients hide in messages. What looks like an address or a URL is withheld even from our own lines.
"""

import fcntl
import logging
import os
import re
import sys
import time
import uuid
from collections.abc import Iterator, MutableMapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from logging.handlers import WatchedFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

from bailee.foundation import clock
from bailee.foundation.home import home

Event = MutableMapping[str, Any]
KEPT = timedelta(days=30)
WITHHELD = "withheld"
FRAMES = 30  # a line stays below 8 KiB, so that one write carries it
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_DOTTED = re.compile(r"[a-z][a-z0-9_.]{0,99}")
_TELLING = re.compile(r"@|\?|://|\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f]*:")
_PATHS = {"task", "module"}  # the only fields whose words may have dots
_CODE = re.compile(r".*?/(?:site-packages|lib/python\d[^/]*)/|.*?/(?=bailee/)")


def configure(process: str, *, console: bool = True) -> None:
    """Sets up logging of this process to `<home>/logs/<process>.log`, and removes old logs.

    Warnings are also said on standard error, in short.
    """
    directory = home().logs
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    expire(now=clock.now())
    handlers: list[logging.Handler] = [_File(directory / f"{process}.log", encoding="utf-8")]
    handlers[0].setFormatter(_formatter(process, structlog.processors.JSONRenderer()))
    if console:
        said = logging.StreamHandler(sys.stderr)
        said.setLevel(logging.WARNING)
        said.setFormatter(_formatter(process, _short))
        handlers.append(said)
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def about(vault: str) -> AbstractContextManager[None]:
    """Every line of this thread or task within carries the vault's schema name."""
    return structlog.contextvars.bound_contextvars(vault=vault)


def forget(vault: str) -> int:
    """Removes every line that names the vault, from all logs; safe while others write.

    Takes the schema name (`v_…`); the login role made from it is found too. Returns the number of
    lines removed.
    """
    wanted = vault.removeprefix("v_").encode()
    _set_aside()
    return sum(_without(piece, wanted) for piece in sorted(home().logs.glob("*.log.*")))


def expire(*, now: datetime) -> None:
    """Sets aside logs begun before today (UTC); deletes what is older than 30 days."""
    today = now.astimezone(UTC).date()
    _set_aside(before=today)
    for piece in home().logs.glob("*.log.*"):
        begun = datetime.fromtimestamp(int(piece.suffix[1:]) / 1e9, UTC)
        if begun < now - KEPT:
            piece.unlink(missing_ok=True)


def _set_aside(before: date | None = None) -> None:
    """Renames current logs to `<process>.log.<nanoseconds>`; writers begin new ones."""
    for log in home().logs.glob("*.log"):
        begun = _begun(log)
        if begun and (before is None or begun.date() < before):
            stamp = int(begun.timestamp()) * 10**9 + time.time_ns() % 10**9
            try:
                log.rename(log.with_name(f"{log.name}.{stamp}"))
            except FileNotFoundError:
                continue  # another process did the same in the same moment


def _begun(log: Path) -> datetime | None:
    """The time of its first line; None for an empty or vanished log."""
    try:
        with log.open("rb") as lines:
            first = lines.readline()
    except FileNotFoundError:
        return None
    found = re.search(rb'"at": ?"([^"]+)"', first)
    if found:
        return datetime.fromisoformat(found[1].decode())
    return datetime.fromtimestamp(log.stat().st_mtime, UTC) if first else None


def _without(piece: Path, wanted: bytes) -> int:
    with piece.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # waits for a writer that was in the middle of a line
        lines = file.readlines()
        kept = [line for line in lines if wanted not in line]
        if len(kept) < len(lines):
            file.seek(0)
            file.writelines(kept)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
        if not kept:
            piece.unlink()
    return len(lines) - len(kept)


class _File(WatchedFileHandler):
    """Writes under a shared lock, and never into a log that has been set aside."""

    def emit(self, record: logging.LogRecord) -> None:
        self.reopenIfNeeded()
        while self.stream is not None:
            held = self.stream
            fcntl.flock(held, fcntl.LOCK_SH)
            try:
                if self._current():
                    logging.StreamHandler.emit(self, record)
                    return
            finally:
                fcntl.flock(held, fcntl.LOCK_UN)
            self.reopenIfNeeded()

    def _current(self) -> bool:
        """Asked again under the lock: `WatchedFileHandler` looks before it, which is too early."""
        try:
            there = os.stat(self.baseFilename)  # noqa: PTH116 - beside `fstat`, its twin
            stream = self.stream
            return stream is not None and os.path.samestat(there, os.fstat(stream.fileno()))
        except FileNotFoundError:
            return False


def _formatter(process: str, render: Any) -> logging.Formatter:
    def stamp(_: Any, __: str, event: Event) -> Event:
        return {"at": clock.now().isoformat(), "process": process, **event}

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_foreign],
        processors=[_exception, _plain, stamp, render],
        keep_exc_info=False,
    )


def _foreign(_: Any, __: str, event: Event) -> Event:
    """A line by another library: where it was written, and nothing it says."""
    record: logging.LogRecord = event["_record"]
    kept: Event = {"level": record.levelname.lower(), "_record": record}
    kept["event"] = record.name
    if record.name.startswith("bailee."):
        kept["event"] = record.getMessage()
    kept["where"] = f"{_CODE.sub('', record.pathname, count=1)}:{record.lineno}"
    for extra in ("action", "status_code"):
        if hasattr(record, extra):
            kept[extra] = getattr(record, extra)
    if record.exc_info:
        kept["exc_info"] = record.exc_info
    return structlog.contextvars.merge_contextvars(None, "", kept)


def _exception(_: Any, __: str, event: Event) -> Event:
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if error is True:
        error = sys.exc_info()[1]
    event.pop("exception", None)
    if isinstance(error, BaseException):
        event["error"] = [_told(each) for each in _causes(error)]
    return event


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__


def _told(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    stack = [
        f"{_CODE.sub('', frame.f_code.co_filename, count=1)}:{line}"
        for frame, line in _frames(error.__traceback__)
    ]
    return {"type": f"{kind.__module__}.{kind.__qualname__}", "stack": stack[-FRAMES:]}


def _frames(traceback: TracebackType | None) -> Iterator[tuple[Any, int]]:
    while traceback:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next


def _plain(_: Any, __: str, event: Event) -> Event:
    """Lets through what cannot name a person, a place or a value."""
    own = {"error", "where"}  # made above, from the code alone
    return {
        key: value if key in own else _safe(key, value)
        for key, value in event.items()
        if not key.startswith("_")
    }


def _safe(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, uuid.UUID | datetime | date):
        return str(value)
    text = str(value) if isinstance(value, str) else WITHHELD
    if key == "event":
        return WITHHELD if _TELLING.search(text) or len(text) > 200 else text
    pattern = _DOTTED if key in _PATHS else _WORD
    return text if pattern.fullmatch(text) else WITHHELD


def _short(_: Any, __: str, event: Event) -> str:
    """For the terminal: who, what, and where it went wrong."""
    told = event.get("error") or [{}]
    last = told[0].get("stack") or [event.get("where", "")]
    why = f" ({told[0]['type']} at {last[-1]})" if event.get("error") else ""
    vault = f" [{event['vault']}]" if "vault" in event else ""
    return f"{event['process']}: {event['event']}{vault}{why}"
