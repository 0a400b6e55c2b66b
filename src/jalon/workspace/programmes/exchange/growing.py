"""The tree of results while the rows of a sheet are being read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from jalon.workspace.programmes.exchange.headings import LEVELS, Role, plain
from jalon.workspace.programmes.exchange.plan import PlannedIndicator


@dataclass(slots=True)
class Node:
    """A result while its rows are being read."""

    row: int
    level: Role
    text: str
    code: str = ""
    title: str = ""
    above: "Node | None" = None
    indicators: list[PlannedIndicator] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)

    def is_same(self, other: "Node") -> bool:
        """Tell whether two rows speak of one result: by its code, or else by its title."""
        if self.code and other.code:
            return self.code.casefold() == other.code.casefold()
        return plain(self.text) == plain(other.text)


@dataclass(slots=True)
class Tree:
    """The results so far, and the one that the next row is about."""

    roots: list[Node] = field(default_factory=list)
    current: Node | None = None

    def open(self, node: Node) -> None:
        """Put a result below the one above it in the chain, or go back to it."""
        node.above = self._numbered_above(node) or self._above(node.level)
        siblings = node.above.children if node.above else self.roots
        known = next((one for one in siblings if one.is_same(node)), None)
        if known is None:
            siblings.append(node)
        self.current = known or node

    def at(self, level: Role) -> Node | None:
        """Return the open result of a level."""
        return next((node for node in self._path() if node.level is level), None)

    def _above(self, level: Role) -> Node | None:
        rank = LEVELS.index(level)
        return next((n for n in self._path() if LEVELS.index(n.level) < rank), None)

    def _numbered_above(self, node: Node) -> Node | None:
        """Return the result whose code this one's goes on from: 1.2 stands below 1."""
        rank, code = LEVELS.index(node.level), node.code.casefold()
        found = [
            one
            for one in self._all(self.roots)
            if one.code
            and code.startswith(f"{one.code.casefold()}.")
            and LEVELS.index(one.level) < rank
        ]
        return max(found, key=lambda one: len(one.code), default=None)

    def _path(self) -> Iterator[Node]:
        """Yield the open result and those above it."""
        node = self.current
        while node is not None:
            yield node
            node = node.above

    def _all(self, nodes: list[Node]) -> Iterator[Node]:
        for node in nodes:
            yield node
            yield from self._all(node.children)
