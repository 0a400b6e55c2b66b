"""Describe how the survey was drawn: strata, sampling units, weights."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jalon.errors import BadInput

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class LonelyPsu(StrEnum):
    """What to do with a stratum that holds one sampling unit, so that its spread is unknown.

    R's names (``survey.lonely.psu``). ``remove`` and ``certainty`` count no variance for it,
    ``adjust`` measures its unit from the grand mean instead of its own, ``average`` gives it
    the mean variance of the other strata, and ``fail`` refuses.
    """

    FAIL = "fail"
    REMOVE = "remove"
    ADJUST = "adjust"
    AVERAGE = "average"
    CERTAINTY = "certainty"


@dataclass(frozen=True, eq=False)
class SurveyDesign:
    """A stratified sample in one or two stages, one row per respondent.

    Rows that a table or a model does not use stay in the design: a domain is estimated by
    setting the scores of other rows to zero, never by dropping them.

    Parameters
    ----------
    weight : ndarray, shape (n,)
        Expansion factors, not negative. Their scale does not matter to rates and models.
    stratum : ndarray of int, shape (n,)
        Codes from 0.
    psu : ndarray of int, shape (n,)
        Primary sampling units, codes from 0, each in one stratum. `make_design` makes codes that
        start again in each stratum unique.
    lonely_psu : LonelyPsu
        The rule for strata with one unit.
    fpc : ndarray, shape (n,), optional
        Finite population correction of the first stage, constant in a stratum: how many PSUs the
        stratum has or, where no value of either stage is above 1, the share that was drawn.
        Without it the PSUs count as drawn with replacement.
    ssu : ndarray of int, shape (n,), optional
        Second-stage units, codes from 0, each in one PSU. They matter only beside `fpc`.
    ssu_fpc : ndarray, shape (n,), optional
        The same for the second stage, constant in a PSU.
    stratum_names, psu_names : tuple of str
        The codes of the file, for error messages.

    Raises
    ------
    BadInput("design-length"), BadInput("bad-weights"), BadInput("bad-design-code"),
    BadInput("unit-in-two-groups"), BadInput("bad-fpc"), BadInput("fpc-not-constant"),
    BadInput("fpc-too-small")
        Each names the column and the first row or unit that is wrong.
    """

    weight: Floats
    stratum: Integers
    psu: Integers
    lonely_psu: LonelyPsu = LonelyPsu.FAIL
    fpc: Floats | None = None
    ssu: Integers | None = None
    ssu_fpc: Floats | None = None
    stratum_names: tuple[str, ...] = ()
    psu_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for column in ("weight", "fpc", "ssu_fpc"):
            self._set(column, np.float64)
        for column in ("stratum", "psu", "ssu"):
            self._set(column, np.int64)
        object.__setattr__(self, "lonely_psu", LonelyPsu(self.lonely_psu))
        _check_weights(self.weight)
        for column in ("stratum", "psu", "ssu"):
            codes = getattr(self, column)
            if codes is not None and (codes < 0).any():
                raise BadInput("bad-design-code", column=column, row=_row(codes < 0))
        self._check_nesting("psu", self.psu, self.stratum)
        if self.ssu is not None:
            self._check_nesting("ssu", self.ssu, self.psu)
        # Fail on impossible corrections here, not in the middle of a variance.
        _ = self.first_stage, self.second_stage

    @property
    def n(self) -> int:
        return len(self.weight)

    @property
    def n_psu(self) -> int:
        return len(self.psu_codes)

    @property
    def n_strata(self) -> int:
        return len(self.first_stage.size)

    def degrees_of_freedom(self, domain_mask: NDArray[np.bool_] | None = None) -> int:
        """Return PSUs minus strata, counting those that hold a weighted row (of the domain)."""
        held = self.weight > 0
        if domain_mask is not None:
            held = held & domain_mask
        psus = np.bincount(self.psu_position[held], minlength=self.n_psu) > 0
        strata = np.bincount(self.first_stage.group[psus], minlength=self.n_strata) > 0
        return int(psus.sum()) - int(strata.sum())

    @cached_property
    def psu_codes(self) -> Integers:
        """The distinct codes of `psu`, ascending."""
        return np.unique(self.psu)

    @cached_property
    def psu_position(self) -> Integers:
        """Where each row's PSU stands among `psu_codes`, shape (n,)."""
        return np.searchsorted(self.psu_codes, self.psu)

    @cached_property
    def first_stage(self) -> "Stage":
        """PSUs within strata."""
        rows = _first_rows(self.psu_position, self.n_psu)
        return _stage(
            self.stratum[rows],
            None if self.fpc is None else self.fpc[rows],
            multiplier=np.ones(self.n_psu),
            column="fpc",
            population_counts=self._fpc_are_counts,
            name=self._stratum_name,
        )

    @cached_property
    def ssu_position(self) -> Integers | None:
        """Where each row's second-stage unit stands, shape (n,); None when it does not matter."""
        if self.ssu is None or self.fpc is None:
            return None
        return np.unique(self.ssu, return_inverse=True)[1]

    @cached_property
    def second_stage(self) -> "Stage | None":
        """Second-stage units within PSUs; None when the first stage is with replacement."""
        if self.ssu_position is None:
            return None
        rows = _first_rows(self.ssu_position, int(self.ssu_position.max()) + 1)
        of_psu = self.psu_position[rows]
        return _stage(
            of_psu,
            None if self.ssu_fpc is None else self.ssu_fpc[rows],
            multiplier=self.first_stage.fraction[self.first_stage.group][of_psu],
            column="ssu_fpc",
            population_counts=self._fpc_are_counts,
            name=self._psu_name,
        )

    @cached_property
    def _fpc_are_counts(self) -> bool:
        given = [f for f in (self.fpc, self.ssu_fpc) if f is not None]
        return any(bool((f > 1).any()) for f in given)

    def _set(self, column: str, kind: type[np.generic]) -> None:
        values = getattr(self, column)
        if values is None:
            return
        values = np.asarray(values, dtype=kind)
        if values.shape != (len(self.weight),):
            raise BadInput(
                "design-length", column=column, rows=values.size, expected=len(self.weight)
            )
        object.__setattr__(self, column, values)
        if column in {"fpc", "ssu_fpc"}:
            wrong = ~(np.isfinite(values) & (values > 0))
            if wrong.any():
                raise BadInput("bad-fpc", column=column, row=_row(wrong))

    def _check_nesting(self, column: str, unit: Integers, group: Integers) -> None:
        position = np.unique(unit, return_inverse=True)[1]
        home = group[_first_rows(position, int(position.max()) + 1)]
        wrong = home[position] != group
        if wrong.any():
            row = _first(wrong)
            name = self._psu_name(int(unit[row])) if column == "psu" else str(unit[row])
            raise BadInput("unit-in-two-groups", column=column, unit=name, row=row + 1)

    def _stratum_name(self, code: int) -> str:
        return self.stratum_names[code] if code < len(self.stratum_names) else str(code)

    def _psu_name(self, code: int) -> str:
        return self.psu_names[code] if code < len(self.psu_names) else str(code)


