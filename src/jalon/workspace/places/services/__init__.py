"""Every write to countries and areas."""

from jalon.workspace.places.services.areas import mark_of, remove_area, save_area
from jalon.workspace.places.services.catalogue import load_places
from jalon.workspace.places.services.countries import set_weekend
from jalon.workspace.places.services.imports import (
    apply_import,
    bring_file,
    drop_forgotten,
    drop_import,
    look,
    sign,
)

__all__ = [
    "apply_import",
    "bring_file",
    "drop_forgotten",
    "drop_import",
    "load_places",
    "look",
    "mark_of",
    "remove_area",
    "save_area",
    "set_weekend",
    "sign",
]
