"""What of mail is withheld from an archive: the one place where a one-time link stands in plain."""

import csv
import io
import zipfile
from datetime import datetime

from bailee.custody import archive
from bailee.vault.company import team
from tests.cast import Vault


def test_archive_holds_no_link_of_a_mail_that_waits(acme: Vault, now: datetime) -> None:
    links: list[str] = []

    def url_of(token: str) -> str:
        links.append(token)
        return f"https://{acme.host}/account/password/reset/{token}/"

    with acme.inside():
        team.ask_reset(email=acme.ben.email, now=now, url_of=url_of)
    pieces = b"".join(archive.stream(schema=acme.schema, flavour="client", policy=""))
    with zipfile.ZipFile(io.BytesIO(pieces)) as packed:
        holding = [name for name in packed.namelist() if links[0].encode() in packed.read(name)]
        rows = list(csv.reader(io.StringIO(packed.read("withheld.csv").decode())))
    assert (len(links), holding) == (1, [])
    assert [row[:2] for row in rows if row[0] == "mail_message"] == [
        ["mail_message", "enclosed"],
        ["mail_message", "html"],
        ["mail_message", "text"],
    ]
