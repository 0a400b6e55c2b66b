"""Keep a compiled solver's stray lines off the terminal."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

STANDARD_OUTPUT = 1


@contextmanager
def quiet_solver() -> Iterator[None]:
    """Swallow what compiled code writes to the standard output while the block runs.

    HiGHS has lines for its own developers that none of its options turns off; they would stand
    among the results that a script reads from us.
    """
    try:
        kept = os.dup(STANDARD_OUTPUT)
    except OSError:  # nothing is open there to be disturbed
        yield
        return
    _flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, STANDARD_OUTPUT)
    try:
        yield
    finally:
        _flush()
        os.dup2(kept, STANDARD_OUTPUT)
        os.close(kept)
        os.close(nowhere)


def _flush() -> None:
    """Empty Python's buffer and that of C, which would let lines out later."""
    sys.stdout.flush()
    with suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).fflush(None)