@dataclass(frozen=True, eq=False, slots=True)
class Stage:
    """One stage of sampling: units, the groups they were drawn within, and how many of them.

    Parameters
    ----------
    group : ndarray of int, shape (u,)
        The group of each unit, 0..G-1.
    size : ndarray, shape (G,)
        Units drawn in the group.
    fraction : ndarray, shape (G,)
        Share of the group's units that was drawn; 0 means with replacement.
    multiplier : ndarray, shape (G,)
        What the group's variance counts for: 1, or the share drawn at the stage before.
    names : tuple of str
        The groups' names, for error messages.
    """

    group: Integers
    size: Integers
    fraction: Floats
    multiplier: Floats
    names: tuple[str, ...]

    @property
    def lonely(self) -> NDArray[np.bool_]:
        """Groups with one unit whose spread is unknown; a unit taken whole has none."""
        alone: NDArray[np.bool_] = (self.size == 1) & (self.fraction < 1) & (self.multiplier > 0)
        return alone


def make_design(
    weight: NDArray[Any],
    stratum: NDArray[Any] | None = None,
    psu: NDArray[Any] | None = None,
    *,
    lonely_psu: LonelyPsu = LonelyPsu.FAIL,
    fpc: NDArray[Any] | None = None,
    ssu: NDArray[Any] | None = None,
    ssu_fpc: NDArray[Any] | None = None,
) -> SurveyDesign:
    """Number the columns of a survey file as a design, each unit within the one above it.

    PSU codes that start again in every stratum are told apart, as are second-stage codes that
    start again in every PSU. Without `stratum` there is one; without `psu` each row is its own.

    Raises
    ------
    BadInput("design-value-missing")
        A stratum, PSU or second-stage unit is missing in a row. Also all that `SurveyDesign` says.
    """
    rows = len(weight)
    strata, stratum_names = _numbers("stratum", stratum, np.zeros(rows, dtype=np.int64))
    units, psu_values = _numbers("psu", psu, np.arange(rows))
    for column, codes in (("stratum", strata), ("psu", units)):
        if len(codes) != rows:
            raise BadInput("design-length", column=column, rows=len(codes), expected=rows)
    # A fixed order of the pairs, so that the design does not depend on the order of the rows.
    size = int(units.max()) + 1
    pairs, nested = np.unique(strata * size + units, return_inverse=True)
    psu_names = tuple(psu_values[unit] for unit in pairs % size)
    seconds = None
    if ssu is not None:
        codes, _names = _numbers("ssu", ssu, np.arange(rows))
        if len(codes) != rows:
            raise BadInput("design-length", column="ssu", rows=len(codes), expected=rows)
        seconds = np.unique(nested * (int(codes.max()) + 1) + codes, return_inverse=True)[1]
    return SurveyDesign(
        np.asarray(weight, dtype=np.float64),
        strata,
        nested,
        lonely_psu,
        None if fpc is None else np.asarray(fpc, dtype=np.float64),
        seconds,
        None if ssu_fpc is None else np.asarray(ssu_fpc, dtype=np.float64),
        stratum_names,
        psu_names,
    )


