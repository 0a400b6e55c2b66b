"""A candidate's written test."""

from django.urls import URLPattern, path

from jalon.workspace.recruitment.views import sitting

urlpatterns: list[URLPattern] = [
    path("tests/<slug:code>/", sitting.own_test, name="test"),
    path("tests/<slug:code>/begin/", sitting.begin, name="begin-test"),
    path("tests/<slug:code>/save/", sitting.save, name="save-test"),
]
