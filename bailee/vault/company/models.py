"""The company whose vault this is: what is true of it now, how it came to be, what is asked."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from bailee.foundation import ids

_KIND_LENGTH = 8  # of an actor
_COUNTRY = "^[A-Z]{2}$"  # ISO 3166-1 alpha-2

# What a change is about. The guarded ones take effect only when a second person has confirmed.
GUARDED = ("contract", "tax_id", "bank")
AT_ONCE = ("opening", "details", "billing", "contact")
TOPICS = ("billing", "technical", "legal", "operations")
REASONS = ("yearly", "own", "returned", "debit", "staff")


class Profile(models.Model):
    """One row: what is true of the company now. The plain address is the legal one."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    legal_name = models.CharField(max_length=200)
    trading_name = models.CharField(max_length=200, blank=True)
    legal_form = models.CharField(max_length=100, blank=True)
    registration_number = models.CharField(max_length=60, blank=True)
    register = models.CharField(max_length=200, blank=True)  # where that number stands
    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True)
    billing_name = models.CharField(max_length=200, blank=True)
    billing_street = models.CharField(max_length=200, blank=True)
    billing_postal_code = models.CharField(max_length=20, blank=True)
    billing_city = models.CharField(max_length=100, blank=True)
    billing_country = models.CharField(max_length=2, blank=True)
    purchase_order_required = models.BooleanField(default=False)
    languages: Any = models.JSONField(default=list)  # codes, the preferred one first
    changed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="company_profile_one"),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=_COUNTRY),
                name="company_profile_country_iso",
            ),
            models.CheckConstraint(
                condition=Q(billing_country="") | Q(billing_country__regex=_COUNTRY),
                name="company_profile_billing_country_iso",
            ),
        ]


class BankAccount(models.Model):
    """One row, or none: where money is drawn from or paid back to."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    holder = models.CharField(max_length=200)
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="company_bankaccount_one"),
            models.CheckConstraint(
                condition=Q(iban__regex="^[A-Z]{2}[0-9]{2}[A-Z0-9]{4,30}$"),
                name="company_bankaccount_iban_shape",
            ),
        ]


class TaxId(models.Model):
    """A number under which the company pays tax: for VAT, or by the country's own rules."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=40)

    class Meta:
        ordering = ["country", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "kind", "number"], name="company_taxid_once"
            ),
            models.CheckConstraint(
                condition=Q(country__regex=_COUNTRY), name="company_taxid_country_iso"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["vat", "local"]), name="company_taxid_kind_known"
            ),
        ]


class Contacts(models.QuerySet["Contact"]):
    def on(self, topic: str) -> Self:
        """Whom to write to about one of the topics."""
        return self.filter(topics__contains=topic)


class Contact(models.Model):
    """Somebody to turn to, about one or several topics; need not be a user."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    topics: Any = models.JSONField(default=list)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    returned_at = models.DateTimeField(null=True)  # mail to it came back, and it was not mended

    objects = Contacts.as_manager()

    class Meta:
        ordering = ["name", "id"]


class Changes(models.QuerySet["Change"]):
    def waiting(self) -> Self:
        """Asked for, and neither decided nor withdrawn."""
        return self.filter(state="asked")


class Change(models.Model):
    """One change of the company's information: old and new by field, who and when.

    `before` and `after` hold the fields that differ. `about`: the tax id or contact it is about.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    subject = models.CharField(max_length=8)
    about = models.UUIDField(null=True)
    before: Any = models.JSONField(default=dict)
    after: Any = models.JSONField(default=dict)
    state = models.CharField(max_length=9)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=_KIND_LENGTH)
    by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_kind = models.CharField(max_length=_KIND_LENGTH, blank=True)
    decided_by_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # of a refusal
    effective_at = models.DateTimeField(null=True)

    objects = Changes.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["-at", "-id"], name="company_change_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject__in=[*GUARDED, *AT_ONCE]), name="company_change_subject_known"
            ),
            # What touches contracts or bank details never takes effect by one person's word.
            models.CheckConstraint(
                condition=Q(subject__in=AT_ONCE, state="made", effective_at=F("at"))
                | Q(subject__in=GUARDED, state="confirmed", effective_at=F("decided_at"))
                | Q(
                    subject__in=GUARDED,
                    state__in=["asked", "refused", "withdrawn"],
                    effective_at=None,
                ),
                name="company_change_guarded",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["made", "asked"], decided_at=None, decided_by_kind="")
                | Q(state="withdrawn", decided_at__isnull=False)
                | Q(
                    state__in=["confirmed", "refused"],
                    decided_at__isnull=False,
                    decided_by_kind="staff",
                    decided_by_id__isnull=False,
                ),
                name="company_change_decided_by_staff",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "refused"])
                | Q(by_id=None)
                | ~Q(decided_by_id=F("by_id")),
                name="company_change_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="company_change_refusal_told"
            ),
            models.UniqueConstraint(
                fields=["subject", "about"],
                condition=Q(state="asked"),
                nulls_distinct=False,
                name="company_change_one_waiting",
            ),
        ]


class Questions(models.QuerySet["Question"]):
    def open(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(answered_at=None)


class Question(models.Model):
    """One time that the company was asked whether its information is still right, and the answer.

    `year`: of a yearly question, at most one in each. `contact_id`: whose mail came back. `detail`:
    what the reason needs to be understood, such as that contact's address.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    reason = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField(null=True)
    contact_id = models.UUIDField(null=True)
    detail = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=7, blank=True)
    answered_at = models.DateTimeField(null=True)
    by_kind = models.CharField(max_length=_KIND_LENGTH, blank=True)
    by_id = models.UUIDField(null=True)

    objects = Questions.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=REASONS), name="company_question_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(reason="yearly", year__isnull=False)
                | (~Q(reason="yearly") & Q(year=None)),
                name="company_question_year",
            ),
            models.UniqueConstraint(fields=["year"], name="company_question_once_a_year"),
            models.UniqueConstraint(
                fields=["reason", "contact_id"],
                condition=Q(answered_at=None),
                nulls_distinct=False,
                name="company_question_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", by_kind="")
                | (Q(answered_at__isnull=False, answer__in=["right", "changed"]) & ~Q(by_kind="")),
                name="company_question_answer_whole",
            ),
        ]
