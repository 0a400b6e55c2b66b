"""The form in which a figure is reported: a grid of cells made from the indicator's dimensions."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from jalon.errors import BadInput
from jalon.workspace.documents.files.fields import StoredFileField
from jalon.workspace.programmes.forms.fields import day_field
from jalon.workspace.results.rules.breakdowns import TOTAL, Axis, grid, written
from jalon.workspace.results.rules.cells import LONGEST_TEXT, completed, read_entry, read_number
from jalon.workspace.results.rules.checks.past import rises
from jalon.workspace.results.rules.facts import IndicatorFacts
from jalon.workspace.results.rules.kinds import FRACTIONS, Measure
from jalon.workspace.results.rules.totals import NOTHING, Amount
from jalon.workspace.results.templatetags.result_figures import typed
from jalon.workspace.tags import explain

Titles = Mapping[str, str]  # "sex" and "sex:female" -> what they are called


class NumberField(forms.CharField):
    """A number as the reader writes it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=60, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_number(text, (get_language() or "en").split("-")[0], percent=True)
        except BadInput as error:
            raise forms.ValidationError(explain(error)) from error


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a grid: what it is called, and its cells."""

    title: str
    cells: Sequence[Sequence[BoundField]]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of cells."""

    title: str
    columns: Sequence[str]
    rows: Sequence[GridRow]


class ReportForm(forms.Form):
    """What was reached in a period and a place."""

    narrative = forms.CharField(
        label=gettext_lazy("Explanation"),
        help_text=gettext_lazy("What happened, and why the figure is where it is."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        required=False,
        max_length=20_000,
    )
    no_data_reason = forms.CharField(
        label=gettext_lazy("If there is no figure: why"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        required=False,
        max_length=5_000,
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy(
            "A register, a survey, a report: where the figure can be checked. "
            "Without a file that proves it, this is needed to submit."
        ),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    correction = forms.CharField(
        label=gettext_lazy("Why it is lower than before"),
        help_text=gettext_lazy(
            "The figure adds up from period to period. Fill this in if it is corrected downwards."
        ),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    evidence_file = StoredFileField(label=gettext_lazy("File that proves it"), required=False)
    evidence_date = day_field(gettext_lazy("Date of the file or source"), required=False)
    drop_evidence = forms.BooleanField(
        label=gettext_lazy("Take the present file away"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        facts: IndicatorFacts,
        titles: Titles,
        cells: Mapping[str, Amount],
        has_evidence: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.facts, self.titles = facts, titles
        self.breakdowns = (TOTAL, *grid(facts.axes, crossed=facts.crossed))
        for number, breakdown in enumerate(self.breakdowns):
            self._add_cell(number, breakdown, cells.get(breakdown, NOTHING))
        if not has_evidence:
            del self.fields["drop_evidence"]
        if not rises(facts):
            del self.fields["correction"]

    def _add_cell(self, number: int, breakdown: str, amount: Amount) -> None:
        label = self.title_of(breakdown)
        match self.facts.measure:
            case Measure.QUALITATIVE:
                self.fields[f"c{number}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=LONGEST_TEXT,
                    initial=amount.text,
                    widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
                )
            case Measure.YES_NO:
                answers = [
                    ("", "–"),
                    ("1", pgettext("answer", "yes")),
                    ("0", pgettext("answer", "no")),
                ]
                initial = "" if amount.value is None else str(int(amount.value))
                self.fields[f"c{number}"] = forms.ChoiceField(
                    label=label, required=False, choices=answers, initial=initial
                )
            case Measure.PERCENTAGE | Measure.RATIO:
                above = f"{label}: {_('numerator')}"
                below = f"{label}: {_('denominator')}"
                self.fields[f"c{number}"] = NumberField(
                    label=above, initial=typed(amount.numerator)
                )
                self.fields[f"d{number}"] = NumberField(
                    label=below, initial=typed(amount.denominator)
                )
            case _:
                self.fields[f"c{number}"] = NumberField(label=label, initial=typed(amount.value))

    def title_of(self, breakdown: str) -> str:
        """Return what a cell is called."""
        if not breakdown:
            return _("Total")
        return ", ".join(self.titles.get(part, part) for part in breakdown.split("|"))

    @property
    def cells(self) -> dict[str, Amount]:
        """Return the amounts that were typed."""
        found = {}
        for number, breakdown in enumerate(self.breakdowns):
            value = self.cleaned_data.get(f"c{number}")
            if self.facts.measure in FRACTIONS:
                amount = Amount(None, value, self.cleaned_data.get(f"d{number}"))
                found[breakdown] = completed(amount, self.facts.measure)
            elif isinstance(value, str):
                found[breakdown] = read_entry(value, self.facts.measure)
            else:
                found[breakdown] = Amount(value)
        return found

    @property
    def total(self) -> list[BoundField]:
        return self._fields(TOTAL)

    @property
    def grids(self) -> list[Grid]:
        """Return the tables of cells: one of all dimensions crossed, or one for each."""
        if not self.facts.axes:
            return []
        if self.facts.crossed:
            return [self._crossed(self.facts.axes)]
        return [self._alone(axis) for axis in self.facts.axes]

    def _alone(self, axis: Axis) -> Grid:
        rows = [
            GridRow(
                self.titles.get(f"{axis.key}:{value}", value),
                [self._fields(written([(axis.key, value)]))],
            )
            for value in axis.values
        ]
        return Grid(self.titles.get(axis.key, axis.key), [_("Figure")], rows)

    def _crossed(self, axes: Sequence[Axis]) -> Grid:
        *down, across = axes
        rows = []
        for values in itertools.product(*(axis.values for axis in down)):
            pairs = [(axis.key, value) for axis, value in zip(down, values, strict=True)]
            title = ", ".join(self.titles.get(f"{key}:{value}", value) for key, value in pairs)
            cells = [
                self._fields(written([*pairs, (across.key, value)])) for value in across.values
            ]
            rows.append(GridRow(title or _("Figure"), cells))
        columns = [self.titles.get(f"{across.key}:{value}", value) for value in across.values]
        return Grid(" × ".join(self.titles.get(axis.key, axis.key) for axis in axes), columns, rows)

    def _fields(self, breakdown: str) -> list[BoundField]:
        number = self.breakdowns.index(breakdown)
        return [self[name] for name in (f"c{number}", f"d{number}") if name in self.fields]

    def anchor_of(self, where: str) -> str:
        """Return the address on the page of the field that a finding names."""
        if where.startswith("cell:"):
            breakdown = where.removeprefix("cell:")
            known = breakdown in self.breakdowns
            return f"#id_c{self.breakdowns.index(breakdown)}" if known else "#cells"
        return f"#id_{where}"

    def label_of(self, where: str) -> str:
        """Return what the field that a finding names is called."""
        if where.startswith("cell:"):
            return self.title_of(where.removeprefix("cell:"))
        field = self.fields.get(where)
        return str(field.label) if field else _("Definition of the indicator")
