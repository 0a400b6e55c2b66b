"""The reference data that every site has, loaded in the order in which it refers to itself."""

from collections.abc import Callable
from importlib import import_module

LOADERS = (
    ("jalon.workspace.places.services", "load_places"),
    ("jalon.workspace.standards.services", "load_catalogue"),
)


def load_catalogues() -> None:
    """Load or refresh countries and standards; nothing changes where nothing is new."""
    for module, name in LOADERS:
        loader: Callable[..., object] = getattr(import_module(module), name)
        loader(by=None)
