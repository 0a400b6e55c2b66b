"""Addresses of the team's pages; the public face has its own in `public`."""

from jalon.workspace.recruitment.urls import assessment, calls, decisions, exceptions

app_name = "recruitment"
urlpatterns = [
    *calls.urlpatterns,
    *exceptions.urlpatterns,
    *assessment.urlpatterns,
    *decisions.urlpatterns,
]
