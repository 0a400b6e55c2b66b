"""How cells of the workbook look."""

from dataclasses import dataclass
from typing import Any

FONT = "Calibri"
INK, QUIET, LINE = "#1d2733", "#5a6675", "#c9d1da"
HEAD, GROUP, LOCKED, OPEN = "#123b5d", "#e3ebf2", "#f1f3f5", "#fffbe6"

NUMBER, FRACTION = "#,##0", "#,##0.0###"


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of one workbook."""

    title: Any
    lead: Any
    label: Any
    text: Any
    step: Any
    head: Any
    group: Any
    hidden: Any
    fact: Any
    fact_number: Any
    fact_date: Any
    locked: Any
    locked_number: Any
    input_number: Any
    input_text: Any
    input_literal: Any  # text that a spreadsheet would take for a formula
    fraction: Any  # laid over numbers that are not whole


def make_styles(book: Any, *, right_to_left: bool) -> Styles:
    """Add the formats to a workbook."""
    ours = {"reading_order": 2 if right_to_left else 1}  # what people write keeps its own
    base = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
    boxed = base | {"border": 1, "border_color": LINE}
    shut = boxed | {"bg_color": LOCKED, "locked": True}
    free = boxed | {"bg_color": OPEN, "locked": False}
    text = {"text_wrap": True}

    def style(*parts: dict[str, Any]) -> Any:
        merged: dict[str, Any] = {}
        for part in parts:
            merged |= part
        return book.add_format(merged)

    return Styles(
        title=style(base, ours, {"font_size": 16, "bold": True}),
        lead=style(base, ours, {"font_color": QUIET}),
        label=style(base, ours, {"bold": True}),
        text=style(base, text, ours),
        step=style(base, text, ours, {"bottom": 1, "bottom_color": LINE}),
        head=style(
            boxed,
            ours,
            text,
            {"bold": True, "bg_color": HEAD, "font_color": "#ffffff", "valign": "vcenter"},
        ),
        group=style(boxed, ours, {"bold": True, "bg_color": GROUP}),
        hidden=style(base, {"font_color": QUIET}),
        fact=style(shut, text),
        fact_number=style(shut, {"num_format": NUMBER}),
        fact_date=style(shut, {"num_format": 14}),  # as the reader's own Excel writes dates
        locked=style(shut, text, {"font_color": QUIET}),
        locked_number=style(shut, {"num_format": NUMBER, "font_color": QUIET}),
        input_number=style(free, {"num_format": NUMBER}),
        input_text=style(free, text),
        input_literal=style(free, text, {"quote_prefix": True}),
        fraction=style({"num_format": FRACTION}),
    )
