"""Running the drill, step by step, with the time each took."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pyrage

from bailee.custody import backup, certificate, handback, residue
from bailee.custody.drill import careless, client, columns, contract, jobs, vaults
from bailee.custody.drill.canaries import DATABASE, INLINE, MAIL, Canaries
from bailee.custody.drill.client import Throwaway
from bailee.custody.drill.report import Drill, DrillError, Place, Step
from bailee.custody.models import HandBack
from bailee.foundation import ids, keys, tenancy
from bailee.foundation.actors import Actor
from bailee.foundation.home import home

type Say = Callable[[str], None]


def run(*, rows: int, now: datetime, say: Say = lambda _: None) -> Drill:
    """One drill with a table of `rows` rows. `say` hears the name of each step as it begins.

    Needs the owner's login. Raises `DrillError` if another drill is running, and whatever stops a
    step; in every case nothing of the drill's clients is left.
    """
    if rows < 1:
        raise DrillError("A drill needs at least one row.")
    with _alone(), jobs.our_own() as work, vaults.noted(now=now) as note:
        drilling = _Drilling(Drill(rows), note, work, now, say)
        with jobs.two_staff(now=now) as staff:
            drilling.live(staff)
        return drilling.drill


class _Drilling:
    def __init__(
        self, drill: Drill, note: vaults.Note, work: Callable[[], None], now: datetime, say: Say
    ) -> None:
        self.drill, self.note, self.work, self.now, self._say = drill, note, work, now, say
        self.canaries = Canaries()

    def live(self, staff: tuple[Actor, Actor]) -> None:
        """The whole contract."""
        by = staff[0]
        with self._step("open two clients"):
            label = self.note.add(f"drill-{self.canaries.take(DATABASE, INLINE, MAIL)}")
            it = client.open_one(label, self.canaries, work=self.work, by=by, now=self.now)
            self.note.add(it.schema)
            neighbour = self._neighbour(by)
        with self._step(f"import {self.drill.rows:,} rows"):
            client.live_in(it, self.drill.rows, self.canaries, now=self.now)
        with self._step("give notice"):
            ending = handback.begin(
                it.client, ends_on=self.now.date(), by=by, now=self.now, waive=True
            )
            self.work()
        with self._step("fill every column"):
            careless.leave_mail(it.schema, self.canaries)
            self.drill.closed += columns.fill(it.schema, self.canaries)
        with self._step("freeze, archive, deliver"):
            build = contract.end(ending, work=self.work, by=by, now=self.now)
        with self._step("fetch the archive"):
            fetched = contract.fetch(build, by=it.owner.actor, now=self.now)
        self._check_archive(fetched)
        with self._step("back up"):
            backed_up = backup.make(schema=it.schema, now=self.now)
        with _elsewhere(backed_up) as copy:
            self._purge(it, ending, fetched, staff)
            with self._step("try the copied backup"):
                self._check_copy(copy)
        with self._step("compare the neighbour"):
            if vaults.fingerprint(neighbour[0]) != neighbour[1]:
                self.drill.wrong.append("the purge has changed another vault")

    def _purge(
        self, it: Throwaway, ending: HandBack, fetched: Path, staff: tuple[Actor, Actor]
    ) -> None:
        contract.confirm(ending, fetched, by=it.owner.actor, now=self.now)
        with self._step("leave careless traces"):
            _analyse()
            _begin_log_segment()
            careless.leave(it.schema, self.canaries)
        with self._step("search before"):
            before = residue.scan(needles=self.canaries.needles, schema=it.schema)
        with self._step("approve twice and purge"):
            contract.purge(ending, work=self.work, staff=staff, now=self.now)
        with self._step("check the certificate"):
            self._check_certificate(ending)
        with self._step("search after"):
            after = residue.scan(needles=self.canaries.needles, schema=it.schema)
        self._compare(before, after)

    def _neighbour(self, by: Actor) -> tuple[str, str]:
        label = self.note.add(f"drill-{ids.opaque()}")
        schema = vaults.open_neighbour(label, by=by, now=self.now)
        self.work()
        return schema, vaults.fingerprint(schema)

    def _check_archive(self, fetched: Path) -> None:
        with self._step("verify the archive"):
            if complaint := contract.verify(fetched):
                self.drill.wrong.append(f"verify.py: {complaint}")
        with self._step("restore and archive again"):
            second = self.note.add(f"v_{ids.opaque()}")
            vaults.open_empty(second)
            one, other = contract.again(fetched, second)
            if one != other:
                self.drill.wrong.append("the archive of the restored vault is another")
            vaults.clear(second, now=self.now)

    def _check_certificate(self, ending: HandBack) -> None:
        issued = ending.certificate
        certificate.check_chain()
        text = certificate.as_text(issued)
        certificate.verify(text, public=certificate.public_key())
        if self.canaries.prefix in text:
            self.drill.wrong.append("the certificate names the client")

    def _check_copy(self, copy: Path) -> None:
        """Noise to every key that is left."""
        sealed = copy.read_bytes()
        for path in sorted(home().keys.glob("*.identity")):
            identity = pyrage.x25519.Identity.from_str(path.read_text())
            try:
                pyrage.decrypt(sealed, [identity])
            except pyrage.DecryptError:
                continue
            self.drill.wrong.append("a copy of the backup can still be opened")
        if keys.exists(copy.name.partition(".")[0]) or self.canaries.prefix.encode() in sealed:
            self.drill.wrong.append("a copy of the backup can still be read")

    def _compare(self, before: list[residue.Found], after: list[residue.Found]) -> None:
        planted = self.canaries.planted()
        found = {one.place: one for one in before}
        for place in after:
            laid, was = planted.get(place.place, 0), found[place.place]
            if laid or was.count or place.count:
                self.drill.places.append(Place(place.place, laid, was.count, place.count))
            if laid and not place.searched and not was.searched:
                self.drill.wrong.append(f"{place.place}: {place.detail or 'empty'}")

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        self._say(name)
        began = time.perf_counter()
        yield
        self.drill.steps.append(Step(name, round(time.perf_counter() - began, 3)))


@contextmanager
def _alone() -> Iterator[None]:
    with tenancy.owner(autocommit=True) as raw:
        row = raw.execute("SELECT pg_try_advisory_lock(hashtext('bailee drill'))").fetchone()
        if row is None or not row[0]:
            raise DrillError("Another drill is running.")
        yield


@contextmanager
def _elsewhere(path: Path) -> Iterator[Path]:
    """A copy of a backup that somebody has carried away."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copy(path, Path(folder) / f"{path.parent.name}.zip.age"))


def _analyse() -> None:
    """Statistics keep samples of values: they must be searched too."""
    with tenancy.owner(autocommit=True) as raw:
        raw.execute("ANALYZE")


def _begin_log_segment() -> None:
    """A checkpoint drops older log: what is written now is still in it when it is searched."""
    may = "SELECT has_function_privilege('pg_switch_wal()', 'execute')"
    with tenancy.owner(autocommit=True) as raw:
        if raw.execute(may).fetchone() == (True,):
            raw.execute("SELECT pg_switch_wal()")
