"""What other apps keep in a country of a programme: it stands in the way of dropping the country.

In ``apps.ready``: ``standing.register("documents", papers_in)``.
"""

from collections.abc import Callable, Iterable

from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme

# (programme, country) -> what stands there, counted, in words: "3 papers"
Standing = Callable[[Programme, Country], Iterable[str]]
_STANDING: dict[str, Standing] = {}


def register(name: str, what: Standing) -> None:
    """Ask `what` before a country is dropped from a programme."""
    _STANDING[name] = what


def standing_in(programme: Programme, country: Country) -> list[str]:
    """Return what stands in a country of a programme, in words."""
    return [text for what in _STANDING.values() for text in what(programme, country)]
