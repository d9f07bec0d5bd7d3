"""The pages for staff, at the host `office.<domain>`."""

from django.urls import URLPattern, URLResolver, include, path

from bailee.web.office import (
    activity,
    certificate_files,
    certificates,
    client_quotas,
    clients,
    confirmations,
    handbacks,
    holds,
    labels,
    mail,
    notices,
    overview,
    owner_resets,
    proofs,
    removals,
    steps,
    visits,
    withdrawals,
)
from bailee.web.ui import invitations

_pages: list[URLPattern | URLResolver] = [
    path("", overview.show, name="overview"),
    # /clients/
    path("clients/", clients.index, name="clients"),
    path("clients/new/", clients.new, name="clients-new"),
    path("clients/label/", labels.show, name="client-label"),
    path("clients/<uuid:client_id>/", clients.show, name="client"),
    path("clients/<uuid:client_id>/quota/", client_quotas.edit, name="quota"),
    path("clients/<uuid:client_id>/notice/", notices.new, name="notice"),
    path("clients/<uuid:client_id>/factors/", owner_resets.edit, name="owner-resets"),
    path("clients/<uuid:client_id>/holds/", holds.new, name="holds"),
    path("holds/<uuid:hold_id>/", holds.destroy, name="hold"),
    # /confirmations/
    path("confirmations/", confirmations.index, name="confirmations"),
    path("confirmations/<uuid:request_id>/", confirmations.show, name="confirmation"),
    # /hand-backs/
    path("hand-backs/", handbacks.index, name="handbacks"),
    path("hand-backs/<uuid:handback_id>/", handbacks.show, name="handback"),
    path("hand-backs/<uuid:handback_id>/steps/<str:kind>/", steps.new, name="step"),
    path("hand-backs/<uuid:handback_id>/withdrawal/", withdrawals.new, name="withdrawal"),
    # /certificates/
    path("certificates/", certificates.index, name="certificates"),
    path("certificates/<int:number>/", certificates.show, name="certificate"),
    path("certificates/<int:number>/file/", certificate_files.show, name="certificate-file"),
    # /mail/
    path("mail/", mail.index, name="mail"),
    path("mail/<slug:place>/<slug:name>/", mail.show, name="mail-message"),
    # /activity/, /visits/, /proofs/, /staff/
    path("activity/", activity.index, name="activity"),
    path("activity/<uuid:sign_in_id>/", activity.show, name="sign-in"),
    path("visits/", visits.index, name="visits"),
    path("proofs/", proofs.index, name="proofs"),
    path("staff/", include("bailee.web.office.staff")),
    path("staff/<uuid:person_id>/remove/", removals.new, name="staff-remove"),
]
urlpatterns = [
    path("", include((_pages, "office"))),
    path("account/", include("bailee.web.ui.account_urls")),
    path("invitation/<str:token>/", invitations.edit, name="invitation"),
]
handler400 = "bailee.web.ui.errors.bad_request"
handler403 = "bailee.web.ui.errors.forbidden"
handler404 = "bailee.web.ui.errors.not_found"
handler500 = "bailee.web.ui.errors.failure"
