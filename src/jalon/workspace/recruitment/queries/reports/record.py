"""What the chapters of a report read of a call: each kind of rows once, however many chapters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import prefetch_related_objects

from jalon.workspace.recruitment.models import Call, Decision, Mark, Verdict
from jalon.workspace.recruitment.queries.decided import decisions_of
from jalon.workspace.recruitment.queries.marks import Panel, panel_of
from jalon.workspace.recruitment.queries.numbers import Person, everybody_of
from jalon.workspace.recruitment.queries.ranked import is_sealed


@dataclass(frozen=True)
class Record:
    """A call with its rows, each kind asked for when a chapter first needs it."""

    call: Call

    @cached_property
    def panel(self) -> Panel:
        panel = panel_of(self.call)
        prefetch_related_objects(panel.members, "conflicts__application", "conflicts__ended_by")
        return panel

    @cached_property
    def codes(self) -> Mapping[int, str]:
        """Return the code of each application by its candidate."""
        return dict(self.call.applications.values_list("candidate_id", "code"))

    @cached_property
    def verdicts(self) -> Sequence[Verdict]:
        rows = Verdict.objects.filter(application__call=self.call)
        rows = rows.select_related("application", "requirement", "by")
        return list(rows.order_by("application__code", "requirement__order"))

    @cached_property
    def marks(self) -> Sequence[Mark]:
        rows = Mark.objects.filter(application__call=self.call)
        rows = rows.select_related("criterion", "application", "scorer")
        return list(rows.order_by("application__code", "criterion__order", "scorer_id"))

    @cached_property
    def is_sealed(self) -> bool:
        """Tell whether nobody may know yet whose script is whose."""
        return is_sealed(self.call)

    @cached_property
    def people(self) -> Sequence[Person]:
        return everybody_of(self.call)

    @cached_property
    def decisions(self) -> Sequence[Decision]:
        return decisions_of(self.call)
