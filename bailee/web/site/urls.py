"""The public site, at the installation's own domain."""

from django.urls import include, path

from bailee.web.site import home, policy_versions, portals, privacy, robots, security_txt, trust

pages = [
    path("", home.index, name="home"),
    path("portals", portals.new, name="portals"),
    path("privacy", privacy.show, name="privacy"),
    path("privacy/versions", policy_versions.index, name="policy-versions"),
    path("privacy/versions/<str:dated>", policy_versions.show, name="policy-version"),
    path("trust", trust.index, name="trust"),
    path("robots.txt", robots.show, name="robots"),
    path(".well-known/security.txt", security_txt.show, name="security_txt"),
]
urlpatterns = [path("", include((pages, "site")))]

handler400 = "bailee.web.ui.errors.bad_request"
handler403 = "bailee.web.ui.errors.forbidden"
handler404 = "bailee.web.ui.errors.not_found"
handler500 = "bailee.web.ui.errors.failure"
