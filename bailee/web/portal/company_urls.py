"""/company/: everything about the client's own company."""

from django.urls import path

from bailee.web.portal import (
    company,
    company_billing,
    company_changes,
    company_checks,
    company_contacts,
    company_tax_ids,
)

urlpatterns = [
    path("", company.show, name="company"),
    path("edit/", company.edit, name="company-edit"),
    path("billing/", company_billing.edit, name="company-billing"),
    path("bank/", company_billing.bank_account, name="company-bank"),
    path("tax-ids/new/", company_tax_ids.new, name="tax-id-new"),
    path("tax-ids/<uuid:tax_id>/", company_tax_ids.edit, name="tax-id"),
    path("tax-ids/<uuid:tax_id>/delete/", company_tax_ids.destroy, name="tax-id-delete"),
    path("contacts/new/", company_contacts.new, name="contact-new"),
    path("contacts/<uuid:contact_id>/", company_contacts.edit, name="contact"),
    path("contacts/<uuid:contact_id>/delete/", company_contacts.destroy, name="contact-delete"),
    path("history/", company_changes.index, name="company-history"),
    path("changes/<uuid:change_id>/withdraw/", company_changes.destroy, name="change-withdraw"),
    path("check/", company_checks.show, name="company-check"),
]
