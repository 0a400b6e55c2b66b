"""Areas that a table calls by name alone: propose whom is meant, for a person to review.

Two registers rarely spell a name alike. What folds to the same letters in the same region is the
same; for the others the likeliest pairing is proposed, never used before somebody has said yes.

References
----------
Kuhn (1955), *Naval Research Logistics Quarterly* 2, 83-97, for the pairing of the whole region;
Ratcliff and Metzener (1988) for the likeness of two spellings. Checked in
``tests/unit/test_sources_names.py``.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

SAME, GUESS, NONE = "same", "guess", "none"
# Below this two spellings have little more in common than chance.
LIKENESS_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Named:
    """An area as a source calls it; `code` is the register's, empty for a row of a table."""

    region: str
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A row of a table and the area it is taken for; `code` is empty where none is likely.

    `score` is the likeness of the spellings, 0 to 1; `next_best` the area that came second in the
    region, with its likeness.
    """

    row: Named
    area: Named | None
    match: str
    score: float
    next_best: str


def folded(name: str) -> str:
    """Return a name in small letters without accents, signs and doubled spaces."""
    letters = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]+", " ", plain.casefold()).split())


def likeness(first: str, second: str) -> float:
    """Return how alike two spellings are, 0 to 1, whatever the order and the joining of words."""
    a, b = folded(first).split(), folded(second).split()
    if a == b:
        return 1.0
    as_written = SequenceMatcher(None, "".join(a), "".join(b), autojunk=False).ratio()
    sorted_ = SequenceMatcher(None, "".join(sorted(a)), "".join(sorted(b)), autojunk=False).ratio()
    # Only what folds to the same letters is wholly alike.
    return min(max(as_written, sorted_), 0.99)


def pair_names(rows: Sequence[Named], areas: Sequence[Named]) -> list[Pairing]:
    """Pair each row with one area of its region so that the spellings are most alike in all.

    Regions are paired the same way first. Returned in the order of `rows`.
    """
    regions = _pair(
        list(dict.fromkeys(row.region for row in rows)),
        list(dict.fromkeys(area.region for area in areas)),
    )
    found: dict[int, Pairing] = {}
    for here, there in regions.items():
        own = [i for i, row in enumerate(rows) if row.region == here]
        candidates = [area for area in areas if there is not None and area.region == there]
        table = _likenesses([rows[i].name for i in own], [area.name for area in candidates])
        taken = dict(zip(*_assignment(table), strict=True))
        for position, i in enumerate(own):
            found[i] = _pairing(rows[i], candidates, table[position], taken.get(position))
    return [found[i] for i in range(len(rows))]


def _pairing(
    row: Named, candidates: Sequence[Named], likenesses: NDArray[np.float64], place: int | None
) -> Pairing:
    if place is not None and likenesses[place] < LIKENESS_FROM:
        place = None
    others = [k for k in range(len(candidates)) if k != place]
    second = ""
    if others:
        best = max(others, key=lambda k: (likenesses[k], -k))
        second = f"{candidates[best].name} ({likenesses[best]:.2f})"
    if place is None:
        return Pairing(row, None, NONE, 0.0, second)
    match = SAME if likenesses[place] == 1.0 else GUESS
    return Pairing(row, candidates[place], match, float(likenesses[place]), second)


def _pair(here: Sequence[str], there: Sequence[str]) -> dict[str, str | None]:
    taken = dict(zip(*_assignment(_likenesses(here, there)), strict=True))
    return {
        name: there[taken[i]] if i in taken else None  # more regions here than there
        for i, name in enumerate(here)
    }


def _likenesses(here: Sequence[str], there: Sequence[str]) -> NDArray[np.float64]:
    table = [[likeness(a, b) for b in there] for a in here]
    return np.array(table, dtype=np.float64).reshape(len(here), len(there))


def _assignment(table: NDArray[np.float64]) -> tuple[list[int], list[int]]:
    rows, columns = linear_sum_assignment(table, maximize=True)
    return rows.tolist(), columns.tolist()
