"""The clearance chain: which steps open next, and who may decide them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from jalon.errors import RuleBroken
from jalon.workspace.documents.rules.states import StepState

PENDING = frozenset({StepState.WAITING, StepState.OPEN})


@dataclass(frozen=True, slots=True)
class Link:
    """A step as the chain sees it; steps of one order run side by side."""

    key: int
    order: int
    state: StepState


def to_open(chain: Iterable[Link]) -> list[int]:
    """Return the keys of the steps whose turn it is and that are not open yet."""
    pending = [link for link in chain if link.state in PENDING]
    turn = min((link.order for link in pending), default=None)
    return [link.key for link in pending if link.order == turn and link.state is StepState.WAITING]


def is_cleared(chain: Collection[Link]) -> bool:
    """Tell whether nothing is left to decide, and nobody has returned the text."""
    return bool(chain) and all(
        link.state in {StepState.CLEARED, StepState.SKIPPED} for link in chain
    )


@dataclass(frozen=True, slots=True)
class Hat:
    """A role that somebody holds: their own, or that of a person for whom they stand in."""

    role: str
    on_behalf_of: int | None = None


def hat_for(
    *,
    user: int,
    hats: Iterable[Hat],
    role: str,
    assignee: int | None,
    authors: Collection[int],
) -> Hat:
    """Return the hat under which `user` may decide a step.

    Authors decide nothing about their own text: not themselves, not for somebody who is away, and
    not through somebody who stands in for them.
    """
    if user in authors:
        raise RuleBroken("author-clears-own")
    fitting = [hat for hat in hats if _fits(hat, user, role, assignee)]
    if not fitting:
        raise RuleBroken("step-of-others")
    free = [hat for hat in fitting if hat.on_behalf_of not in authors]
    if not free:
        raise RuleBroken("deputy-clears-for-author")
    return min(free, key=lambda hat: hat.on_behalf_of is not None)


def _fits(hat: Hat, user: int, role: str, assignee: int | None) -> bool:
    if assignee is not None:
        return (hat.on_behalf_of or user) == assignee
    return hat.role == role
