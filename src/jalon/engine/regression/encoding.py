"""Turn patterns of levels and covariates of areas into the columns of a model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census.patterns import Factor, PatternIndex
from jalon.errors import BadInput

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

INTERCEPT = "(intercept)"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the levels whose meeting it marks, times at most one covariate.

    `levels` holds (factor position, level code) pairs; `covariate` is -1 for none; `term` is the
    position in `Encoding.all_terms`, -1 for the intercept.
    """

    name: str
    term: int
    levels: tuple[tuple[int, int], ...] = ()
    covariate: int = -1


@dataclass(frozen=True, eq=False)
class Encoding:
    """The frozen rule from a person's levels and the area's covariates to p model columns.

    Treatment coding: the first level of each factor is the reference, an interaction's columns are
    products of its parts' columns. Covariates are standardised, ``(z - centre) / scale``.

    Parameters
    ----------
    index : PatternIndex
        The factors, also those that only wait for a later model.
    terms : tuple of str
        ``"sex"``, ``"age:sex"``, ``"urban:cropland"``.
    covariates : tuple of str
        Names of the covariates, in the order of their columns in `Z`; each is also a term.
    centre, scale : ndarray, shape (c,)
        In the covariates' own units.
    names : tuple of str
        The p columns: ``"(intercept)"``, ``"sex=female"``, ``"age=10-14:sex=female"``,
        ``"cropland"``, ``"urban=rural:cropland"``.
    term_of : ndarray of int, shape (p,)
        Position of each column's term in `all_terms`; -1 for the intercept.
    covariate_of : ndarray of int, shape (p,)
        Position of the covariate that multiplies the column, -1 for none.
    """

    index: PatternIndex
    terms: tuple[str, ...]
    covariates: tuple[str, ...]
    centre: Floats
    scale: Floats
    names: tuple[str, ...]
    term_of: Integers
    covariate_of: Integers

    @property
    def all_terms(self) -> tuple[str, ...]:
        """`terms`, then the covariates that are not among them."""
        return _all_terms(self.terms, self.covariates)

    @property
    def is_additive_in_covariates(self) -> bool:
        """Whether a covariate moves everyone in an area alike (on the log-odds scale)."""
        return not any(column.levels and column.covariate >= 0 for column in self.columns)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return _columns(self.index, self.all_terms, self.covariates)

    def columns_of(self, term: str) -> Integers:
        """Return the positions of a term's columns, for `LogisticFit.wald` and tables."""
        if term not in self.all_terms:
            raise BadInput("unknown-term", term=term, part=term)
        return np.flatnonzero(self.term_of == self.all_terms.index(term))

    def standardise(self, Z: Floats) -> Floats:
        """Return covariates (m, c) in their own units as standardised ones."""
        standardised: Floats = (Z - self.centre) / self.scale
        return standardised

    def pattern_matrix(self, pids: NDArray[np.integer] | None = None) -> Floats:
        """Return what the levels alone contribute, shape (m, p) for m patterns (default: all).

        Column j of the model is column j here, times the standardised covariate
        ``covariate_of[j]`` where there is one.
        """
        codes = self.index.codes(pids)
        X = np.ones((len(codes), len(self.names)))
        for j, column in enumerate(self.columns):
            for position, level in column.levels:
                X[:, j] *= codes[:, position] == level
        return X

    def matrix(self, pids: NDArray[np.integer], Z: Floats | None = None) -> Floats:
        """Return the model matrix (m, p) of patterns (m,) with covariates (m, c) in own units.

        Raises
        ------
        BadInput("covariate-missing")
            A covariate is not a finite number.
        """
        X = self.pattern_matrix(pids)
        if not self.covariates:
            return X
        if Z is None or Z.shape != (len(X), len(self.covariates)):
            raise BadInput("covariate-missing", covariate=", ".join(self.covariates), row=1)
        wrong = ~np.isfinite(Z)
        if wrong.any():
            row, place = np.argwhere(wrong)[0]
            raise BadInput("covariate-missing", covariate=self.covariates[place], row=int(row) + 1)
        standardised = self.standardise(Z)
        for j, covariate in enumerate(self.covariate_of):
            if covariate >= 0:
                X[:, j] *= standardised[:, covariate]
        return X

    def to_dict(self) -> dict[str, Any]:
        """Return the encoding as plain values, for ``model.json``."""
        return {
            "factors": [
                {"name": factor.name, "levels": list(factor.levels)}
                for factor in self.index.factors
            ],
            "terms": list(self.terms),
            "covariates": [
                {"name": name, "centre": float(centre), "scale": float(scale)}
                for name, centre, scale in zip(
                    self.covariates, self.centre, self.scale, strict=True
                )
            ],
            "columns": list(self.names),
        }

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> "Encoding":
        """Rebuild the encoding that `to_dict` wrote.

        Raises
        ------
        BadInput("model-not-readable")
            A part is missing, or the columns are not those the terms give.
        """
        for part in ("factors", "terms", "covariates", "columns"):
            if part not in saved:
                raise BadInput("model-not-readable", part=part)
        try:
            factors = tuple(Factor(f["name"], tuple(f["levels"])) for f in saved["factors"])
            covariates = tuple(c["name"] for c in saved["covariates"])
            centre = np.array([c["centre"] for c in saved["covariates"]], dtype=np.float64)
            scale = np.array([c["scale"] for c in saved["covariates"]], dtype=np.float64)
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput("model-not-readable", part="factors, covariates") from error
        encoding = build_encoding(
            PatternIndex(factors), tuple(saved["terms"]), covariates, centre, scale
        )
        if list(encoding.names) != list(saved["columns"]):
            raise BadInput("model-not-readable", part="columns")
        return encoding


