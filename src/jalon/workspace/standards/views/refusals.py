"""Say what is wrong with a refused row, in the reader's language."""

from collections.abc import Iterable
from typing import Any

from jalon.errors import Problem
from jalon.workspace.tags import explain


def with_words(refused: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return refused rows, each with what happened and what to do."""
    return [
        {**row, "words": explain(Problem("", row["code"], row["params"]))}  # type: ignore[arg-type]
        for row in refused
    ]
