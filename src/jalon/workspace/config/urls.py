"""Addresses: each app has its own; the API stands beside the pages."""

from django.urls import include, path

from jalon.workspace.config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("jalon.workspace.home.urls")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("jalon.workspace.accounts.urls")),
    path("audit/", include("jalon.workspace.audit.urls")),
    path("places/", include("jalon.workspace.places.urls")),
    path("programmes/", include("jalon.workspace.programmes.urls")),
    path("standards/", include("jalon.workspace.standards.urls")),
    path("recruitment/", include("jalon.workspace.recruitment.urls")),
    path("vacancies/", include("jalon.workspace.recruitment.urls.public")),
    path("documents/", include("jalon.workspace.documents.urls")),
    path("results/", include("jalon.workspace.results.urls")),
]

handler400 = "jalon.workspace.home.views.refusals.bad_request"
handler403 = "jalon.workspace.home.views.refusals.forbidden"
handler404 = "jalon.workspace.home.views.refusals.not_found"
handler500 = "jalon.workspace.home.views.refusals.server_error"
