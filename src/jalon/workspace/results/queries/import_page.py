"""One page of what an import would change, in the reader's words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.formats import date_format, localize
from django.utils.translation import get_language, gettext

from jalon.errors import Problem
from jalon.messages import explain
from jalon.workspace.narratives import Narrative, text_of
from jalon.workspace.places.models import Area, Country
from jalon.workspace.results.exchange import rows
from jalon.workspace.results.exchange.diff import Difference, Effect
from jalon.workspace.results.exchange.leaving_out import (
    can_leave_out,
    is_written,
    without_errors,
)
from jalon.workspace.results.exchange.table import parts_of
from jalon.workspace.results.models import PendingImport, Period
from jalon.workspace.results.queries.workbook import Dimensions, read_dimensions
from jalon.workspace.results.queries.workbook_table import (
    amount_column,
    fact_columns,
    word_columns,
)
from jalon.workspace.results.rules.kinds import Measure

PER_PAGE = 50
TONES = {
    Effect.ADD: "good",
    Effect.CHANGE: "waiting",
    Effect.CONFLICT: "warning",
    Effect.IGNORED: "neutral",
    Effect.ERROR: "bad",
}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One difference as it is read."""

    key: str
    effect: Effect
    effect_name: str
    tone: str
    column: str
    where: str
    found: str
    wanted: str
    stored: str
    remark: str
    is_mine: bool
    is_number: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """An indicator in a period and a place, with its differences."""

    code: str
    title: Narrative
    place: str
    start: date | None
    end: date | None
    cells: Sequence[ShownCell]


@dataclass(frozen=True, slots=True)
class ImportPage:
    """What the page of an import shows."""

    page: Page[Any]
    rows: Sequence[ShownRow]
    kinds: Sequence[tuple[str, str, int]]  # key, name, how many
    missing_columns: Sequence[str]
    to_write: int  # cells, as conflicts are chosen now, without those that cannot be read
    left_out: int  # cells that are not written
    can_leave_out: bool
    errors: int
    conflicts: int


def effect_names() -> dict[Effect, str]:
    return {
        Effect.ERROR: gettext("cannot be read"),
        Effect.CONFLICT: gettext("changed by others too"),
        Effect.CHANGE: gettext("changed"),
        Effect.ADD: gettext("new"),
        Effect.IGNORED: gettext("left out"),
    }


def read_import_page(
    pending: PendingImport, differences: Sequence[Difference], kind: str, number: object
) -> ImportPage:
    """Return one page, at most four queries; `kind` narrows it to one effect."""
    names = effect_names()
    mine = frozenset(pending.mine)
    chosen = [d for d in differences if not kind or d.effect == kind]
    grouped: dict[str, list[Difference]] = {}
    for difference in chosen:
        grouped.setdefault(difference.row, []).append(difference)
    page = Paginator(list(grouped.items()), PER_PAGE).get_page(number)  # type: ignore[arg-type]
    labels = _Labels(pending, [row for row, _found in page.object_list if row])
    written = sum(is_written(d, mine) for d in without_errors(differences))
    counts = {effect: sum(d.effect is effect for d in differences) for effect in names}
    return ImportPage(
        page=page,
        rows=[labels.row(row, found, mine, names) for row, found in page.object_list],
        kinds=[(effect.value, name, counts[effect]) for effect, name in names.items()],
        missing_columns=[labels.column(key) for key in pending.notes.get("missing_columns", ())],
        to_write=written,
        left_out=len(differences) - written,
        can_leave_out=can_leave_out(differences),
        errors=counts[Effect.ERROR],
        conflicts=counts[Effect.CONFLICT],
    )


