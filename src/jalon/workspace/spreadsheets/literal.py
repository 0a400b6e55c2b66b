"""Keep a text a text: no spreadsheet program may run what somebody has written."""

import re

RUNS = re.compile(r"'*[=+\-@\t\r]")  # an apostrophe in front already counts as part of the text


def literal(text: str) -> str:
    """Return a text for a cell of a CSV file: one apostrophe goes before what would run.

    Who reads the file by program takes that one away again: see ``plain``.
    """
    return f"'{text}" if RUNS.match(text) else text


def plain(cell: str) -> str:
    """Return the text that ``literal`` was given."""
    return cell[1:] if cell.startswith("'") and RUNS.match(cell[1:]) else cell
