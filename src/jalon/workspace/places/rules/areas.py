"""What a file of areas would change: everything is known before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jalon.errors import Problem

LONGEST_CODE = 30
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """An area as a file or the register has it."""

    code: str
    name: Mapping[str, str]
    parent: str | None = None  # its code, one level up


@dataclass(frozen=True, slots=True)
class Change:
    """An area that is there, and how it would be."""

    before: AreaFacts
    after: AreaFacts


@dataclass(frozen=True, slots=True)
class AreaPlan:
    """What applying a file does; it can be applied if nothing is refused."""

    added: list[AreaFacts] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[AreaFacts] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)  # codes of the register that the file lacks

    @property
    def counts(self) -> dict[str, int]:
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "refused": len(self.refused),
            "absent": len(self.absent),
        }


def plan_areas(
    brought: Sequence[AreaFacts],
    present: Mapping[str, AreaFacts],
    parents: frozenset[str],
    *,
    needs_parent: bool,
) -> AreaPlan:
    """Compare a file's areas with the register's at the same level; `parents` are codes above it.

    A name that the file does not give in some language stays as it is.
    """
    plan = AreaPlan()
    for area in brought:
        before = present.get(area.code)
        if problem := _problem(area, before, parents, needs_parent=needs_parent):
            plan.refused.append(problem)
            continue
        if before is None:
            plan.added.append(area)
            continue
        after = AreaFacts(area.code, {**before.name, **area.name}, area.parent or before.parent)
        if after == before:
            plan.unchanged.append(before)
        else:
            plan.changed.append(Change(before, after))
    codes = {area.code for area in brought}
    plan.absent.extend(sorted(set(present) - codes))
    return plan


def _problem(
    area: AreaFacts, before: AreaFacts | None, parents: frozenset[str], *, needs_parent: bool
) -> Problem | None:
    if len(area.code) > LONGEST_CODE:
        return Problem(area.code[:LONGEST_CODE], "area-code-too-long", {"most": LONGEST_CODE})
    if before is None and not any(text.strip() for text in area.name.values()):
        return Problem(area.code, "area-without-name")
    if any(len(text) > LONGEST_NAME for text in area.name.values()):
        return Problem(area.code, "area-name-too-long", {"most": LONGEST_NAME})
    if needs_parent and not (area.parent or (before and before.parent)):
        return Problem(area.code, "area-without-parent")
    if area.parent and area.parent not in parents:
        return Problem(area.code, "area-parent-unknown", {"parent": area.parent})
    return None
