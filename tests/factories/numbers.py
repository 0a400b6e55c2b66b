"""Numbers for rows of the tests."""

import itertools
import os
from collections.abc import Iterator

ROOM = 10_000  # more than one process makes


def numbers() -> Iterator[int]:
    """Count from where no other process of the run does: they share the site that one has made."""
    process = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return itertools.count(int(process) * ROOM + 1)
