"""Telling people of the company's information by mail, and the office through a job."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from bailee.foundation import tenancy
from bailee.office.clients import registry, requests
from bailee.office.clients.models import Client
from bailee.people import languages
from bailee.people.formats import Formats
from bailee.people.models import User
from bailee.people.roles import Role
from bailee.vault.company import wording
from bailee.vault.company.models import Change, Contact, Profile, Question
from bailee.vault.mail import outbox
from bailee.vault.mail.outbox import Said

COMPANY, CHECK = "/company/", "/company/check/"  # pages of the portal
CONFIRMATIONS = "/confirmations/"  # page of the office
DECIDERS = (Role.STAFF_OWNER, Role.BOOKKEEPER)


def tell_asked(change: Change, *, now: datetime) -> None:
    """To every owner: a change was asked for in the company's name. No value is in the mail."""
    asker = _name_of(change.by_id)
    for owner in _owners():
        _post("change_asked", owner, now=now, what=_subject(change), by=asker)


def tell_decided(change: Change, *, now: datetime) -> None:
    """To every owner and who asked: it has taken effect, or was refused and why."""
    asker = User.objects.active().filter(pk__in=[change.by_id])
    for person in {one.pk: one for one in [*_owners(), *asker]}.values():
        _post(
            "change_decided",
            person,
            now=now,
            what=_subject(change),
            reason=change.reason,
        )


def tell_question(question: Question, *, now: datetime) -> None:
    """To the owners, and once a year to billing: is what we hold of your company still right?"""
    if question.reason == "yearly":
        for person in _people(Role.OWNER, Role.BILLING):
            _post("company_check", person, page=CHECK, now=now)
        known = {person.email for person in User.objects.active()}
        with languages.spoken(_of_company()):
            for contact in Contact.objects.on("billing"):
                if contact.email.lower() not in known:
                    _post("company_check_contact", contact, page=CHECK, now=now)
        return
    for owner in _owners():
        _post(
            "company_question",
            owner,
            page=CHECK,
            now=now,
            what=lambda _: wording.reason(question.reason),
            detail=question.detail,
        )


@transaction.atomic
def tell_staff(*, now: datetime) -> None:
    """To those who may decide, if something new waits; the mail does not say of which client.

    In the office's seat.
    """
    if not requests.to_tell(now=now):
        return
    port = "" if settings.PORT == 443 else f":{settings.PORT}"
    link = f"https://office.{settings.DOMAIN}{port}{CONFIRMATIONS}"
    for person in User.objects.active().filter(role__in=DECIDERS):
        context: dict[str, Said] = {"portal": _seat, "name": person.name, "link": link}
        outbox.post("confirmation_wanted", to=person.email, context=context, now=now)


def ask_exchange() -> None:
    """Has the office told, once what is being written is committed."""
    schema = tenancy.current().schema

    def defer() -> None:
        from bailee.vault.company import tasks  # tasks import the verbs, the verbs import this

        tasks.ask_exchange(schema)

    transaction.on_commit(defer)


def _post(
    kind: str, to: User | Contact, *, now: datetime, page: str = COMPANY, **values: Said
) -> None:
    client = Client.objects.filter(schema_name=tenancy.current().schema).first()
    context: dict[str, Said] = {
        "portal": _seat,
        "company": settings.COMPANY_NAME,
        "name": to.name,
        "link": (registry.portal_url(client) if client else "") + page,
        **values,
    }
    outbox.post(kind, to=to.email, context=context, now=now)


def _of_company() -> str:
    """The first of the company's languages that mails are written in."""
    wanted = Profile.objects.get().languages
    return next((code for code in wanted if code in languages.offered()), languages.current())


def _seat(_: Formats) -> str:
    """What these people sign in to, in the language that is spoken."""
    if tenancy.current().in_vault:
        return gettext("the portal of {company}").format(company=Profile.objects.get().legal_name)
    return gettext("the office of {company}").format(company=settings.COMPANY_NAME)


def _subject(change: Change) -> Said:
    return lambda _: wording.subject(change.subject)


def _owners() -> Iterable[User]:
    return _people(Role.OWNER)


def _people(*roles: Role) -> Iterable[User]:
    return User.objects.active().filter(role__in=roles)


def _name_of(person: uuid.UUID | None) -> str:
    found = User.objects.filter(pk__in=[person]).values_list("name", flat=True).first()
    return found or settings.COMPANY_NAME
