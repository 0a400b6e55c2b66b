"""Who sits on a panel: its balance, and what a declared conflict of interest excludes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jalon.errors import RuleBroken


class PanelRole(StrEnum):
    """What a member does."""

    CHAIR = "chair"
    MEMBER = "member"
    HUMAN_RESOURCES = "hr"
    OBSERVER = "observer"


SCORING = frozenset({PanelRole.CHAIR, PanelRole.MEMBER, PanelRole.HUMAN_RESOURCES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member, as far as the balance looks at them; None is "not said"."""

    key: str
    role: PanelRole = PanelRole.MEMBER
    sex: str | None = None
    region: str | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a panel must be; a site may ask for other numbers (own practice, after UN usage)."""

    least: int = 3
    both_sexes: bool = True
    regions: int = 2
    outside: int = 1
    human_resources: bool = True


class Lack(StrEnum):
    """What a panel lacks."""

    MEMBERS = "members"
    CHAIR = "chair"
    BOTH_SEXES = "both-sexes"
    REGIONS = "regions"
    OUTSIDE = "outside"
    HUMAN_RESOURCES = "human-resources"


def lacks(members: Sequence[Member], balance: Balance | None = None) -> tuple[Lack, ...]:
    """Return what a panel lacks; an observer does not count, what is not said fills nothing."""
    wanted = balance or Balance()
    scorers = [each for each in members if each.role in SCORING]
    told = {
        Lack.MEMBERS: len(scorers) < wanted.least,
        Lack.CHAIR: sum(each.role is PanelRole.CHAIR for each in scorers) != 1,
        Lack.BOTH_SEXES: wanted.both_sexes and not {"f", "m"} <= {each.sex for each in scorers},
        Lack.REGIONS: len({m.region for m in scorers if m.region}) < wanted.regions,
        Lack.OUTSIDE: sum(each.outside for each in scorers) < wanted.outside,
        Lack.HUMAN_RESOURCES: wanted.human_resources
        and not any(each.role is PanelRole.HUMAN_RESOURCES for each in scorers),
    }
    return tuple(lack for lack, true in told.items() if true)


class Tie(StrEnum):
    """What ties a member to a candidate."""

    NONE = "none"
    FAMILY = "family"
    CLOSE_FRIEND = "close-friend"
    BUSINESS = "business"
    DISPUTE = "dispute"
    REFEREE = "referee"
    SUPERVISES = "supervises"
    WORKED_TOGETHER = "worked-together"
    ACQUAINTANCE = "acquaintance"


class TieEffect(StrEnum):
    """What a tie excludes a member from."""

    NOTHING = "nothing"
    DISCLOSE = "disclose"
    THIS_CANDIDATE = "this-candidate"
    PANEL = "panel"


# Own practice, after the standards of conduct for the international civil service (ICSC, 2013):
# family or a stake of one's own bears on how all candidates are compared.
EFFECT: dict[Tie, TieEffect] = {
    Tie.NONE: TieEffect.NOTHING,
    Tie.FAMILY: TieEffect.PANEL,
    Tie.BUSINESS: TieEffect.PANEL,
    Tie.DISPUTE: TieEffect.PANEL,
    Tie.CLOSE_FRIEND: TieEffect.THIS_CANDIDATE,
    Tie.REFEREE: TieEffect.THIS_CANDIDATE,
    Tie.SUPERVISES: TieEffect.DISCLOSE,
    Tie.WORKED_TOGETHER: TieEffect.DISCLOSE,
    Tie.ACQUAINTANCE: TieEffect.DISCLOSE,
}


def check_declared_again(before: Mapping[int, Tie], now: Mapping[int, Tie]) -> None:
    """Refuse to take a tie back that keeps a member away: what then comes back has its name."""
    order = list(TieEffect)
    lessened = [
        key
        for key, tie in before.items()
        if EFFECT[tie] in {TieEffect.THIS_CANDIDATE, TieEffect.PANEL}
        and order.index(EFFECT[now.get(key, Tie.NONE)]) < order.index(EFFECT[tie])
    ]
    if lessened:
        raise RuleBroken("tie-stands", count=len(lessened))
