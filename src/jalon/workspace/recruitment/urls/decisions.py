"""Decisions, letters, contracts, and what is forgotten."""

from django.urls import URLPattern, path, re_path

from jalon.workspace.recruitment.views import (
    appeals,
    contracts,
    deciding,
    keeping,
    letters,
    ranking,
    reporting,
    timelines,
)

ONE = "<slug:code>/calls/<int:pk>/"
KIND = f"{ONE}letters/<slug:kind>/"
LETTER = f"{ONE}letter/<int:letter_id>/"
CONTRACT = "<slug:code>/contracts/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(f"{ONE}ranking/", ranking.ranking, name="ranking"),
    path(f"{ONE}decision/", deciding.decision, name="decision"),
    path(f"{ONE}decision/decide/", deciding.decide, name="decide"),
    path(f"{ONE}decision/set-aside/", deciding.set_aside, name="set-aside"),
    path(f"{ONE}decision/appeals/add/", appeals.lodge, name="lodge-appeal"),
    path(f"{ONE}decision/appeals/<int:appeal_id>/answer/", appeals.answer, name="answer-appeal"),
    path(f"{ONE}report/", reporting.report, name="report"),
    re_path(
        r"^(?P<code>[-\w]+)/calls/(?P<pk>\d+)/report/(?P<language>[a-z]{2})\.(?P<form>docx|pdf)$",
        reporting.report_file,
        name="report-file",
    ),
    path(f"{ONE}complaints/", reporting.complaints, name="complaints"),
    path(f"{ONE}balance/", reporting.impact, name="balance"),
    path(f"{ONE}letters/", letters.letters, name="letters"),
    path(KIND, letters.letters_of_kind, name="letters-of-kind"),
    path(f"{KIND}draft/", letters.draft_letters, name="draft-letters"),
    path(f"{KIND}pass/", letters.pass_letters, name="pass-letters"),
    path(f"{KIND}send/", letters.send_letters, name="send-letters"),
    path(LETTER, letters.letter, name="letter"),
    path(f"{LETTER}again/", letters.send_again, name="send-again"),
    path(f"{LETTER}drop/", letters.drop_letter, name="drop-letter"),
    path("<slug:code>/timelines/", timelines.timelines, name="timelines"),
    path(f"{ONE}appoint/", contracts.appoint, name="appoint"),
    path("<slug:code>/contracts/", contracts.contracts, name="contracts"),
    path("<slug:code>/contracts/add/", contracts.add_contract, name="add-contract"),
    path(CONTRACT, contracts.contract, name="contract"),
    path(f"{CONTRACT}conditions/<int:condition>/", contracts.judge, name="judge-condition"),
    path(f"{CONTRACT}extend/", contracts.extend, name="extend-contract"),
    path(f"{CONTRACT}end/", contracts.end_early, name="end-contract"),
    path("<slug:code>/kept/", keeping.kept, name="kept"),
    path("<slug:code>/representation/", keeping.representation, name="representation"),
    path("<slug:code>/representation/load/", keeping.load, name="load-representation"),
]
