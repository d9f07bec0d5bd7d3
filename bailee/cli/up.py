"""`bailee up`: everything on one machine under one supervisor, until Ctrl-C."""

import argparse
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console

from bailee.cli import ground, install, listening
from bailee.cli.children import Child
from bailee.foundation import clock, logs
from bailee.foundation.address import address
from bailee.foundation.home import Home
from bailee.foundation.postgres import RefusedError, Server

BEAT = 0.2  # seconds between two looks at the children
PATIENCE = 90.0  # seconds for the web server's first answer
RENEWAL = timedelta(hours=6)  # between two looks at the certificate
SOON_DEAD = 3  # deaths before the first answer after which we give up


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--demo", action="store_true", help="bring demo people and records, if there are none"
    )


def run(given: argparse.Namespace) -> int:
    here = ground.ready_home()
    with ground.alone(here):
        listening.refuse_taken_port()
        logs.configure("up")
        _Running(here, Console(highlight=False, soft_wrap=True)).run(demo=given.demo)
    return 0


class _Running:
    """What runs, in the order in which it was started."""

    def __init__(self, here: Home, console: Console) -> None:
        self.home = here
        self.console = console
        self.server: Server | None = None
        self.web: list[Child] = []
        self.children: list[Child] = []
        self.ending = False

    def run(self, *, demo: bool) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._interrupt)
        try:
            sign_in = self._start(demo=demo)
            self._tell(sign_in)
            self._look_after()
        except KeyboardInterrupt:
            pass
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)  # once is enough: stopping goes on
            self._stop()

    def _start(self, *, demo: bool) -> list[tuple[str, str, str]]:
        with self._step("PostgreSQL"):
            self._start_database()
        with self._step("Tables and vaults"):
            sign_in = install.install(demo=demo)
        with self._step("Static files"):
            install.collect_static()
        with self._step("Certificate"):
            listening.certificate()
        with self._step("Web and worker"):
            self._start_children()
        return sign_in

    def _start_database(self) -> None:
        at = address()
        if not at.embedded:
            ground.check_server(at)
            return
        self.server = Server(self.home.root)
        self.server.start()
        if self.home.postgres.is_symlink():
            self.console.print(
                f"  The database is in {self.home.postgres.resolve()}: "
                "its own user may not enter this home."
            )

    def _start_children(self) -> None:
        self.web = [
            Child(f"web-{number}", ["web", "--address", each], stop_within=15.0)
            for number, each in enumerate(listening.addresses(), 1)
        ]
        self.children = [*self.web, Child("worker", ["worker"], stop_within=30.0)]
        for child in self.children:
            child.start()
        deadline = time.monotonic() + PATIENCE
        while not listening.answers():
            self._beat()
            if self.web[0].restarts >= SOON_DEAD or time.monotonic() > deadline:
                raise RefusedError(
                    f"The web server does not answer: see {self.home.logs / 'web.log'}."
                )

    def _look_after(self) -> None:
        looked = clock.now()
        served = listening.certificate()[0].read_bytes()
        while not self.ending:
            self._beat()
            if clock.now() - looked > RENEWAL:
                looked = clock.now()
                present = listening.certificate()[0].read_bytes()
                if present != served:
                    served = present
                    for child in self.web:
                        child.renew()

    def _beat(self) -> None:
        time.sleep(BEAT)
        if self.server and not self.server.alive():
            self.server.start()
        for child in self.children:
            child.look_after()

    def _stop(self) -> None:
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.stop()
        if self.server:
            self.server.stop()

    def _interrupt(self, number: int, frame: object) -> None:
        """Ends what is under way. Noted too: an exception can get lost inside a callback."""
        del number, frame
        self.ending = True
        raise KeyboardInterrupt

    def _tell(self, sign_in: list[tuple[str, str, str]]) -> None:
        say = self.console.print
        domain = listening.domain()
        say(f"\n  Public site  {listening.url(domain)}")
        say(f"  Office       {listening.url(f'office.{domain}')}")
        for who, where, how in sign_in:
            say(f"  {who}\n      {where}\n      {how}", markup=False)
        authority = listening.certificate()[2]
        if authority:
            say(f"  Certificate  signed by {authority}: import it once, and browsers are content")
        say("  Stop with Ctrl-C\n")
        say(f"Bailee is ready at {listening.url(domain)}")

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        if self.console.is_terminal:
            with self.console.status(name):
                yield
        else:
            yield
        self.console.print(f"  {name:<18} {time.monotonic() - begun:5.1f} s")
