"""The pages of a client's portal, at its own host."""

from django.urls import URLPattern, URLResolver, include, path

from bailee.web.portal import (
    activity,
    archive,
    archive_contents,
    confirmations,
    held,
    leave,
    overview,
    removals,
    sign_on,
    trusted_hosts,
    usage,
    visits,
)
from bailee.web.ui import invitations

_pages: list[URLPattern | URLResolver] = [
    path("", overview.show, name="overview"),
    # /company/, /people/
    path("company/", include("bailee.web.portal.company_urls")),
    path("people/", include("bailee.web.portal.people")),
    path("people/sign-on/", include("bailee.web.portal.sign_on_settings")),
    path("account/sign-on/", sign_on.new, name="sign-on"),
    path("account/sign-on/again/", sign_on.edit, name="sign-on-again"),
    path("account/sign-on/back/", sign_on.show, name="sign-on-back"),
    path("account/sign-on/agree/", sign_on.create, name="sign-on-agree"),
    path("people/<uuid:person_id>/remove/", removals.new, name="people-remove"),
    path("activity/", activity.index, name="activity"),
    path("activity/visits/", visits.index, name="visits"),
    path("activity/<uuid:sign_in_id>/", activity.show, name="sign-in"),
    # /records/
    path("", include("bailee.web.portal.collections_urls")),
    path("", include("bailee.web.portal.fields_urls")),
    path("", include("bailee.web.portal.grid_urls")),
    # /files/
    path("files/", include("bailee.web.portal.files_urls")),
    # /leave/, /trusted-hosts/
    path("leave/<str:sealed>/", leave.show, name="leave"),
    path("trusted-hosts/", trusted_hosts.index, name="trusted-hosts"),
    path(
        "trusted-hosts/<uuid:trusted_id>/delete/",
        trusted_hosts.destroy,
        name="trusted-host-delete",
    ),
    path("held/", held.show, name="held"),
    path("usage/", usage.show, name="usage"),
    # /integrations/
    path("integrations/", include("bailee.web.portal.integrations")),
    # /archive/
    path("archive/", archive.index, name="archive"),
    path("archive/new/", archive.create, name="archive-new"),
    path("archive/confirmation/", confirmations.create, name="confirmation"),
    path("archive/<uuid:build_id>/content/", archive_contents.show, name="archive-file"),
]
urlpatterns = [
    path("", include((_pages, "portal"))),
    path("account/", include("bailee.web.ui.account_urls")),
    path("invitation/<str:token>/", invitations.edit, name="invitation"),
    path("api/", include("bailee.web.api.urls")),
]
handler400 = "bailee.web.ui.errors.bad_request"
handler403 = "bailee.web.ui.errors.forbidden"
handler404 = "bailee.web.ui.errors.not_found"
handler500 = "bailee.web.ui.errors.failure"
