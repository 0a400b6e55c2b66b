"""What a run has to show, as plain data: the one input of figures, report and fact sheets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from jalon.errors import BadInput

Geometries = npt.NDArray[np.object_]

Words = Mapping[str, str]
"""The same text in several languages: language code -> text."""

REQUIRED_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "areas": (
            "area",
            "name",
            "region",
            "region_name",
            "children",
            "rate",
            "expected",
            "se",
            "low95",
            "high95",
            "precision",
            "sampled",
            "n_sample",
            "class",
            "class_label",
            "class_probability",
            "certainty",
            "rank",
            "rank_low90",
            "rank_high90",
        ),
        "national": ("level", "code", "name", "children", "rate", "low95", "high95", "expected"),
        "classes": ("class", "label", "low", "high", "areas", "children", "expected"),
    }
)


def in_language(words: Words, language: str) -> str:
    """Give the text in `language`, else in English, else in whatever language there is.

    A missing translation must never stop a report: the reader sees the text in another language.
    """
    return words.get(language) or words.get("en") or next(iter(words.values()), "")


@dataclass(frozen=True, slots=True)
class Threshold:
    """One number of the rule that decides who counts, and where it comes from."""

    label: Words  # "Hours of economic work a week, ages 12-14"
    value: str  # "14 or more"; already readable, never translated
    source: str  # "SDG indicator 8.7.1, UNICEF/ILO metadata"


@dataclass(frozen=True, slots=True)
class Note:
    """A titled paragraph: a step of the method, or a caveat of the study."""

    title: Words
    text: Words


class MapContent(Protocol):
    """What a map needs of a run, whatever kind it is; see `ReportContent`."""

    @property
    def areas(self) -> pl.DataFrame: ...

    @property
    def area_codes(self) -> tuple[str, ...]: ...

    @property
    def geometries(self) -> Geometries: ...

    @property
    def backdrop(self) -> Geometries: ...

    @property
    def title(self) -> Words: ...

    @property
    def source_line(self) -> Words: ...

    @property
    def disclaimer(self) -> Words: ...

    @property
    def class_labels(self) -> Mapping[str, Words]: ...

    @property
    def synthetic(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Everything that figures, report and fact sheets may say about one run.

    Only the first block must be given; what is left out is left out of the report too.
    Texts are `Words`: ``{"es": "...", "fr": "..."}``; a missing language falls back to English,
    then to any. Labels of variables, levels and factor groups likewise, then to the bare code.

    Frames have the columns of the result files (rates and shares in 0-1, contributions in
    0-1 too: 0.02 is two percentage points). Column `class` is 1..k with 1 the lowest risk.
    The columns that cannot be done without are in `REQUIRED_COLUMNS`.

    Attributes
    ----------
    title, outcome, population : Words
        "Child labour risk in Guatemala, 2018"; "child labour"; "children aged 7-17".
        `outcome` and `population` stand inside sentences: no capital, no article.
    area_kind, area_kind_plural, region_kind : Words
        "municipality", "municipalities", "department".
    country : Words
        Name of the whole, beside the national rate.
    areas, national, classes : DataFrame
        Result frames of the same names.
    area_codes : tuple of str, geometries : object array, same length
        Shapely polygons in longitude and latitude (EPSG:4326), any order; an area of `areas`
        without a polygon is listed but not drawn, and a polygon of no area is drawn empty.
    backdrop : object array
        Lakes and the like: drawn, never coloured.
    groups, national_groups, direct, coefficients, coefficient_errors, factors, harmonisation,
    reading, assessment, regions_held_out, alternatives, beside, what_if, what_if_beyond, effects,
    benchmark : DataFrame or None
        Result frames of the same names.
    variables : variable code -> Words
    levels : (variable code, level code) -> Words
    factor_groups : group code of `factors` -> Words
        Falls back to `variables`.
    class_labels : class_label -> Words
        "low", "medium", "high", "very low", "very high" are known without.
    class_method, class_reference : Words
        "Quantiles of the rates of the areas"; "all municipalities of the country".
    direct_scheme : Words
        Name of the publication rule of the direct estimates.
    precision_scheme : Words
        Name of the publication rule behind the column `precision`.
    outcome_definition : Words
        One or two sentences for the officer.
    thresholds : tuple of Threshold
    caveats, method_notes : tuple of Note
        Caveats of this study are shown before the general ones.
    disclaimer : Words
        On names and boundaries; stands under every map. Empty: the usual United Nations wording.
    source_line : Words
        "ENCOVI 2023; XII Population Census 2018": stands on every sheet.
    provenance : tuple of (what, value)
        Study file, hashes, versions, seed: shown as given.
    made_at : datetime
        Stands on the report and in the PDFs; taken from the study so that two runs are identical.
    synthetic : bool
        The country is invented: said on every page and figure.
    area_effect : float or None
        sigma_u, standard deviation of the area effect in log-odds; None says that it was left
        out and that the errors are too small for it.
    phrases : text -> Words
        The study's own sentences that stand in frames in one language only (labels of alternative
        runs, notes on published figures), with their translations.
    decimal : language -> decimal separator
        Overrides the default of a language ("es": "," outside Mexico and Central America).
    """

    title: Words
    outcome: Words
    population: Words
    country: Words
    area_kind: Words
    area_kind_plural: Words
    region_kind: Words
    areas: pl.DataFrame
    national: pl.DataFrame
    classes: pl.DataFrame
    area_codes: tuple[str, ...]
    geometries: Geometries
    made_at: datetime

    backdrop: Geometries = field(default_factory=lambda: np.empty(0, dtype=object))
    groups: pl.DataFrame | None = None
    national_groups: pl.DataFrame | None = None
    direct: pl.DataFrame | None = None
    coefficients: pl.DataFrame | None = None
    coefficient_errors: pl.DataFrame | None = None
    factors: pl.DataFrame | None = None
    harmonisation: pl.DataFrame | None = None
    reading: pl.DataFrame | None = None
    assessment: pl.DataFrame | None = None
    regions_held_out: pl.DataFrame | None = None
    alternatives: pl.DataFrame | None = None
    beside: pl.DataFrame | None = None
    what_if: pl.DataFrame | None = None
    what_if_beyond: pl.DataFrame | None = None
    effects: pl.DataFrame | None = None
    benchmark: pl.DataFrame | None = None

    variables: Mapping[str, Words] = field(default_factory=dict)
    levels: Mapping[tuple[str, str], Words] = field(default_factory=dict)
    factor_groups: Mapping[str, Words] = field(default_factory=dict)
    class_labels: Mapping[str, Words] = field(default_factory=dict)
    class_method: Words = field(default_factory=dict)
    class_reference: Words = field(default_factory=dict)
    precision_scheme: Words = field(default_factory=dict)
    direct_scheme: Words = field(default_factory=dict)
    outcome_definition: Words = field(default_factory=dict)
    thresholds: tuple[Threshold, ...] = ()
    caveats: tuple[Note, ...] = ()
    method_notes: tuple[Note, ...] = ()
    disclaimer: Words = field(default_factory=dict)
    source_line: Words = field(default_factory=dict)
    provenance: tuple[tuple[str, str], ...] = ()
    synthetic: bool = False
    area_effect: float | None = None
    decimal: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, Words] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for table, columns in REQUIRED_COLUMNS.items():
            frame: pl.DataFrame = getattr(self, table)
            missing = [column for column in columns if column not in frame.columns]
            if missing:
                raise BadInput("report-columns-missing", table=table, columns=", ".join(missing))
        if len(self.area_codes) != len(self.geometries):
            raise BadInput(
                "report-shapes-and-codes-differ",
                shapes=len(self.geometries),
                codes=len(self.area_codes),
            )

    def variable(self, code: str, language: str) -> str:
        return in_language(self.variables.get(code, {}), language) or code

    def level(self, variable: str, code: str, language: str) -> str:
        return in_language(self.levels.get((variable, code), {}), language) or code

    def phrase(self, text: str, language: str) -> str:
        return in_language(self.phrases.get(text, {}), language) or text

    def factor_group(self, code: str, language: str) -> str:
        return in_language(self.factor_groups.get(code, {}), language) or self.variable(
            code, language
        )

    @property
    def class_count(self) -> int:
        return self.classes.height

    @property
    def one_scale(self) -> bool:
        """Tell whether one class begins where another ends, as it does for a whole country.

        Classes cut within each region overlap, and then no axis can show where they are cut.
        """
        return all(
            begin is not None and end is not None and end <= begin + 1e-9
            for end, begin in zip(self.classes["high"][:-1], self.classes["low"][1:], strict=True)
        )


def usual_contribution(content: ReportContent) -> float:
    """Give the length of bars of contributions that suits nine areas in ten.

    Bars of most areas then compare with each other, and one extreme area does not shrink all
    others to nothing: its own bars are drawn on its own scale.
    """
    if content.factors is None:
        return 0.0
    largest = content.factors.group_by("area").agg(pl.col("contribution").abs().max())
    return float(largest.select(pl.col("contribution").quantile(0.9)).item() or 0.0)
