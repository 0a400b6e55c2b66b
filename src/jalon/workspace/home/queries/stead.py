"""In whose stead a deputy acts: asked of the grants that somebody holds for others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.models import Step
from jalon.workspace.programmes.permissions import reaches_of
from jalon.workspace.programmes.rules import Reach


@dataclass(frozen=True, slots=True)
class Stead:
    """Grants of a reader, which know the names of those for whom they hold some."""

    reaches: Sequence[Reach]

    def of(self, person: int | None, organisation: int | None = None) -> str:
        """Return the name of who is away and owes what `person` or `organisation` owes."""
        if person is not None or organisation is None:
            return self._absent().get(person, "")
        return self._first(lambda reach: reach.organisation == organisation)

    def of_step(self, step: Step) -> str:
        """Return the name of who is away and would take a step; nobody if it is the reader's."""
        if step.assignee_id is not None:
            return self.of(step.assignee_id)
        programme = step.document.programme_id

        def fits(reach: Reach) -> bool:
            takes = reach.role == step.role
            if step.is_acceptance:
                takes = reach.allows(Permission.DOCUMENT_ACCEPT)
            return takes and reach.programme in (None, programme)

        return self._first(fits)

    def _first(self, fits: Callable[[Reach], bool]) -> str:
        people = [reach.on_behalf_of for reach in self.reaches if fits(reach)]
        return "" if not people or None in people else self.of(people[0])

    def _absent(self) -> dict[int | None, str]:
        return {r.on_behalf_of: r.absent for r in self.reaches if r.on_behalf_of is not None}


def stead_of(user: Any) -> Stead:
    """Return in whose stead `user` acts today."""
    return Stead(reaches_of(user))
