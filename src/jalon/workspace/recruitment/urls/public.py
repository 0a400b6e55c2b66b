"""Addresses of the public face: notices, and what candidates do."""

from jalon.workspace.recruitment.urls import candidates, notices, sittings

app_name = "vacancies"
urlpatterns = [*sittings.urlpatterns, *candidates.urlpatterns, *notices.urlpatterns]
