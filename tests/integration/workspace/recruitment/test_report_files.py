"""What the files of a decision cost: queries, bytes and width, however many have applied."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories.decisions import MARKS, make_marked
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Application, Call, LateEntry
from jalon.workspace.recruitment.papers.blocks import LINE, SMALLEST, Block, Heading, Paper, Table
from jalon.workspace.recruitment.papers.pdf import paper_pdf
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.rules.decisions import Choice
from jalon.workspace.recruitment.services.deciding import decide

FILES: list[tuple[str, tuple[str, ...]]] = [
    ("report-file", ("en", "pdf")),
    ("report-file", ("es", "docx")),
    ("complaints", ()),
]


def make_decided(programme: Programme, by: User, times: int) -> Call:
    """Make a decided call: as many times the candidates, all let in late."""
    call = make_marked(programme, by, MARKS * times, refused=2 * times)
    for row in Application.objects.filter(call=call):
        LateEntry.objects.create(
            call=call, candidate=row.candidate, until=timezone.now(), reason="Ill.", by=by
        )
    first = ranked(call).codes[0]
    decide(call_id=call.pk, version=call.version, choice=Choice(first), reason="Best.", by=by)
    return Call.objects.get(pk=call.pk)


@pytest.mark.django_db
def test_files_ask_the_same_of_the_database_whoever_has_applied(
    client: Client, programme: Programme, amina: User
) -> None:
    client.force_login(amina)
    small, large = (make_decided(programme, amina, times) for times in (1, 4))
    for name, more in FILES:
        counts = [_asked(client, name, call, more) for call in (small, large, small)]
        assert counts[1] == counts[2] <= 60, name  # the first fills what is kept in memory


def _asked(client: Client, name: str, call: Call, more: tuple[str, ...]) -> int:
    page = reverse(f"recruitment:{name}", args=[call.programme.code, call.pk, *more])
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def paper_of(*rows: tuple[str, ...], language: str = "en") -> Paper:
    head = ("Code", "Words", "Words")
    blocks: list[Block] = [Heading("Rows"), Table(head, rows, frozenset({0}), frozenset({2}))]
    return Paper("Paper", "About it", language, "foot", blocks)


def test_a_long_file_is_packed_and_nothing_is_lost() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    paper = paper_of(*((f"C{n}", f"first {n}", f"second {n}") for n in range(2000)))
    pdf = paper_pdf(paper, at=at)
    read = pypdf.PdfReader(BytesIO(pdf), strict=True)

    text = " ".join(page.extract_text() for page in read.pages)
    assert all(f"C{n}" in text for n in range(2000))
    root: Any = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert tagged(root["/StructTreeRoot"], "/TD") == 3 * 2000
    assert root["/Lang"] == "en"
    assert len(pdf) < 2000 * 150  # some 600 bytes a row without packing
    assert pdf == paper_pdf(paper, at=at)


def tagged(element: Any, kind: str) -> int:
    """Count the elements of a kind in the tree that a screen reader goes by."""
    found, waiting = 0, [element]
    while waiting:
        each = waiting.pop().get_object()
        if isinstance(each, pypdf.generic.DictionaryObject):
            found += each.get("/S") == kind
            inside = each.get("/K", [])
            inside = inside.get_object() if hasattr(inside, "get_object") else inside
            waiting += inside if isinstance(inside, list) else [inside]
    return found


def test_words_do_not_run_into_the_next_column() -> None:
    words = tuple("Internationalism" for _n in range(6))
    table = Table(words, [("1", "2", "3", "4", "5", "6")], frozenset(range(6)))
    room = LINE / table.size
    assert SMALLEST < table.size < 1
    assert all(width >= len(words[0]) for width in table.widths)
    assert sum(table.widths) <= room + 0.01


def test_one_long_cell_does_not_make_a_column_wide() -> None:
    rows = [("C", "—", "x " * 20) for _n in range(60)]
    one = Table(("Code", "Reason", "What"), [*rows, ("C", "why " * 20, "x")], wide=frozenset({1}))
    assert one.widths[1] < one.widths[2]


def test_a_few_long_cells_have_their_room() -> None:
    table = Table(("Code", "Reason"), [("C", "because of what was said")], wide=frozenset({1}))
    assert table.size == 1
    assert table.widths[1] >= len("because of what was said")