def _numbers(
    column: str, values: NDArray[Any] | None, default: Integers
) -> tuple[Integers, tuple[str, ...]]:
    """Return codes from 0 in ascending order of the values, and the values as text."""
    raw = default if values is None else np.asarray(values)
    if not raw.size:
        raise BadInput("design-length", column=column, rows=0, expected=1)
    if raw.dtype.kind == "f":
        missing = np.isnan(raw)
    elif raw.dtype.kind == "O":
        missing = np.array([value is None or value != value for value in raw])
    else:
        missing = np.zeros(len(raw), dtype=np.bool_)
    if missing.any():
        raise BadInput("design-value-missing", column=column, row=_row(missing))
    if raw.dtype.kind == "O":
        raw = raw.astype(np.str_)
    distinct, codes = np.unique(raw, return_inverse=True)
    return codes.astype(np.int64), tuple(str(value) for value in distinct)


def _stage(
    home: Integers,
    correction: Floats | None,
    *,
    multiplier: Floats,
    column: str,
    population_counts: bool,
    name: Callable[[int], str],
) -> Stage:
    codes, group = np.unique(home, return_inverse=True)
    size = np.bincount(group)
    names = tuple(name(int(code)) for code in codes)
    first = _first_rows(group, len(codes))
    fraction = np.zeros(len(codes))
    if correction is not None:
        given = correction[first]
        uneven = given[group] != correction
        if uneven.any():
            raise BadInput("fpc-not-constant", column=column, group=names[group[_first(uneven)]])
        fraction = size / given if population_counts else given
        if (fraction > 1).any():
            at = _first(fraction > 1)
            raise BadInput("fpc-too-small", column=column, group=names[at], drawn=int(size[at]))
    return Stage(group, size, fraction, multiplier[first], names)


def _check_weights(weight: Floats) -> None:
    if not len(weight):
        raise BadInput("design-length", column="weight", rows=0, expected=1)
    wrong = ~np.isfinite(weight) | (weight < 0)
    if wrong.any():
        row = _first(wrong)
        raise BadInput("bad-weights", rows=int(wrong.sum()), row=row + 1, value=float(weight[row]))
    if not weight.any():
        raise BadInput("bad-weights", rows=len(weight), row=1, value=0.0)


def _first(wrong: NDArray[np.bool_]) -> int:
    return int(np.argmax(wrong))


def _row(wrong: NDArray[np.bool_]) -> int:
    """Return the number of the first wrong row as a person counts, from 1."""
    return _first(wrong) + 1


def _first_rows(position: Integers, size: int) -> Integers:
    rows = np.empty(size, dtype=np.int64)
    rows[position[::-1]] = np.arange(len(position))[::-1]
    return rows
