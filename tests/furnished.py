"""A vault with one of everything that a page can show."""

import io
from dataclasses import dataclass, replace
from datetime import datetime

from bailee.custody.handback import archives
from bailee.custody.models import ArchiveBuild
from bailee.custody.tasks import build_archive
from bailee.foundation import ids
from bailee.foundation.actors import Actor
from bailee.office.visits import totals
from bailee.office.visits.tally import Count
from bailee.people import invitations
from bailee.people.protection import passkeys
from bailee.people.protection.passkeys import Site
from bailee.people.roles import Role
from bailee.policy import clauses
from bailee.vault.activity import sign_ins, uses
from bailee.vault.company import bank, changes, exchange, profile, tax_ids
from bailee.vault.company.models import Contact
from bailee.vault.files import folders, resumable, tags, trash, uploads
from bailee.vault.integrations import deliveries, tokens, webhooks
from bailee.vault.integrations import uses as token_uses
from bailee.vault.integrations.uses import Request
from bailee.vault.integrations.webhooks import Wish as HookWish
from bailee.vault.links import addresses, sealing, trust
from bailee.vault.records import attachments, comments, imports, listing, records, running, views
from bailee.vault.records.intake.propose import Column
from bailee.vault.records.models import Collection, Import
from bailee.vault.sign_on import arrivals, provider
from bailee.vault.sign_on.arrivals import Account
from bailee.vault.sign_on.models import Link
from bailee.vault.sign_on.provider import Wish
from tests.cast import Vault
from tests.passkey_device import Device

SECRET = "Grey-Heron-4711"  # stands in every value: no stranger may ever see it
ORDERS = (
    "Order,Vessel,Amount,Placed on,Paid,Attributes\n"
    + "".join(
        f"SO-{number},{SECRET} {number},{number}.25,2026-05-{number % 28 + 1:02},true,"
        f'"{{""note"": ""{SECRET}""}}"\n'
        for number in range(1, 121)
    )
    + "SO-121,broken,not a number,2026-05-01,true,{}\n"
)


@dataclass(frozen=True)
class Furnished:
    """The vault, and ids by the names that routes give them."""

    vault: Vault
    values: dict[str, object]


def furnish(vault: Vault, *, now: datetime) -> Furnished:
    """Fills a vault through the domain's verbs."""
    by = vault.ada.actor
    with vault.inside():
        one = imports.receive(
            source=io.BytesIO(ORDERS.encode()), file_name="orders.csv", by=by, now=now
        )
        types = {"Amount": "decimal"}
        columns = [_typed(column, types) for column in imports.columns(one)]
        imports.choose(one, columns=columns, label=f"Orders {SECRET}")
        imports.enqueue(one, state="running")
        running.run(one.id, now=now)
        waiting = imports.receive(
            source=io.BytesIO(ORDERS.encode()), file_name="more.csv", by=by, now=now
        )
        collection = Collection.objects.get()
        record, gone = listing.page(collection, listing.Query()).rows[:2]
        records.trash(collection, gone.id, by=by, now=now)
        file = uploads.store(
            name=f"{SECRET}.txt", source=io.BytesIO(SECRET.encode()), by=by, now=now
        )
        of_files = _files(by, now=now)
        invitation, token = invitations.invite(
            email="zoe@acme.example", name=f"Zoe {SECRET}", role=Role.READER, by=by, now=now
        )
        done = Import.objects.get(id=one.id)
        attached = attachments.attach(collection, record.id, file, by=by, now=now)
        comment = comments.say(
            collection, record.id, text=f"@Ben {SECRET}", link="https://x.example/", by=by, now=now
        )
        vessel = str(collection.fields.get(label="Vessel").id)
        typed = {vessel: f"{SECRET} renamed"}
        records.edit(collection, record.id, typed, version=1, by=by, now=now)
        trusted = trust.trust(f"{SECRET.lower()}.example", person=vault.ada, now=now)
        view = views.add(
            collection,
            label=f"View {SECRET}",
            query=listing.Query(search=SECRET),
            layout=views.Layout(),
            person=None,
            by=by,
            now=now,
        )
        sealed = _sealed(f"https://quay.example/{SECRET}")
        signed = sign_ins.begin(
            vault.ben, address="192.0.2.7", header="", referrer=f"{SECRET}.example".lower(), now=now
        )
        uses.record(signed.id, route="files/", method="GET", address="192.0.2.7", now=now)
        linked = _signs_on(vault, now=now)
        totals.add({Count(now.date(), "portal", "referrer", f"{SECRET}.example".lower()): 3})
    build = archives.ask_archive(vault.client, by=by, now=now)
    build_archive(vault=vault.schema, build_id=str(build.pk))
    values: dict[str, object] = {
        "collection_id": collection.pk,
        "field_id": _first_field(vault, collection),
        "record_id": record.id,
        "trashed_id": gone.id,
        "view_id": view.id,
        "comment_id": comment.pk,
        "attachment_id": attached.pk,
        "version": 1,
        "import_id": waiting.pk,
        "done_import_id": done.pk,
        "file_id": file.pk,
        **of_files,
        "build_id": ArchiveBuild.objects.get(pk=build.pk).pk,
        "invitation_id": invitation.pk,
        "person_id": vault.ben.pk,
        "sealed": sealed,
        "trusted_id": trusted.pk,
        "sign_in_id": signed.pk,
        "link_id": linked.pk,
        "table": "activity_signin",
        "part": "about",
        "dated": clauses.LAST_UPDATED.isoformat(),
        **_programs(vault, collection, now=now),
        **_company(vault, now=now),
        "token": token,
        "passkey_id": _passkey(vault, now=now),
        "form": "csv",
        "rest": "nothing",
        "key": "none",
        "uidb36": "none",
    }
    return Furnished(vault, values)


