"""How much each stage counts in the last ranking: alike, unless it is said with the criteria."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.criteria import WHOLE, Criterion
from jalon.workspace.recruitment.rules.kinds import Stage

StageWeights = Mapping[str, int]  # in hundredths; nothing: alike


def check_stage_weights(weights: StageWeights, stages: Collection[Stage]) -> None:
    """Refuse weights that are not of just the stages that are ranked, or do not make 100."""
    if not weights:
        return
    if set(weights) != {stage.value for stage in stages} or len(stages) < 2:
        raise RuleBroken("stage-weights-of-others")
    if any(weight <= 0 for weight in weights.values()):
        raise RuleBroken("stage-weight-not-positive")
    if (total := sum(weights.values())) != WHOLE:
        raise RuleBroken("stage-weights-not-whole", total=total)


def weighed(criteria: Sequence[Criterion], weights: StageWeights) -> tuple[Criterion, ...]:
    """Return the criteria of several stages, each with the share that its stage has."""
    if not weights:
        return tuple(criteria)
    return tuple(
        replace(each, weight=each.weight * Fraction(weights[each.stage]) / WHOLE)
        for each in criteria
    )
