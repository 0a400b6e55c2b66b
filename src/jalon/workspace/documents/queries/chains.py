"""Read clearance chains: what a kind needs in a programme."""

from dataclasses import dataclass

from django.db.models import Q

from jalon.workspace.documents.models import ChainStep, ChainTemplate
from jalon.workspace.documents.rules.defaults import ChainLine, shipped_chain
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain that holds for a kind, and whose it is."""

    kind: Kind
    lines: tuple[ChainLine, ...]
    origin: str  # "programme", "office" or "shipped"

    @property
    def working_days(self) -> int:
        """The days that the whole chain may take: side by side, the longest counts."""
        longest: dict[int, int] = {}
        for line in self.lines:
            longest[line.order] = max(longest.get(line.order, 0), line.working_days)
        return sum(longest.values())


def chains_of(programme: Programme | None) -> list[Chain]:
    """Return the chain of each kind: the programme's own, else the office's, else as shipped."""
    own = Q(programme=None) if programme is None else Q(programme=None) | Q(programme=programme)
    templates = ChainTemplate.objects.filter(own).prefetch_related("steps")
    found = {(template.programme_id, template.kind): template for template in templates}
    key = programme.pk if programme else None
    return [_chain(kind, found, key) for kind in Kind]


def chain_of(kind: Kind, programme: Programme | None) -> Chain:
    """Return the chain that holds for one kind."""
    return next(chain for chain in chains_of(programme) if chain.kind == kind)


def own_chain(kind: Kind, programme: Programme | None) -> ChainTemplate | None:
    """Return the chain that the programme, or the office, has made for a kind itself."""
    return ChainTemplate.objects.filter(programme=programme, kind=kind).first()


def _chain(
    kind: Kind, found: dict[tuple[int | None, str], ChainTemplate], programme: int | None
) -> Chain:
    if programme is not None and (template := found.get((programme, kind))):
        return Chain(kind, _lines(template), "programme")
    if template := found.get((None, kind)):
        return Chain(kind, _lines(template), "office")
    return Chain(kind, shipped_chain(kind), "shipped")


def _lines(template: ChainTemplate) -> tuple[ChainLine, ...]:
    steps: list[ChainStep] = sorted(template.steps.all(), key=lambda step: (step.order, step.pk))
    return tuple(ChainLine(step.order, step.title, step.role, step.working_days) for step in steps)
