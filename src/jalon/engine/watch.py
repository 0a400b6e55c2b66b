"""Who watches a run: how far it is, and how long each step took."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

Advance = Callable[[float], None]


class Display(Protocol):
    """Something that shows progress: a terminal, a page, a log."""

    def begin(self, step: str) -> Advance:
        """Show that a step has begun; what is returned is told the share that is done, 0 to 1."""
        ...

    def end(self, step: str, seconds: float) -> None:
        """Show that a step is done."""
        ...


@dataclass(slots=True)
class Watch:
    """Tell a display of each step and keep its time in seconds."""

    display: Display | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[Advance]:
        """Time a step. The value says how far it is, where the caller knows."""
        start = perf_counter()
        advance = self.display.begin(name) if self.display else _ignore
        yield advance
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start
        if self.display:
            self.display.end(name, self.seconds[name])


def _ignore(share: float) -> None:
    del share
