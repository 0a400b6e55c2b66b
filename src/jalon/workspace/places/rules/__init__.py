"""What countries, areas and their files go by: pure functions over plain values."""

from jalon.workspace.places.rules.areas import (
    AreaFacts,
    AreaPlan,
    Change,
    plan_areas,
)
from jalon.workspace.places.rules.drawing import Frame, frame_of, path_of, sketch_of, step_for
from jalon.workspace.places.rules.files import SHAPEFILE, check_archive, check_size, kind_of
from jalon.workspace.places.rules.weekends import checked_weekend

__all__ = [
    "SHAPEFILE",
    "AreaFacts",
    "AreaPlan",
    "Change",
    "Frame",
    "check_archive",
    "check_size",
    "checked_weekend",
    "frame_of",
    "kind_of",
    "path_of",
    "plan_areas",
    "sketch_of",
    "step_for",
]
