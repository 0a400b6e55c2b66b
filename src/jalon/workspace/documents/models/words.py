"""What kinds and states are called."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.rules.recurrence import Rhythm
from jalon.workspace.documents.rules.states import DocumentState, ObligationState, StepState

KINDS: dict[Kind, str | Promise] = {
    Kind.WORK_PLAN: _("work plan"),
    Kind.PROGRESS_REPORT: _("progress report"),
    Kind.FINAL_REPORT: _("final report"),
    Kind.MISSION_REPORT: _("mission report"),
    Kind.TERMS_OF_REFERENCE: _("terms of reference"),
    Kind.PRODUCT: _("consultant's product"),
    Kind.CLEARANCE_REQUEST: _("clearance request"),
    Kind.FINANCIAL_REPORT: _("financial report"),
    Kind.EVALUATION: _("evaluation"),
    Kind.VACANCY_NOTICE: _("vacancy notice"),
    Kind.OTHER: _("other paper"),
}
OBLIGATION_STATES: dict[ObligationState, str | Promise] = {
    ObligationState.DUE: pgettext_lazy("paper", "due"),
    ObligationState.SUBMITTED: pgettext_lazy("paper", "submitted"),
    ObligationState.RETURNED: pgettext_lazy("paper", "returned"),
    ObligationState.CLEARED: pgettext_lazy("paper", "cleared"),
    ObligationState.ACCEPTED: pgettext_lazy("paper", "accepted"),
    ObligationState.WITHDRAWN: pgettext_lazy("paper", "withdrawn"),
}
DOCUMENT_STATES: dict[DocumentState, str | Promise] = {
    DocumentState.DRAFT: pgettext_lazy("paper", "draft"),
    DocumentState.SUBMITTED: pgettext_lazy("paper", "submitted"),
    DocumentState.RETURNED: pgettext_lazy("paper", "returned"),
    DocumentState.CLEARED: pgettext_lazy("paper", "cleared"),
    DocumentState.ACCEPTED: pgettext_lazy("paper", "accepted"),
    DocumentState.WITHDRAWN: pgettext_lazy("paper", "withdrawn"),
}
STEP_STATES: dict[StepState, str | Promise] = {
    StepState.WAITING: pgettext_lazy("step", "not yet open"),
    StepState.OPEN: pgettext_lazy("step", "open"),
    StepState.CLEARED: pgettext_lazy("step", "cleared"),
    StepState.RETURNED: pgettext_lazy("step", "returned"),
    StepState.SKIPPED: pgettext_lazy("step", "not needed any more"),
}
RHYTHMS: dict[Rhythm, str | Promise] = {
    Rhythm.PERIOD: _("each reporting period"),
    Rhythm.QUARTER: _("each quarter"),
    Rhythm.YEAR: _("each year"),
    Rhythm.END: _("once, at the end"),
}
ROLES: dict[Role, str | Promise] = {
    Role.DIRECTOR: _("director"),
    Role.COORDINATOR: _("coordinator"),
    Role.OFFICER: _("officer"),
    Role.SPECIALIST: _("specialist"),
    Role.MONITORING: _("monitoring officer"),
    Role.FINANCE: _("finance officer"),
    Role.PARTNER: _("partner"),
    Role.CONSULTANT: _("consultant"),
    Role.DONOR: _("donor"),
    Role.EVALUATOR: _("evaluator"),
    Role.ADMINISTRATOR: _("administrator"),
}


def choices(words: dict[Any, str | Promise]) -> list[tuple[str, str | Promise]]:
    """Return the words as a field wants its choices."""
    return [(key.value, word) for key, word in words.items()]
