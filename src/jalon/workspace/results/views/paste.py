"""Paste a block of a spreadsheet onto the matrix; what it would change is shown first."""

from collections.abc import Sequence

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jalon.errors import ReadableError
from jalon.workspace.http import Request
from jalon.workspace.results.exchange.paste import Target
from jalon.workspace.results.exchange.rows import SIDE, TEXT, VALUE, row_id
from jalon.workspace.results.exchange.table import column_key
from jalon.workspace.results.queries.matrix import MatrixPage, read_matrix
from jalon.workspace.results.rules.kinds import Measure
from jalon.workspace.results.services.exchange.previewing import preview_paste
from jalon.workspace.results.templatetags.result_figures import span_words
from jalon.workspace.results.views.answers import add_error
from jalon.workspace.results.views.fetch import number_of, programme_or_404
from jalon.workspace.results.views.matrix import (
    ShownCell,
    ShownRow,
    filters_of,
    query_of,
    shown_rows,
)

LONGEST = 1_000_000
PART = {Measure.QUALITATIVE: TEXT}  # of a cell; any other has a value


class PasteForm(forms.Form):
    """The block, and the cell on which its first cell goes."""

    anchor = forms.ChoiceField(label=_("First cell"))
    text = forms.CharField(
        label=_("Block"),
        help_text=_("Copy the cells in the spreadsheet and paste them here."),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )

    def __init__(self, *args: object, rows: Sequence[ShownRow], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        anchor = self.fields["anchor"]
        assert isinstance(anchor, forms.ChoiceField)
        anchor.choices = [
            (shown.key, f"{row.indicator.code} · {name_of(shown)}")
            for row in rows
            for shown in row.cells
            if shown.cell is not None
        ]


def name_of(shown: ShownCell) -> str:
    """Return what a cell is called: its period's end, and its part."""
    assert shown.cell is not None
    part = f" ({shown.breakdown})" if shown.breakdown else ""
    return f"{shown.cell.end.isoformat()}{part}"


@login_required
@require_http_methods(["GET", "POST"])
def paste(request: Request, code: str) -> HttpResponse:
    """Ask for a block, or take the one that was pasted onto a cell, and show what it would do."""
    programme = programme_or_404(request, code)
    filters = filters_of(request, programme)
    given = request.POST if request.method == "POST" else request.GET
    page = read_matrix(request.user, programme, filters, page=number_of(given.get("page")) or 1)
    rows = shown_rows(request.user, programme, page)
    form = PasteForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            pending = preview_paste(
                programme=programme,
                text=form.cleaned_data["text"],
                targets=targets_from(form.cleaned_data["anchor"], rows, page),
                by=request.user,
            )
        except ReadableError as error:
            add_error(form, error)
        else:
            return redirect("results:import", code, pending.pk)
    context = {
        "programme": programme,
        "form": form,
        "narrowing": query_of(filters),
        "filters": filters,
        "number": str(page.number),
        "spans": [span_words(column) for column in page.matrix.columns],
    }
    return render(request, "results/paste.html", context, status=422 if form.errors else 200)


def targets_from(anchor: str, rows: Sequence[ShownRow], page: MatrixPage) -> list[list[Target]]:
    """Return which cells lie below and after the anchor, as the workbook names them."""
    place = page.matrix.place
    top, left = next(
        (i, j)
        for i, row in enumerate(rows)
        for j, shown in enumerate(row.cells)
        if shown.cell is not None and shown.key == anchor
    )
    return [
        [
            (
                row_id(shown.cell.period_id, place),
                column_key(SIDE, shown.breakdown, PART.get(row.indicator.measure, VALUE)),
            )
            if shown.cell is not None
            else None
            for shown in row.cells[left:]
        ]
        for row in rows[top:]
    ]
