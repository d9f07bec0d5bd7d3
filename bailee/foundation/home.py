"""Where this installation keeps its state: one directory, `BAILEE_HOME`."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """Paths below the installation's directory. Nothing here creates them but `prepare`."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def objects(self) -> Path:
        return self.root / "objects"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def mail(self) -> Path:
        return self.root / "mail"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def tmp(self) -> Path:
        return self.root / "tmp"

    @property
    def tls(self) -> Path:
        return self.root / "tls"

    @property
    def static(self) -> Path:
        return self.root / "static"

    @property
    def words(self) -> Path:
        """The catalogues of languages, compiled."""
        return self.root / "words"

    @property
    def places(self) -> Path:
        """Which country an address is in; optional."""
        return self.root / "places" / "country.mmdb"

    def prepare(self) -> None:
        """Makes the directories, closed to other users. Raises `OSError` if that is refused."""
        self.root.mkdir(parents=True, exist_ok=True)
        for path in (self.keys, self.objects, self.backups, self.mail, self.logs, self.tmp):
            path.mkdir(mode=0o700, exist_ok=True)
        for path in (self.tls, self.static):
            path.mkdir(exist_ok=True)


def home() -> Home:
    """The home that `BAILEE_HOME` names; without it `var` in the working directory."""
    return Home(Path(os.environ.get("BAILEE_HOME", "var")).resolve())