def build_encoding(
    index: PatternIndex,
    terms: Sequence[str],
    covariates: Sequence[str] = (),
    centre: Floats | None = None,
    scale: Floats | None = None,
) -> Encoding:
    """Name and number the columns of a model.

    Parameters
    ----------
    index : PatternIndex
    terms : sequence of str
        Factors, covariates, and interactions written with colons.
    covariates : sequence of str
        Each also enters on its own, after `terms` unless it stands among them.
    centre, scale : ndarray, shape (c,), optional
        Default 0 and 1.

    Raises
    ------
    BadInput("unknown-term"), BadInput("bad-term"), BadInput("duplicate-term"),
    BadInput("interaction-without-main-effect"), BadInput("one-level-factor"),
    BadInput("covariate-not-varying")
    """
    terms, covariates = tuple(terms), tuple(covariates)
    centre = np.zeros(len(covariates)) if centre is None else np.asarray(centre, np.float64)
    scale = np.ones(len(covariates)) if scale is None else np.asarray(scale, np.float64)
    for name, middle, spread in zip(covariates, centre, scale, strict=True):
        if not (np.isfinite(middle) and np.isfinite(spread) and spread > 0):
            raise BadInput("covariate-not-varying", covariate=name)
    _check_terms(index, _all_terms(terms, covariates), covariates)
    columns = _columns(index, _all_terms(terms, covariates), covariates)
    return Encoding(
        index=index,
        terms=terms,
        covariates=covariates,
        centre=centre,
        scale=scale,
        names=tuple(column.name for column in columns),
        term_of=np.array([column.term for column in columns], dtype=np.int64),
        covariate_of=np.array([column.covariate for column in columns], dtype=np.int64),
    )


def _all_terms(terms: Sequence[str], covariates: Sequence[str]) -> tuple[str, ...]:
    return (*terms, *(name for name in covariates if name not in terms))


def _check_terms(index: PatternIndex, all_terms: Sequence[str], covariates: Sequence[str]) -> None:
    factors = {factor.name: factor for factor in index.factors}
    seen: set[frozenset[str]] = set()
    for term in all_terms:
        parts = term.split(":")
        for part in parts:
            if part not in factors and part not in covariates:
                raise BadInput("unknown-term", term=term, part=part)
            if part in factors and len(factors[part].levels) < 2:
                raise BadInput("one-level-factor", factor=part)
        if len(set(parts)) < len(parts) or sum(part in covariates for part in parts) > 1:
            raise BadInput("bad-term", term=term)
        if frozenset(parts) in seen:
            raise BadInput("duplicate-term", term=term)
        seen.add(frozenset(parts))
    for term in all_terms:
        # Treatment columns of an interaction span its space only beside all lower terms.
        parts = term.split(":")
        for part in parts:
            lower = [other for other in parts if other != part]
            if lower and frozenset(lower) not in seen:
                missing = ":".join(lower)
                raise BadInput("interaction-without-main-effect", term=term, missing=missing)


def _columns(
    index: PatternIndex, all_terms: Sequence[str], covariates: Sequence[str]
) -> tuple[Column, ...]:
    columns = [Column(INTERCEPT, -1)]
    for number, term in enumerate(all_terms):
        built = [Column("", number)]
        for part in term.split(":"):
            built = [joined for left in built for joined in _joined(left, part, index, covariates)]
        columns.extend(built)
    return tuple(columns)


def _joined(
    left: Column, part: str, index: PatternIndex, covariates: Sequence[str]
) -> list[Column]:
    before = f"{left.name}:" if left.name else ""
    if part in covariates:
        place = list(covariates).index(part)
        return [Column(before + part, left.term, left.levels, place)]
    position = index.position(part)
    return [
        Column(
            f"{before}{part}={level}",
            left.term,
            (*left.levels, (position, code)),
            left.covariate,
        )
        for code, level in enumerate(index.factors[position].levels)
        if code > 0
    ]
