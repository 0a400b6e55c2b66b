"""What marks mean, as it is typed: a line for each mark, the mark first."""

import re
from fractions import Fraction

LINE = re.compile(r"^\s*(\d{1,3})\s*[:=.)–—-]\s*(\S.*?)\s*$")


def anchors_in(text: str) -> dict[Fraction, str]:
    """Return mark -> what it means; a line without a mark goes on with the one above."""
    found: dict[Fraction, str] = {}
    last: Fraction | None = None
    for line in text.splitlines():
        if match := LINE.match(line):
            last = Fraction(int(match[1]))
            found[last] = match[2]
        elif last is not None and line.strip():
            found[last] += f" {line.strip()}"
    return found
