"""What a run of the proofs leaves: its results for the pages, nothing of its clients."""

from datetime import datetime

from bailee.foundation.home import home
from bailee.office.clients.models import Client
from bailee.policy import proofs
from bailee.policy.proofs import guests, running
from bailee.policy.proofs.results import Row, as_json, keep
from bailee.policy.proofs.web import Web
from tests.cast import site_browser


def test_proofs_leave_nothing_of_their_clients(web: str, now: datetime) -> None:
    with guests.opened(Web.configured(), now=now) as opened:
        schemas = [opened.schema, opened.neighbour]
        opened.sign_in()
        running.prove("3.1c", opened, now=now)
    assert not Client.objects.filter(schema_name__in=schemas).exists()
    assert not (home().root / "prove.json").exists()
    for schema in schemas:
        left = [path for path in home().root.rglob(f"*{schema}*") if path.is_file()]
        assert left == []
        for path in (*home().logs.iterdir(), *home().mail.rglob("*.eml")):
            assert schema.encode() not in path.read_bytes(), path


def test_results_are_kept_for_the_pages(now: datetime) -> None:
    rows = [Row("1.1", "a proof", "kept", "seen", now), Row("2.1", "none", "not built", "", now)]
    keep(rows)
    assert proofs.latest() == rows
    page = site_browser().get("/trust").content.decode()
    assert "a proof" in page
    assert [as_json(rows)["ok"], as_json(rows[:1])["ok"], as_json([])["ok"]] == [False, True, False]
    (home().root / "proofs.json").unlink()
    assert proofs.latest() == []


def test_public_page_shows_no_vault_and_no_error(now: datetime) -> None:
    found = "r_jrk5zzckh6xygj5k has a right in v_jrk5zzckh6xygj5k.people_user"
    failed = "the proof could not run: connection to /srv/x failed"
    keep([Row("1.3", "wall", "broken", found, now), Row("1.1", "text", "broken", failed, now)])
    page = site_browser().get("/trust").content.decode()
    assert "… has a right in ….people_user" in page
    assert "the proof could not run<" in page
    assert "/srv/x" not in page
    (home().root / "proofs.json").unlink()
