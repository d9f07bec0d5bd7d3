"""Clause 2.1a: what is collected of people's computers is what the policy names, and is shown."""

from datetime import timedelta

from bailee.foundation import tenancy
from bailee.foundation.tenancy.seats import OFFICE_SCHEMA
from bailee.office.visits import totals
from bailee.office.visits.models import Total
from bailee.office.visits.tally import Count
from bailee.policy.proofs.broken import BrokenError, insist
from bailee.policy.proofs.guests import SIGN_IN, Ground
from bailee.vault.activity import retention
from bailee.vault.activity.models import SIGN_INS, USES, SignIn, Use

_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_FROM = "intranet.proof.example"
_VISITS = """
    SELECT column_name::text FROM information_schema.columns
    WHERE table_schema = %s AND table_name LIKE 'visits%%'
"""
_TOTAL = {"id", "day", "face", "kind", "value", "times"}
_WANTED = ("Firefox 140", "Linux", _FROM, "/files/")


def shown_and_ends(ground: Ground) -> str:
    """A sign-in and a page used stand on the owner's page; a visit leaves none; both run out."""
    before = _rows(ground)
    visitor = ground.web.visitor(ground.host)
    visitor.says["User-Agent"] = _AGENT
    visitor.get(SIGN_IN)
    insist(_rows(ground) == before, "a visit without signing in was written down in the vault")
    ada, _ = ground.sign_in(says={"User-Agent": _AGENT}, came_from=_FROM)
    ada.get("/files/")
    one = _newest(ground)
    insist(bool(one.address), "the sign-in was written down without an address")
    page = ada.get(f"/activity/{one.id}/").text
    for wanted in (*_WANTED, one.address):
        insist(wanted in page, f"the page of the sign-in does not show {wanted}")
    _runs_out(ground, one)
    _only_totals(ground)
    return (
        f"a sign-in with address, browser, system and referral source, and the pages used,"
        f" stood on the owner's page; of a visitor totals alone can be kept; kept {SIGN_INS.days}"
        f" days and {USES.days} days, addresses in full {retention.WHOLE_ADDRESSES.days}"
    )


def _runs_out(ground: Ground, one: SignIn) -> None:
    """What is older than its days goes at the next run of the job."""
    with tenancy.inside(ground.schema):
        Use.objects.filter(sign_in=one).update(last_at=ground.now - USES * 2)
        SignIn.objects.filter(id=one.id).update(
            last_use_at=ground.now - retention.WHOLE_ADDRESSES - timedelta(hours=1)
        )
        retention.keep(ground.now)
        insist(not one.uses.exists(), "pages used are kept beyond their days")
        kept = SignIn.objects.get(id=one.id)
        insist(kept.address.endswith("*"), "an address is kept in full beyond its days")
        SignIn.objects.filter(id=one.id).update(last_use_at=ground.now - SIGN_INS * 2)
        retention.keep(ground.now)
        insist(not SignIn.objects.filter(id=one.id).exists(), "a sign-in is kept beyond its days")


def _rows(ground: Ground) -> int:
    with tenancy.inside(ground.schema):
        return SignIn.objects.count() + Use.objects.count()


def _newest(ground: Ground) -> SignIn:
    with tenancy.inside(ground.schema):
        found = SignIn.objects.filter(referrer=_FROM).order_by("-at").first()
    if found is None:
        raise BrokenError("the sign-in was not written down")
    return found


def _only_totals(ground: Ground) -> None:
    """By the catalog: no column for who a visitor was, or when, or for two facts of one visit."""
    with tenancy.owner() as raw:
        for schema in (OFFICE_SCHEMA, ground.schema):
            columns = {name for (name,) in raw.execute(_VISITS, [schema]).fetchall()}
            insist(columns == _TOTAL, "what is kept of visitors is more than totals of a day")
    _totals_run_out(ground)


def _totals_run_out(ground: Ground) -> None:
    day = ground.now.date()
    rare = Count(day - timedelta(days=1), "portal", "country", "IS")
    over = rare._replace(day=day - totals.KEPT - timedelta(days=1))
    with tenancy.inside(ground.schema):
        totals.add({rare: 1, over: 9})
        totals.keep(ground.now)
        left = Total.objects.filter(kind="country").values_list("day", "value")
        insist(over.day not in {kept for kept, _ in left}, "totals are kept beyond their days")
        insist("IS" not in {value for _, value in left}, "one visitor's country goes by its name")
