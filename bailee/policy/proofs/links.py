"""7.1 and 7.2: links that leave say so; those of clients go by a page that names where they go."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from psycopg import sql

from bailee.foundation import ids, tenancy
from bailee.foundation.home import home
from bailee.policy.proofs import pages, reading
from bailee.policy.proofs.broken import BrokenError, insist
from bailee.policy.proofs.guests import NAME, PARTICULARS, Ground
from bailee.policy.proofs.reading import OPEN, Anchor
from bailee.policy.proofs.web import Answer
from bailee.vault.links import addresses, sealing
from bailee.vault.records.models import Collection

UGC = OPEN | {"nofollow", "ugc"}
SAYS = (
    "We have no control over this website.",
    "Its policies and its security may differ from our own.",
)


def marked(ground: Ground) -> str:
    """7.1: what people wrote into text, address field and particulars is marked everywhere."""
    host, tricks = _made_up()
    shown = _submit(ground, *tricks, host)
    found = 0
    for path in shown:
        leaving = _leaving(ground.ada.get(path), host)
        insist(leaving, f"{path} shows an address of another site as no link")
        for anchor in leaving:
            check_submitted(anchor, host)
        found += len(leaving)
    walked = pages.visit(ground.ada, pages.paths("portal", {}))
    for face, visited in ground.web.hosts.items():
        walked += pages.visit(ground.web.visitor(visited), pages.paths(face, {}))
    for answer in walked:
        check_all(answer, ground.web.domain)
    return (
        f"{found} links in submitted text, address field and particulars were marked and named"
        f" their true host; no page of {len(walked)} leads off unmarked"
    )


def announced(ground: Ground) -> str:
    """7.2: our own page names the destination and what we do not control, and keeps nothing."""
    host, tricks = _made_up()
    record = _submit(ground, *tricks, host)[0]
    ways = {anchor.href for anchor in _leaving(ground.ada.get(record), host)}
    insist(len(ways) == len(tricks), f"the record leads off by {len(ways)} ways")
    with _nothing_kept(ground, host):
        for way in ways:
            check_page(ground.ada.get(way), host, tricks)
    _check_seal(ground, ways.pop(), host)
    _check_trust(ground, ways.pop(), host, tricks)
    return (
        "the page in between named host and address, that we do not control that site, and that"
        " its policies may differ; forged, foreign and signed-out tries led nowhere; not a row and"
        " not a line tells that anybody went"
    )


def check_submitted(anchor: Anchor, host: str) -> None:
    """Raises `BrokenError` unless it is marked, names the true host and goes by our own page."""
    insist(anchor.is_marked, f"a link to {host} is not marked")
    insist(f"leaves this site for {host}" in anchor.text, f"a link does not name {host}")
    insist(anchor.rel >= UGC, f"a link has only rel={' '.join(sorted(anchor.rel))}")
    there = urlsplit(anchor.href)
    insist(
        not there.netloc and there.path.startswith("/leave/"),
        f"a link leads straight to {there.netloc or there.path}",
    )


def check_all(answer: Answer, domain: str) -> None:
    """Raises `BrokenError` for a link that leads off this site without saying so."""
    for anchor in reading.anchors(answer):
        if anchor.leads_off(domain):
            said = anchor.is_marked and anchor.rel >= OPEN
            insist(said, f"{answer} leads to {anchor.href[:80]} unmarked")


def check_page(answer: Answer, host: str, tricks: tuple[str, ...]) -> None:
    """Raises `BrokenError` unless it names all and sends nobody on by itself."""
    insist(answer.status == 200, f"the page in between answers with {answer.status}")
    words = reading.words(answer)
    (address,) = [one for one in tricks if one in words] or [""]
    insist(address, "the page in between does not name the whole address")
    insist(host in words.replace(address, ""), "the page in between does not name the host")
    for sentence in SAYS:
        insist(sentence in words, f"the page in between does not say: {sentence}")
    insist("refresh" not in answer.text.lower(), "the page in between goes on by itself")
    onward = [one for one in reading.anchors(answer) if urlsplit(one.href).hostname == host]
    insist([one.href for one in onward] == [address], "going on leads elsewhere")
    insist(onward[0].is_marked and onward[0].rel >= UGC, "going on is not marked")
    _check_silent(answer)


def _check_silent(answer: Answer) -> None:
    policy = answer.headers.get("Referrer-Policy")
    insist(policy == "no-referrer", f"the destination is told where one came from: {policy}")


def _check_seal(ground: Ground, way: str, host: str) -> None:
    """Only what this vault has sealed, for its own people."""
    address = addresses.read(f"https://{host}/")
    if address is None:
        raise BrokenError("the destination is no address")
    with tenancy.inside(ground.neighbour):
        foreign = sealing.seal(address)
    last = way.rstrip("/")[-1]
    forged = way.rstrip("/")[:-1] + ("A" if last != "A" else "B")
    for other in (f"{forged}/", f"/leave/{foreign}/", f"/leave/https:%2F%2F{host}/"):
        answer = ground.ada.get(other)
        insist(answer.status == 404, f"a forged or foreign link is answered with {answer.status}")
        insist(host not in answer.text, "the refusal names the destination")
    outside = ground.web.visitor(ground.host).get(way)
    insist(outside.status == 302, f"a visitor is answered with {outside.status}")
    there = outside.headers.get("Location", "")
    insist(there.startswith("/account/login/"), f"a visitor is sent to {there}")


def _check_trust(ground: Ground, way: str, host: str, tricks: tuple[str, ...]) -> None:
    """Who switched the page off goes straight on, until it is switched on again."""
    ada = ground.ada
    insist(ada.post(way, {}).status == 200, "the page cannot be switched off for a host")
    with _nothing_kept(ground, host):
        answer = ada.get(way)
    insist(answer.status == 303, f"with the page switched off, {answer.status} is answered")
    insist(answer.headers.get("Location") in tricks, "going on leads elsewhere")
    _check_silent(answer)
    listed = ada.get("/trusted-hosts/")
    insist(host in listed.text, "the trusted host is not listed")
    for action in reading.actions(listed):
        if action.startswith("/trusted-hosts/"):
            ada.post(action, {})
    insist(ada.get(way).status == 200, "the page cannot be switched on again")


def _made_up() -> tuple[str, tuple[str, str]]:
    """A host that stands nowhere else, and two addresses of it; one puts another before it."""
    host = f"{ids.opaque(12)}.example"
    return host, (f"https://bank.example@{host}/a", f"https://{host}/b?x=1&y=2")


def _submit(ground: Ground, text: str, url: str, host: str) -> tuple[str, ...]:
    """Puts the addresses in by the pages; gives the pages that must show them."""
    ada = ground.ada
    with tenancy.inside(ground.schema):
        moorings = Collection.objects.get(label="Moorings")
        berth, page = moorings.fields.order_by("position")
    values = {str(berth.id): f"See {text}, please.", str(page.id): url}
    made = ada.post(f"/records/{moorings.id}/rows/new/", values)
    insist(made.status == 302, f"adding a record is answered with {made.status}")
    given = PARTICULARS | {"legal_name": NAME, "trading_name": f"Proof https://{host}/c"}
    corrected = ada.post("/company/edit/", given)
    insist(corrected.status == 302, f"correcting is answered with {corrected.status}")
    return urlsplit(made.headers["Location"]).path, f"/records/{moorings.id}/", "/company/"


def _leaving(answer: Answer, host: str) -> list[Anchor]:
    links = (one for one in reading.anchors(answer) if one.href)
    return [one for one in links if host in one.text or host in one.href]


@contextmanager
def _nothing_kept(ground: Ground, host: str) -> Iterator[None]:
    """Raises `BrokenError` if what happens within changes a row of the vault, or is logged."""
    before = dict(_digests(ground.schema))
    yield
    after = dict(_digests(ground.schema))
    changed = sorted(table for table in after if after[table] != before.get(table))
    insist(not changed, f"going by is written down in {', '.join(changed)}")
    for log in home().logs.glob("*.log*"):
        insist(host.encode() not in log.read_bytes(), f"{log.name} names the destination")


def _digests(schema: str) -> Iterator[tuple[str, str]]:
    """Every table of the vault and what its rows amount to."""
    with tenancy.owner(schema) as raw:
        tables = raw.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace",
            [schema],
        ).fetchall()
        for (table,) in tables:
            query = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(table))
            rows = "\n".join(row for (row,) in raw.execute(query))
            yield table, hashlib.sha256(rows.encode()).hexdigest()
