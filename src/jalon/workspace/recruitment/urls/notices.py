"""Notices for everybody."""

from django.urls import URLPattern, path

from jalon.workspace.recruitment.views import (
    checking,
    notice_files,
    notices,
    reports,
    subscribing,
)

urlpatterns: list[URLPattern] = [
    path("", notices.open_list, name="open"),
    path("closed/", notices.closed_list, name="closed"),
    path("feed/<slug:language>.<slug:kind>", notice_files.feed, name="feed"),
    path("by-mail/", subscribing.subscribe, name="subscribe"),
    path("by-mail/sent/", subscribing.sent, name="subscribe-sent"),
    path("by-mail/confirm/<str:token>/", subscribing.confirm, name="confirm"),
    path("by-mail/end/<str:token>/", subscribing.unsubscribe, name="unsubscribe"),
    path("check/", checking.check, name="check"),
    path("report/", checking.report, name="report-fraud"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("<slug:slug>/", notices.notice, name="notice"),
    path("<slug:slug>/<slug:language>/", notices.notice, name="notice-in"),
    path("<slug:slug>/<slug:language>.pdf", notice_files.pdf, name="pdf"),
    path("<slug:slug>/<slug:language>.txt", notice_files.text, name="text"),
]
