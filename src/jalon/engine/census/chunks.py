"""Cut a census into chunks that threads take, and put what they find together in order.

Where a chunk begins is counted in rows from the census's first: neither the batches that a reader
gives nor the number of threads move a sum by its last digit.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from jalon.engine.census.batch import Batch

Progress = Callable[[int], None]
Found = TypeVar("Found")
Chunk = tuple[int, list[Batch]]


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def chunks(
    batches: Iterable[Batch], rows: int, progress: Progress | None = None
) -> Iterator[Chunk]:
    """Yield the number of each chunk of so many rows, and its pieces of batches.

    `progress` is told the rows read so far after each batch.
    """
    number, room, read = 0, rows, 0
    pieces: list[Batch] = []
    for batch in batches:
        start = 0
        while start < len(batch.area):
            piece = batch.rows(start, start + room)
            pieces.append(piece)
            start += len(piece.area)
            room -= len(piece.area)
            if room == 0:
                yield number, pieces
                number, room, pieces = number + 1, rows, []
        read += len(batch.area)
        if progress is not None:
            progress(read)
    if pieces:
        yield number, pieces


def in_order(
    make: Callable[[Chunk], Found], work: Iterable[Chunk], threads: int, ahead: int
) -> Iterator[Found]:
    """Yield what `make` finds in each chunk, in their order; fewer than `ahead` are under way.

    Of several errors the first chunk's is raised.
    """
    if threads <= 1:
        yield from map(make, work)
        return
    under_way: deque[Future[Found]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for chunk in work:
                under_way.append(pool.submit(make, chunk))
                if len(under_way) >= ahead:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()
