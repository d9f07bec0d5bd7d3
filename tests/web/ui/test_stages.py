"""The timeline of a hand-back: what is done, what is due, and what the worker is at."""

from datetime import datetime

from bailee.custody import handback
from bailee.custody.models import HandBack, Kind
from bailee.web.ui.stages import timeline
from tests.cast import Staff, Vault
from tests.custody import leaving


def test_stages_go_from_notice_to_the_mailed_certificate(
    acme: Vault, staff: Staff, now: datetime
) -> None:
    line = timeline(leaving.given_notice(acme, staff, now=now))
    assert [stage.progress for stage in line.stages] == ["done", "now", *[""] * 6]
    assert line.current is not None
    assert (line.current.kind, line.moving) == (Kind.FROZEN, False)


def test_worker_is_under_way_while_the_archive_is_built(
    acme: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    handback.freeze(given, by=staff.dana.actor, now=now)
    assert timeline(given).moving is False
    handback.build_archive(given, by=staff.dana.actor, now=now)
    assert timeline(given).moving is True


def test_trouble_marks_the_stage_that_is_due(acme: Vault, staff: Staff, now: datetime) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    HandBack.objects.filter(pk=given.pk).update(trouble="disk full", trouble_at=now)
    given.refresh_from_db()
    assert [stage.progress for stage in timeline(given).stages][:2] == ["done", "failed"]


def test_nothing_is_due_once_the_notice_was_withdrawn(
    acme: Vault, staff: Staff, now: datetime
) -> None:
    given = leaving.given_notice(acme, staff, now=now)
    handback.withdraw(given, by=staff.dana.actor, now=now)
    assert timeline(given).current is None
