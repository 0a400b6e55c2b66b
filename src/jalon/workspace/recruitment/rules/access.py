"""What somebody may see of an application now: by their grants, their panel, and its marks.

A panel comes before a grant while the call runs: whoever scores without names does so although
their grant would show them, and whoever is tied to a candidate is not shown that one.
"""

from dataclasses import dataclass
from enum import StrEnum

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.panel import SCORING, PanelRole
from jalon.workspace.recruitment.rules.retention import FIELDS, Viewer, may_see

OPENED = frozenset({CallState.SCREENING, CallState.ASSESSMENT, CallState.DECIDED})
# While a panel is at work; it is named, and reads the criteria, before anything is opened.
AT_WORK = frozenset(
    {CallState.PUBLISHED, CallState.CLOSED, CallState.SCREENING, CallState.ASSESSMENT}
)


class Own(StrEnum):
    """How far the reader's own marks of an application have come."""

    NONE = "none"
    OPEN = "open"
    LOCKED = "locked"


class Why(StrEnum):
    """Why somebody sees nothing."""

    NO_RIGHT = "no-right"
    NOT_OPENED = "not-opened"
    NOT_DECLARED = "not-declared"
    EXCLUDED = "excluded"
    TIED = "tied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who somebody is to a call; `role` is None for who does not sit on its panel."""

    recruiter: bool = False
    decider: bool = False
    role: PanelRole | None = None
    declared: bool = False
    excluded: bool = False

    @property
    def scores(self) -> bool:
        return self.role in SCORING


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One application, as it stands to the reader; `closed`: nobody's marks of it are open."""

    state: CallState
    blind: bool = True
    tied: bool = False
    own: Own = Own.NONE
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """As whom somebody looks, and whether while scoring; `why` not, where they see nothing."""

    viewers: frozenset[Viewer] = frozenset()
    scoring: bool = False
    why: Why | None = None

    @property
    def fields(self) -> frozenset[str]:
        """Return the fields of an application that are shown."""
        return frozenset(
            field.name
            for field in FIELDS
            if any(may_see(viewer, field.name, scoring=self.scoring) for viewer in self.viewers)
        )

    @property
    def names(self) -> bool:
        return "contact.name" in self.fields

    @property
    def files(self) -> bool:
        return "files" in self.fields

    @property
    def screens(self) -> bool:
        return Viewer.SCREENER in self.viewers


def seen(standing: Standing, case: Case) -> Seen:
    """Return what `standing` may see of `case`."""
    on_panel = standing.role is not None and case.state in AT_WORK
    if not (on_panel or standing.recruiter or standing.decider):
        return Seen(why=Why.NO_RIGHT)
    if case.state not in OPENED:
        return Seen(why=Why.NOT_OPENED)
    if on_panel:
        return _on_panel(standing, case)
    return Seen(_by_grant(standing, case))


def _by_grant(standing: Standing, case: Case) -> frozenset[Viewer]:
    viewers = {Viewer.RECRUITER, Viewer.SCREENER} if standing.recruiter else set()
    if standing.decider and case.state is not CallState.SCREENING:
        viewers.add(Viewer.DECIDER)
    return frozenset(viewers)


def _on_panel(standing: Standing, case: Case) -> Seen:
    if not standing.declared:
        return Seen(why=Why.NOT_DECLARED)
    if standing.excluded:
        return Seen(why=Why.EXCLUDED)
    if case.tied:
        return Seen(why=Why.TIED)
    if case.blind and not _may_know(case):
        return Seen(frozenset({Viewer.PANEL}), scoring=True)
    return Seen(frozenset({Viewer.PANEL}) | _by_grant(standing, case))


def _may_know(case: Case) -> bool:
    """Tell whether names can no longer sway a mark that is still open."""
    return case.own is Own.LOCKED or (case.own is Own.NONE and case.closed)


def check(seen_now: Seen) -> None:
    """Refuse who sees nothing, with the reason."""
    match seen_now.why:
        case Why.NO_RIGHT:
            raise RuleBroken("application-not-yours")
        case Why.NOT_OPENED:
            raise RuleBroken("application-not-opened")
        case Why.NOT_DECLARED:
            raise RuleBroken("conflict-not-declared")
        case Why.EXCLUDED | Why.TIED:
            raise RuleBroken("conflict-declared")
        case None:
            return


def may_screen(standing: Standing, *, blind: bool) -> bool:
    """Tell whether somebody may screen: by a grant, and not where they score without names."""
    if not standing.recruiter:
        return False
    if standing.role is None:
        return True
    return standing.declared and not standing.excluded and not (standing.scores and blind)
