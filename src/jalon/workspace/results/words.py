"""What the codes of the rules are called on the pages, and in what tone they are shown."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.results.rules.checks import Severity
from jalon.workspace.results.rules.rating import Rating
from jalon.workspace.results.rules.workflow import Status, Step

Words = str | Promise

RATINGS: dict[Rating, tuple[str, Words]] = {
    Rating.MET: ("good", _("met")),
    Rating.ON_TRACK: ("good", _("on track")),
    Rating.DELAYED: ("warning", _("delayed")),
    Rating.OFF_TRACK: ("bad", _("off track")),
    Rating.NO_DATA: ("bad", _("no data")),
    Rating.NO_TARGET: ("neutral", _("not rated")),
    Rating.NOT_DUE: ("neutral", _("not due yet")),
}

STATUSES: dict[Status, tuple[str, Words]] = {
    Status.DRAFT: ("neutral", _("draft")),
    Status.SUBMITTED: ("waiting", _("submitted")),
    Status.RETURNED: ("warning", _("returned")),
    Status.VERIFIED: ("good", _("verified")),
    Status.LOCKED: ("good", _("locked")),
}

STEPS: dict[Step, Words] = {
    Step.SUBMIT: _("Submit"),
    Step.WITHDRAW: _("Withdraw"),
    Step.RETURN: _("Return"),
    Step.VERIFY: _("Verify"),
    Step.LOCK: _("Lock"),
    Step.REOPEN: _("Reopen"),
}

DONE: dict[Step, Words] = {
    Step.SUBMIT: _("Submitted. It waits to be verified."),
    Step.WITHDRAW: _("Withdrawn. It is a draft again."),
    Step.RETURN: _("Returned to who reported it."),
    Step.VERIFY: _("Verified."),
    Step.LOCK: _("Locked."),
    Step.REOPEN: _("Reopened."),
}

SEVERITIES: dict[Severity, tuple[str, Words]] = {
    Severity.BLOCKS: ("bad", _("to mend before submitting")),
    Severity.WARNS: ("warning", _("to look at")),
}

EVENTS: dict[str, Words] = {
    "results.result-created": _("added a result"),
    "results.result-edited": _("changed the result"),
    "results.result-moved": _("moved the result"),
    "results.result-deleted": _("deleted the result"),
    "results.assumption-created": _("wrote down an assumption"),
    "results.assumption-edited": _("changed the assumption"),
    "results.assumption-deleted": _("deleted the assumption"),
    "results.risk-created": _("entered a risk"),
    "results.risk-edited": _("looked at the risk"),
    "results.risk-handed-over": _("handed the risk over"),
    "results.indicator-created": _("added an indicator"),
    "results.indicator-edited": _("changed the indicator"),
    "results.periods-renewed": _("moved the periods of the indicators with the calendar"),
    "results.indicator-deleted": _("deleted the indicator"),
    "results.indicator-handed-over": _("handed the indicator over"),
    "results.targets-set": _("set targets"),
    "results.dimension-created": _("added a disaggregation"),
    "results.dimension-edited": _("changed the disaggregation"),
    "results.dimension-deleted": _("deleted the disaggregation"),
    "results.actual-reported": _("reported a figure"),
    "results.actual-submitted": _("submitted the figure"),
    "results.actual-withdrawn": _("withdrew the figure"),
    "results.actual-returned": _("returned the figure"),
    "results.actual-verified": _("verified the figure"),
    "results.actual-locked": _("locked the figure"),
    "results.actual-reopened": _("reopened the figure"),
    "results.actual-commented": _("commented on the figure"),
    "results.aligned": _("aligned it with a standard or an agenda"),
    "results.alignment-ended": _("took an alignment away"),
    "results.copied": _("copied the results of another programme"),
    "results.imported": _("imported figures from a workbook"),
    "results.exported": _("took figures along in a workbook"),
}
