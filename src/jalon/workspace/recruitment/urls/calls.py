"""Calls: begun, written, checked, cleared, published, amending_requirements."""

from django.urls import URLPattern, path

from jalon.workspace.recruitment.views import (
    amending,
    amending_requirements,
    beginning,
    calls,
    checks,
    criteria,
    editing,
    requirements,
    source,
    steps,
)

ONE = "<slug:code>/calls/<int:pk>/"
REQUIREMENT = f"{ONE}requirements/<int:requirement>/"
CRITERION = f"{ONE}criteria/<int:criterion>/"

urlpatterns: list[URLPattern] = [
    path("<slug:code>/", calls.calls, name="calls"),
    path("<slug:code>/begin/", beginning.begin, name="begin"),
    path("<slug:code>/begin/template/", beginning.begin_from_template, name="begin-template"),
    path("<slug:code>/begin/call/", beginning.begin_from_call, name="begin-like"),
    path("<slug:code>/begin/empty/", beginning.begin_empty, name="begin-empty"),
    path(ONE, calls.call, name="call"),
    path(f"{ONE}source/", source.source, name="source"),
    path(f"{ONE}edit/", editing.edit_call, name="edit-call"),
    path(f"{ONE}texts/", editing.texts, name="texts"),
    path(f"{ONE}texts/<slug:language>/", editing.edit_words, name="edit-text"),
    path(f"{ONE}dates/", editing.dates, name="dates"),
    path(f"{ONE}subject/", editing.subject, name="subject"),
    path(f"{ONE}give/", editing.give, name="give-call"),
    path(f"{ONE}requirements/", requirements.requirements, name="requirements"),
    path(f"{ONE}requirements/add/<slug:kind>/", requirements.add, name="add-requirement"),
    path(REQUIREMENT, requirements.edit, name="edit-requirement"),
    path(f"{REQUIREMENT}remove/", requirements.remove, name="remove-requirement"),
    path(f"{ONE}requirements/amend/<slug:kind>/", amending_requirements.add, name="ask-more"),
    path(f"{REQUIREMENT}amend/", amending_requirements.amend, name="amend-requirement"),
    path(f"{REQUIREMENT}drop/", amending_requirements.drop, name="drop-requirement"),
    path(f"{REQUIREMENT}up/", requirements.move_up, name="raise-requirement"),
    path(f"{ONE}criteria/", criteria.criteria, name="criteria"),
    path(f"{ONE}criteria/add/<slug:stage>/", criteria.add, name="add-criterion"),
    path(f"{ONE}criteria/usual/", criteria.take_usual, name="usual-criteria"),
    path(f"{ONE}criteria/stages/", criteria.weigh, name="weigh-stages"),
    path(f"{ONE}criteria/fix/", criteria.fix, name="fix-criteria"),
    path(f"{ONE}criteria/open/", criteria.unfix, name="open-criteria"),
    path(CRITERION, criteria.edit, name="edit-criterion"),
    path(f"{CRITERION}remove/", criteria.remove, name="remove-criterion"),
    path(f"{ONE}checks/", checks.checks, name="checks"),
    path(f"{ONE}checks/<slug:language>/", checks.add_statements, name="add-statements"),
    path(f"{ONE}hand-in/", steps.hand_in, name="hand-in"),
    path(f"{ONE}take-back/", steps.take_back, name="take-back"),
    path(f"{ONE}publish/", steps.publish, name="publish"),
    path(f"{ONE}cancel/", steps.cancel, name="cancel-call"),
    path(f"{ONE}amend/", amending.amend, name="amend"),
    path(f"{ONE}amend/<slug:language>/", amending.amend_words, name="amend-text"),
    path(f"{ONE}extend/", amending.extend, name="extend"),
]
