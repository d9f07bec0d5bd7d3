"""Second factors: sealed at rest, and a code is spent once."""

import base64
from datetime import UTC, datetime, timedelta

from allauth.mfa.models import Authenticator

from bailee.foundation import tenancy
from bailee.people import factors
from tests.cast import Staff


def test_seal_hides_the_secret_and_unseal_gives_it_back() -> None:
    sealed = factors.seal("JBSWY3DPEHPK3PXP")
    assert b"JBSWY3DP" not in base64.b64decode(sealed)
    assert factors.unseal(sealed) == "JBSWY3DPEHPK3PXP"


def test_seal_of_the_same_secret_differs_each_time() -> None:
    assert factors.seal("JBSWY3DPEHPK3PXP") != factors.seal("JBSWY3DPEHPK3PXP")


def test_unseal_of_what_was_not_sealed_here_gives_another_secret_each_time() -> None:
    broken = base64.b64encode(base64.b64decode(factors.seal("x"))[:-1] + b"!").decode()
    for foreign in ("", "JBSWY3DPEHPK3PXP", "é", broken):
        first, second = factors.unseal(foreign), factors.unseal(foreign)
        assert first != second
        assert (len(base64.b32decode(first)), len(base64.b32decode(second))) == (20, 20)


def test_spend_gives_a_time_step_once(staff: Staff) -> None:
    step = datetime(2126, 1, 1, 12, tzinfo=UTC)
    with tenancy.inside(tenancy.office_seat()):
        totp = Authenticator.objects.get(user=staff.emil)
        spent = [
            factors.spend(totp, now=step + timedelta(seconds=seconds)) for seconds in (0, 29, 30)
        ]
        Authenticator.objects.filter(id=totp.id).update(last_used_at=None)
    assert spent == [True, False, True]


def test_spend_leaves_recovery_codes_to_themselves(now: datetime) -> None:
    codes = Authenticator(type=Authenticator.Type.RECOVERY_CODES, last_used_at=now)
    assert factors.spend(codes, now=now) is True


def test_holders_are_those_with_one_time_codes(staff: Staff) -> None:
    with tenancy.inside(tenancy.office_seat()):
        assert factors.holders() == {staff.dana.id, staff.emil.id, staff.priya.id}
        assert factors.has_one(staff.dana) is True
