"""Every write to countries and areas."""

from jalon.workspace.places.services.catalogue import load_places
from jalon.workspace.places.services.countries import set_weekend

__all__ = ["load_places", "set_weekend"]
