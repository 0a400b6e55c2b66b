"""What is simulated: how a survey is drawn, and which predictors are tried on it."""

from dataclasses import dataclass

from simulations.country import Setting
from simulations.estimate import PREDICTORS

SURVEYS = 500
# Of those, the tests make the first again: many where a share is checked, elsewhere a few.
FIRST, FIRST_OF_OTHERS = 40, 4
AREAS = ("sampled", "unsampled")


@dataclass(frozen=True, slots=True)
class Scenario:
    setting: Setting
    predictors: tuple[str, ...]


BY_EFFECT, TWICE = 0.8, 2.0
ALL = tuple(PREDICTORS)
SCENARIOS = {
    "ignorable": Scenario(Setting(), ("plain", "benchmarked")),
    "by-unit": Scenario(Setting(size_by_effect=BY_EFFECT), ALL),
    "by-child": Scenario(Setting(taken=0.3, taken_by_outcome=TWICE), ALL),
    "by-both": Scenario(Setting(size_by_effect=BY_EFFECT, taken=0.3, taken_by_outcome=TWICE), ALL),
}


def first_of(name: str) -> range:
    """Return the numbers of a scenario's surveys that the tests make again."""
    return range(FIRST if name == "ignorable" else FIRST_OF_OTHERS)
