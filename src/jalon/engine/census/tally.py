"""Look at every row of a census before it is used, and say what became of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from jalon.engine.census import kernels
from jalon.engine.census.batch import Batch
from jalon.engine.census.patterns import PatternIndex
from jalon.errors import BadInput

Codes = NDArray[np.integer]

# Rows taken at a time. Between compiled loops threads wait for each other: with eight times fewer
# rows two of them gain nothing over one.
BLOCK = 131_072


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What became of the rows: `dropped` counts them by ``no-area`` or ``missing-<factor>``."""

    rows_read: int
    rows_used: int
    dropped: dict[str, int]

    def joined(self, later: Self) -> Self:
        """Return what became of these rows and of those that follow."""
        return type(self)(
            self.rows_read + later.rows_read,
            self.rows_used + later.rows_used,
            added(self.dropped, later.dropped),
        )

    def array(self) -> NDArray[Any]:
        """Return it as text."""
        return np.array(json.dumps(asdict(self)))

    @classmethod
    def of_array(cls, kept: NDArray[Any]) -> Self:
        """Return what `array` was made of."""
        return cls(**json.loads(str(kept)))


def added(first: Mapping[str, int], second: Mapping[str, int]) -> dict[str, int]:
    """Return the sums of what two say of each reason."""
    return {why: first.get(why, 0) + second.get(why, 0) for why in {**first, **second}}


class Tally:
    """Cut batches into blocks without missing codes, and count what is left out.

    `before` are the rows of the census that come before, for the words of an error.
    """

    def __init__(self, index: PatternIndex, n_areas: int, before: int = 0) -> None:
        self.index = index
        self.n_areas = n_areas
        self.before = before
        self.rows_read = 0
        self.rows_used = 0
        self.dropped: dict[str, int] = {}
        self.weighted: bool | None = None

    def blocks(self, batch: Batch) -> Iterator[Batch]:
        """Yield the batch's usable rows.

        Raises
        ------
        BadInput("census-columns-differ" | "census-weight-invalid" | "code-outside-levels")
        """
        self._insist_on_weights(batch.weight is not None)
        if len(batch.codes) != len(self.index.factors):
            raise BadInput(
                "census-columns-differ", given=len(batch.codes), wanted=len(self.index.factors)
            )
        for start in range(0, len(batch.area), BLOCK):
            block = batch.rows(start, start + BLOCK)
            self.rows_read += len(block.area)
            block = self._without_missing(block)
            self.rows_used += len(block.area)
            if len(block.area):
                yield block

    def join(self, later: "Tally") -> None:
        """Take over what another counted of the rows that follow."""
        if later.weighted is not None:
            self._insist_on_weights(later.weighted)
        self.rows_read += later.rows_read
        self.rows_used += later.rows_used
        self.dropped = added(self.dropped, later.dropped)

    def report(self) -> ScanReport:
        return ScanReport(self.rows_read, self.rows_used, dict(self.dropped))

    def _insist_on_weights(self, weighted: bool) -> None:
        if self.weighted not in (None, weighted):
            raise ValueError("either every batch has weights, or none has")
        self.weighted = weighted

    def _without_missing(self, block: Batch) -> Batch:
        weight = block.weight
        if weight is not None and not (np.isfinite(weight).all() and weight.min() >= 0.0):
            wrong = int((~np.isfinite(weight) | (weight < 0)).sum())
            raise BadInput(
                "census-weight-invalid", rows=wrong, before_row=self.before + self.rows_read
            )
        lowest = [self._lowest("area", block.area, self.n_areas)]
        for factor, codes in zip(self.index.factors, block.codes, strict=True):
            lowest.append(self._lowest(factor.name, codes, len(factor.levels)))
        if min(lowest) >= 0:
            return block

        keep = np.ones(len(block.area), np.bool_)
        reasons = ["no-area", *(f"missing-{factor.name}" for factor in self.index.factors)]
        columns = (block.area, *block.codes)
        for reason, low, codes in zip(reasons, lowest, columns, strict=True):
            if low < 0:
                missing = keep & (codes < 0)
                if rows := int(missing.sum()):
                    self.dropped[reason] = self.dropped.get(reason, 0) + rows
                keep &= ~missing
        return Batch(
            block.area[keep],
            tuple(codes[keep] for codes in block.codes),
            None if weight is None else weight[keep],
        )

    def _lowest(self, name: str, codes: Codes, levels: int) -> int:
        low, high = kernels.extremes(codes)
        if high >= levels:
            raise BadInput("code-outside-levels", column=name, found=int(high), levels=levels)
        return int(low)
