"""Small result frames, with the traps that real ones hold."""

from math import nan

import polars as pl
import pytest


@pytest.fixture
def areas() -> pl.DataFrame:
    """Return three areas: a code with a leading zero, a name like a formula, missing numbers."""
    return pl.DataFrame(
        {
            "area": ["0101", "0102", "0201"],
            "name": ["San Andrés", "=SUM(A1:A9)", 'Übérlen, "la Alta"'],
            "region": ["01", "01", "02"],
            "children": [1200, 35, None],
            "rate": [0.1234567890123456, 0.2, nan],
            "se": [0.02, 0.05, nan],
            "sampled": [True, False, None],
            "class": [1, 3, None],
            "class_label": ["low", "high", None],
            "probability_1": [0.9, 0.05, nan],
        }
    )


@pytest.fixture
def frames(areas: pl.DataFrame) -> dict[str, pl.DataFrame]:
    classes = pl.DataFrame(
        {"class": [1, 2], "label": ["low", "high"], "low": [0.0, 0.15], "high": [0.15, 1.0]}
    )
    return {"classes": classes, "areas": areas}
