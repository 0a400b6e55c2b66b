"""Results: the tree, indicators, figures, registers, the matrix and its workbook."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories.accounts import make_user
from factories.results import make_actual, make_dimension, make_indicator, make_period, make_result
from integration.workspace.urls_of.kinds import (
    REFUSED,
    Access,
    Answer,
    InProgramme,
    Missing,
    Person,
    World,
)
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.results.models import Alignment, Assumption, PendingImport, Risk
from jalon.workspace.standards.models import Agenda, AgendaItem


@dataclass(frozen=True)
class Workbook(Access):
    """Whoever may export takes it along, and who reports, to fill it in."""

    def signed_in(self, person: Person) -> frozenset[Answer]:
        reports = InProgramme(Permission.ACTUAL_REPORT).signed_in(person)
        exports = InProgramme(Permission.EXPORT).signed_in(person)
        return reports if person.holds(Permission.ACTUAL_REPORT) else exports


@dataclass(frozen=True)
class Workings(InProgramme):
    """Who sees how figures come about: not the donor."""

    def signed_in(self, person: Person) -> frozenset[Answer]:
        return REFUSED if person.role is Role.DONOR else super().signed_in(person)


SEE = InProgramme(Permission.RESULT_VIEW)
EDIT = InProgramme(Permission.RESULT_EDIT)
POST_EDIT = InProgramme(Permission.RESULT_EDIT, method="post")
REPORT = InProgramme(Permission.ACTUAL_REPORT, method="post", data={"value": "5", "version": "0"})
TABLE: dict[str, Access] = {
    "tree": SEE,
    "overview": SEE,
    "result": SEE,
    "add-result": EDIT,
    "edit-result": EDIT,
    "move-result": EDIT,
    "delete-result": POST_EDIT,
    "add-assumption": EDIT,
    "edit-assumption": EDIT,
    "contributions": SEE,
    "indicator": SEE,
    "add-indicator": EDIT,
    "edit-indicator": EDIT,
    "delete-indicator": POST_EDIT,
    "targets": EDIT,
    "matrix": SEE,
    "save-cell": REPORT,
    "paste": SEE,
    "report": SEE,
    "actual": SEE,
    "step": InProgramme(
        Permission.ACTUAL_VERIFY, method="post", data={"step": "verify", "version": "1"}
    ),
    "comment": InProgramme(Permission.RESULT_VIEW, method="post", data={"text": "Well done."}),
    "review": Workings(Permission.RESULT_VIEW),
    "owed": Workings(Permission.RESULT_VIEW),
    "alignment": SEE,
    "align": InProgramme(Permission.RESULT_EDIT, data={"result": "0"}),
    "end-alignment": POST_EDIT,
    "risks": SEE,
    "add-risk": EDIT,
    "edit-risk": EDIT,
    "dimensions": SEE,
    "add-dimension": EDIT,
    "edit-dimension": EDIT,
    "delete-dimension": POST_EDIT,
    "add-common": EDIT,
    "workbook": SEE,
    "download-workbook": Workbook(),
    "upload-workbook": InProgramme(Permission.ACTUAL_REPORT, method="post"),
    "import": Missing(),  # somebody else's
    "decide-import": Missing(method="post"),
    "discard-import": Missing(method="post"),
    "left-out": Missing(),
}


def arguments(world: World) -> dict[str, list[Any]]:
    programme = world.programme
    code = programme.code
    result = make_result(programme)
    dimension = make_dimension(programme)
    indicator = make_indicator(programme, result=result)
    period = make_period(indicator)
    reporter = make_user("Reporter")
    actual = make_actual(
        make_period(indicator, 1),
        status="submitted",
        reported_by=reporter,
        submitted_at=timezone.now(),
    )
    assumption = Assumption.objects.create(result=result, text={"en": "Peace"})
    risk = Risk.objects.create(programme=programme, text={"en": "Flood"}, likelihood=2, impact=3)
    sourced = {"source": "x", "certainty": "unverified"}
    agenda = Agenda.objects.create(key="test", title={"en": "Test"}, **sourced)
    item = AgendaItem.objects.create(agenda=agenda, code="1", kind="goal", **sourced)
    alignment = Alignment.objects.create(result=result, agenda_item=item)
    pending = PendingImport.objects.create(
        programme=programme,
        by=reporter,
        kind=PendingImport.Kind.PASTE,
        expires_at=timezone.now() + timedelta(days=1),
    )
    TABLE["save-cell"].data["period"] = str(period.pk)
    TABLE["align"].data["result"] = str(result.pk)
    of_result, of_indicator = [code, result.pk], [code, indicator.pk]
    return {
        **{name: [code] for name in TABLE},
        **dict.fromkeys(
            ("result", "edit-result", "move-result", "delete-result", "add-assumption"), of_result
        ),
        "add-indicator": of_result,
        "edit-assumption": [code, assumption.pk],
        **dict.fromkeys(
            ("indicator", "edit-indicator", "delete-indicator", "targets"), of_indicator
        ),
        "report": [code, period.pk],
        **{key: [code, actual.pk] for key in ("actual", "step", "comment")},
        "end-alignment": [code, alignment.pk],
        "edit-risk": [code, risk.pk],
        **{key: [code, dimension.pk] for key in ("edit-dimension", "delete-dimension")},
        **{
            key: [code, pending.pk]
            for key in ("import", "decide-import", "discard-import", "left-out")
        },
    }
