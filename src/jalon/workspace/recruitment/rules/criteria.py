"""What is scored, how much it counts and what each mark means: fixed before files are opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.kinds import Stage

WHOLE = Fraction(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that is scored, from `lowest` to `highest` in steps.

    `anchors` says what marks mean, in words; `minimum` is the mark below which nobody goes on.
    """

    key: str
    weight: Fraction
    stage: Stage = Stage.INTERVIEW
    lowest: Fraction = Fraction(0)
    highest: Fraction = Fraction(5)
    step: Fraction = Fraction(1)
    minimum: Fraction | None = None
    anchors: Mapping[Fraction, str] = field(default_factory=dict)

    def scale(self) -> tuple[Fraction, ...]:
        """Return the marks that can be given, from the lowest."""
        steps = (self.highest - self.lowest) / self.step
        return tuple(self.lowest + n * self.step for n in range(int(steps) + 1))


def check_criteria(criteria: Sequence[Criterion]) -> None:
    """Refuse criteria of a stage that do not say what everybody needs to know to score alike."""
    if not criteria:
        raise RuleBroken("criteria-none")
    keys = [each.key for each in criteria]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise RuleBroken("criterion-twice", keys=twice)
    for each in criteria:
        _check(each)
    total = sum((each.weight for each in criteria), Fraction())
    if total != WHOLE:
        raise RuleBroken("weights-not-whole", total=float(total))


def _check(each: Criterion) -> None:
    if each.weight <= 0:
        raise RuleBroken("weight-not-positive", key=each.key)
    steps = (each.highest - each.lowest) / each.step if each.step > 0 else Fraction()
    if steps < 1 or steps.denominator != 1:
        raise RuleBroken("scale-wrong", key=each.key)
    if each.minimum is not None and each.minimum not in each.scale():
        raise RuleBroken("minimum-off-scale", key=each.key)
    ends = (each.lowest, each.highest)
    if any(not each.anchors.get(end, "").strip() for end in ends):
        raise RuleBroken("anchors-missing", key=each.key)
    if any(mark not in each.scale() for mark in each.anchors):
        raise RuleBroken("anchor-off-scale", key=each.key)


def check_mark(criterion: Criterion, mark: Fraction) -> None:
    """Refuse a mark that the scale does not have."""
    if mark not in criterion.scale():
        raise RuleBroken(
            "mark-off-scale",
            key=criterion.key,
            lowest=float(criterion.lowest),
            highest=float(criterion.highest),
        )