def _passkey(vault: Vault, *, now: datetime) -> int:
    """Ada's, on a device of hers."""
    site = Site(vault.host, f"https://{vault.host}", "Acme")
    device = Device(site.origin, site.host)
    with vault.inside():
        challenge, options = passkeys.to_add(vault.ada, site, now=now)
        made = passkeys.add(
            vault.ada,
            name=f"Laptop {SECRET}",
            answer=device.make(options),
            sealed=challenge.sealed,
            site=site,
            by=vault.ada.actor,
            now=now,
        )
    return int(made.pk)


def _sealed(url: str) -> str:
    address = addresses.read(url)
    assert address is not None
    return sealing.seal(address)


def _files(by: Actor, *, now: datetime) -> dict[str, object]:
    """A folder with a tagged file of two versions, one in the trash, half an upload."""
    folder = folders.make(name=f"Hull {SECRET}", by=by, now=now)
    for number in range(2):
        content = io.BytesIO(f"{SECRET} {number}".encode())
        file = uploads.store(
            name="plan.txt", source=content, by=by, now=now, folder=folder, taken="version"
        )
    tag = tags.give([file.pk], f"urgent {SECRET}", by=by, now=now)
    thrown = uploads.store(name=f"old {SECRET}", source=io.BytesIO(b"old"), by=by, now=now)
    trash.put([thrown.pk], by=by, now=now)
    upload = resumable.begin(name=f"scan {SECRET}", size=1000, by=by, now=now)
    return {
        "folder_id": folder.pk,
        "version_id": file.versions.get(number=1).pk,
        "tag_id": tag.pk,
        "trashed_id": thrown.pk,
        "upload_id": upload.pk,
    }


def _signs_on(vault: Vault, *, now: datetime) -> Link:
    """Ben's account at a provider, which is set up and switched off."""
    wish = Wish(label=f"Id {SECRET}", issuer="https://id.example", client=SECRET, secret=SECRET)
    one = provider.set_up(wish, by=vault.ada.actor, now=now, link="https://acme.example/")
    account = Account(one.issuer, f"ben {SECRET}", vault.ben.email, "")
    arrivals.arrive(account, one, now=now, link="https://acme.example/")
    return Link.objects.get()


def _programs(vault: Vault, collection: Collection, *, now: datetime) -> dict[str, object]:
    """A token that was used, and a webhook that was told."""
    by = vault.ada.actor
    with vault.inside():
        token, _ = tokens.make(
            name=f"Warehouse {SECRET}",
            verbs=["read"],
            collections=[collection.pk],
            expires_at=None,
            by=by,
            now=now,
        )
        route = "/collections/{collection_id}/records"
        token_uses.note(token, Request("GET", route, collection.pk, "192.0.2.1", 200), now=now)
        wish = HookWish(f"Ledger {SECRET}", f"https://hooks.example/{SECRET}", ["added"])
        hook, _ = webhooks.add(wish, by=by, now=now)
        webhooks.switch_off(hook, by=by, now=now, reason="Nothing is sent by tests.")
        delivery = deliveries.test(hook, by=by, now=now)
    return {"token_id": token.pk, "webhook_id": hook.pk, "delivery_id": delivery.pk}


def _company(vault: Vault, *, now: datetime) -> dict[str, object]:
    """A tax number that staff confirmed, a change of the bank that waits, a contact."""
    by = vault.ada.actor
    with vault.inside():
        profile.correct({"trading_name": SECRET}, by=by, now=now)
        asked = tax_ids.ask(country="KI", kind="local", number=SECRET, by=by, now=now)
        assert asked
        changes.decide(asked.pk, confirmed=True, by=Actor("staff", ids.new()), now=now)
        iban = "GB82WEST12345698765432"
        waiting = bank.ask(holder=SECRET, iban=iban, bic="", by=by, now=now)
        assert waiting
        contact = Contact.objects.get()
    exchange.run(vault.client, now=now)
    return {
        "tax_id": asked.about,
        "change_id": waiting.pk,
        "contact_id": contact.pk,
        "request_id": waiting.pk,
    }


def _typed(column: Column, types: dict[str, str]) -> Column:
    return replace(column, type=types.get(column.label, column.type))


def _first_field(vault: Vault, collection: Collection) -> object:
    with vault.inside():
        return collection.fields.values_list("pk", flat=True)[0]