def read_left_out(
    pending: PendingImport, differences: Sequence[Difference]
) -> Iterator[tuple[str, ...]]:
    """Return a line for each cell that is not written: where it is, what it says, why not."""
    names, mine = effect_names(), frozenset(pending.mine)
    found = [d for d in without_errors(differences) if not is_written(d, mine)]
    labels = _Labels(pending, {d.row for d in found if d.row})
    for each in found:
        row = labels.row(each.row, [each], mine, names)
        cell = row.cells[0]
        yield (
            cell.where,
            row.code,
            text_of(row.title),
            row.place,
            date_format(row.start, "SHORT_DATE_FORMAT") if row.start else "",
            date_format(row.end, "SHORT_DATE_FORMAT") if row.end else "",
            cell.column,
            cell.wanted,
            cell.found,
            cell.remark or cell.effect_name,
        )


def left_out_headings() -> tuple[str, ...]:
    return (
        gettext("Cell"),
        gettext("Code"),
        gettext("Indicator"),
        gettext("Place"),
        gettext("From"),
        gettext("To"),
        gettext("What"),
        gettext("In your file"),
        gettext("In Jalon"),
        gettext("Why it was left out, and what to do"),
    )


class _Labels:
    """The words for the rows of one page, read together."""

    def __init__(self, pending: PendingImport, shown: Iterable[str]) -> None:
        keys = [rows.row_key(row) for row in shown]
        self.periods = Period.objects.select_related("indicator").in_bulk(
            {period for period, _country, _area in keys}
        )
        self.countries = Country.objects.in_bulk({c for _p, c, _a in keys if c})
        self.areas = Area.objects.in_bulk({a for _p, _c, a in keys if a})
        self.dimensions: Dimensions = read_dimensions(pending.programme)
        self.titles = {c.key: c.title for c in fact_columns()}
        self.titles |= {c.key: c.title for c in word_columns()}
        self.choices: dict[str, Mapping[str, str]] = {
            c.key: c.choices for c in word_columns() if c.choices
        }
        self.language = (get_language() or "en").split("-")[0]

    def column(self, key: str) -> str:
        if parts := parts_of(key):
            column = amount_column(self.dimensions, parts[1], parts[2], alone=True)
            return column.title.replace("\n", ": ")
        return self.titles.get(key, key)

    def row(
        self,
        row: str,
        found: Sequence[Difference],
        mine: frozenset[str],
        names: Mapping[Effect, str],
    ) -> ShownRow:
        period_id, country_id, area_id = rows.row_key(row) if row else (0, None, None)
        period = self.periods.get(period_id)
        indicator = period.indicator if period else None
        places = (self.countries.get(country_id or 0), self.areas.get(area_id or 0))
        measure = Measure(indicator.measure) if indicator else Measure.NUMBER
        return ShownRow(
            code=indicator.code if indicator else "",
            title=indicator.title if indicator else {},
            place=" · ".join(text_of(place.name) for place in places if place),
            start=period.start_date if period else None,
            end=period.end_date if period else None,
            cells=[self._cell(each, measure, mine, names) for each in found],
        )

    def _cell(
        self,
        found: Difference,
        measure: Measure,
        mine: frozenset[str],
        names: Mapping[Effect, str],
    ) -> ShownCell:
        problem = Problem("", found.code, found.params) if found.code else None
        return ShownCell(
            key=found.key,
            effect=found.effect,
            effect_name=names[found.effect],
            tone=TONES[found.effect],
            column=self.column(found.column) if found.column else "",
            where=found.where,
            found=self.value(found.column, found.found, measure),
            wanted=self.value(found.column, found.wanted, measure),
            stored=self.value(found.column, found.stored.removeprefix("="), measure)
            if found.stored.startswith("=")
            else "",
            remark=explain(problem, self.language) if problem else "",
            is_mine=found.key in mine,
            is_number=is_amount(found.column),
        )

    def value(self, key: str, text: str, measure: Measure) -> str:
        """Return a canonical value as people write it."""
        if not text:
            return ""
        if key in self.choices:
            return self.choices[key].get(text, text)
        if not is_amount(key):
            return text
        if measure is Measure.YES_NO:
            return gettext("yes") if text == "1" else gettext("no")
        try:
            return str(localize(Decimal(text)))
        except ArithmeticError:
            return text  # what was typed over a closed cell


def is_amount(key: str) -> bool:
    parts = parts_of(key)
    return parts is not None and parts[2] != rows.TEXT
