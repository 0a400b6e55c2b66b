"""What a run of the vulnerability index has to show, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import polars as pl

from jalon.engine.charts.content import Geometries, Note, Words, in_language


@dataclass(frozen=True, slots=True)
class IndexContent:
    """Everything that map, figures and report may say of one run of the index.

    Frames have the columns of the result files of the same names; `areas` is the table "index".
    Texts are `Words`. `scores` and `indicators` name dimensions and indicators by their codes.
    `scale_ends` tells whether the index lies between 0 and 100 (a z-score does not).
    """

    title: Words
    country: Words
    area_kind: Words
    area_kind_plural: Words
    region_kind: Words
    areas: pl.DataFrame
    classes: pl.DataFrame
    indicators: pl.DataFrame
    dimensions: pl.DataFrame
    correlations: pl.DataFrame
    choices: pl.DataFrame
    area_codes: tuple[str, ...]
    geometries: Geometries
    made_at: datetime
    recipe: Mapping[str, Words]
    indicator_labels: Mapping[str, Words]
    dimension_labels: Mapping[str, Words]
    scale_ends: bool

    backdrop: Geometries = field(default_factory=lambda: np.empty(0, dtype=object))
    validity: pl.DataFrame | None = None
    validity_labels: Mapping[str, Words] = field(default_factory=dict)
    names: pl.DataFrame | None = None
    reading: pl.DataFrame | None = None
    class_labels: Mapping[str, Words] = field(default_factory=dict)
    class_method: Words = field(default_factory=dict)
    caveats: tuple[Note, ...] = ()
    disclaimer: Words = field(default_factory=dict)
    source_line: Words = field(default_factory=dict)
    provenance: tuple[tuple[str, str], ...] = ()
    synthetic: bool = False

    @property
    def class_count(self) -> int:
        return self.classes.height

    @property
    def one_scale(self) -> bool:
        """Tell whether classes are cut by the index, so that each has its limits."""
        return bool(self.classes["low"].is_not_null().all())

    def indicator(self, code: str, language: str) -> str:
        return in_language(self.indicator_labels.get(code, {}), language) or code

    def dimension(self, code: str, language: str) -> str:
        return in_language(self.dimension_labels.get(code, {}), language) or code
