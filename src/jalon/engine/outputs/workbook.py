"""The tables of a run as one Excel workbook: a sheet per table, notes first, dictionary last."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.index_content import IndexContent
from jalon.engine.outputs.columns import Column, Kind
from jalon.engine.outputs.dictionary import (
    TABLES,
    describe,
    dictionary_frame,
    label,
    meaning,
)
from jalon.engine.outputs.tables import in_order
from jalon.engine.outputs.wording import in_words
from jalon.messages import direction, translator
from jalon.messages import marked as _

# Excel wants a date of creation; a fixed one lets two runs of a study give the same bytes.
CREATED = datetime(2000, 1, 1)
NUMBER_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.EXPECTED: "#,##0",
    Kind.SHARE: "0.0%",
    Kind.POINTS: "+0.0%;-0.0%;0.0%",
    Kind.NUMBER: "0.000",
}
NARROWEST, WIDEST = 9, 40
ROWS_MEASURED = 200  # enough to choose a width by

NOTES = _("About")
# Names of facts on the first sheet; a name that is none of these stays as it is.
FACTS = (
    *(_("study"), _("seed"), _("survey"), _("census"), _("areas"), _("boundaries")),
    *(_("covariates"), _("truth")),
)
DICTIONARY = _("Data dictionary")
DICTIONARY_HEADINGS = (_("Sheet"), _("Column"), _("Kind of value"))
LABEL, MEANING = _("Label"), _("Meaning")


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the first sheet.

    `warnings` come first and in bold (a synthetic population, say); `facts` are pairs of a word
    and its value (study, survey, census, version); `notes` are paragraphs.
    """

    title: str
    warnings: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def write_workbook(
    path: Path,
    frames: Mapping[str, pl.DataFrame],
    cover: Cover,
    languages: Sequence[str],
    content: ReportContent | IndexContent | None = None,
) -> None:
    """Write ``areas.xlsx``; the same frames, cover and languages give the same bytes.

    Parameters
    ----------
    path
        The file to write.
    frames
        By table name, as in `dictionary.TABLES`.
    cover
        Its texts are written as they come, so they are in the first language already.
    languages
        The first is the language of headings and words, and decides the direction of the sheets;
        the dictionary speaks all of them.
    content
        Gives variables, levels and factor groups the study's own names; without, their codes stay.
    """
    main = languages[0]
    catalogue = translator(main)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": cover.title, "created": CREATED})
    book.set_calc_mode("auto")
    formats = {kind: book.add_format({"num_format": f}) for kind, f in NUMBER_FORMATS.items()}
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(title: str) -> Worksheet:
        worksheet = book.add_worksheet(catalogue.gettext(title))
        if direction(main) == "rtl":
            worksheet.right_to_left()
        return worksheet

    _write_cover(book, sheet(NOTES), cover, wrapped, catalogue.gettext)
    for name in in_order(frames):
        worksheet = sheet(TABLES[name].title)
        columns = [describe(name, column) for column in frames[name].columns]
        shown = in_words(name, frames[name], main, content)
        _write_table(worksheet, shown, columns, main, heading, formats)
    entries = dictionary_frame({name: frames[name] for name in in_order(frames)}, languages)
    _write_dictionary(sheet(DICTIONARY), entries, languages, heading, wrapped)
    book.close()


def _write_cover(
    book: Workbook, sheet: Worksheet, cover: Cover, wrapped: Format, say: Callable[[str], str]
) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, cover.title, book.add_format({"bold": True, "font_size": 16}))
    alarm = book.add_format({"bold": True, "font_color": "#9c0006", "text_wrap": True})
    row = 2
    for warning in cover.warnings:
        sheet.merge_range(row, 0, row, 1, warning, alarm)
        sheet.set_row(row, _height(warning, 115))
        row += 1
    bold = book.add_format({"bold": True, "valign": "top"})
    for name, value in cover.facts:
        sheet.write_string(row, 0, say(name), bold)
        sheet.write_string(row, 1, value, wrapped)
        row += 1
    for note in cover.notes:
        sheet.merge_range(row, 0, row, 1, note, wrapped)
        sheet.set_row(row, _height(note, 115))
        row += 1


def _write_table(
    sheet: Worksheet,
    frame: pl.DataFrame,
    columns: Sequence[Column],
    language: str,
    heading: Format,
    formats: Mapping[Kind, Format],
) -> None:
    for position, column in enumerate(columns):
        values = frame[column.name].to_list()
        title = label(column, language)
        sheet.write_string(0, position, title, heading)
        sheet.write_comment(0, position, f"{column.name}: {meaning(column, language)}")
        sheet.set_column(position, position, _width(title, values, column))
        cell = formats.get(column.kind)
        for row, value in enumerate(values, start=1):
            _write_value(sheet, row, position, value, cell)
    sheet.freeze_panes(1, _leading_names(columns))
    if frame.height:
        sheet.autofilter(0, 0, frame.height, len(columns) - 1)


def _write_value(
    sheet: Worksheet, row: int, column: int, value: object, cell: Format | None
) -> None:
    """Write a value; what is missing, or not a finite number, is left blank."""
    if isinstance(value, str) and value:
        sheet.write_string(row, column, value)
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(row, column, value, cell)


def _write_dictionary(
    sheet: Worksheet,
    entries: pl.DataFrame,
    languages: Sequence[str],
    heading: Format,
    wrapped: Format,
) -> None:
    catalogue = translator(languages[0])
    titles = [catalogue.gettext(text) for text in DICTIONARY_HEADINGS]
    for language in languages:
        words = translator(language)
        titles += [f"{words.gettext(text)} ({language})" for text in (LABEL, MEANING)]
    for position, title in enumerate(titles):
        sheet.write_string(0, position, title, heading)
    sheet.set_column(0, 2, 22)
    sheet.set_column(3, len(titles) - 1, 34)
    for row, entry in enumerate(entries.iter_rows(), start=1):
        table, column, kind, *texts = entry
        shown = catalogue.gettext(TABLES[table].title)
        for position, text in enumerate([shown, column, catalogue.gettext(kind), *texts]):
            sheet.write_string(row, position, text, wrapped)
    sheet.freeze_panes(1, 2)


def _leading_names(columns: Sequence[Column]) -> int:
    """Return how many columns stay in view: the codes and names that a table begins with."""
    first_number = next(
        (i for i, c in enumerate(columns) if c.kind not in {Kind.TEXT, Kind.WORD}), len(columns)
    )
    return min(first_number, 2)


def _width(title: str, values: Sequence[object], column: Column) -> float:
    """Return a width that holds most values and the longest word of the heading."""
    word_lengths = [len(part) for part in title.split()]
    if column.kind in {Kind.TEXT, Kind.WORD}:
        word_lengths += [len(str(value)) for value in values[:ROWS_MEASURED]]
    return float(min(max([NARROWEST, *word_lengths]) + 2, WIDEST))


def _height(text: str, characters_per_line: int) -> float:
    return 15.0 * (1 + len(text) // characters_per_line)
