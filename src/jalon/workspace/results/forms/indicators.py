"""Forms for indicators, their targets, and what they are divided by."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from jalon.workspace.narratives import NarrativeFormField
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.forms.report import NumberField
from jalon.workspace.results.forms.rows import RowForm
from jalon.workspace.results.models import Dimension, Indicator, IndicatorDimension, Period, Result
from jalon.workspace.results.queries.people import organisations_of, people_of
from jalon.workspace.results.rules.cells import completed
from jalon.workspace.results.rules.kinds import FRACTIONS, Measure
from jalon.workspace.results.rules.totals import NOTHING, Amount
from jalon.workspace.results.templatetags.result_figures import span_words, typed

FIELDS = [
    "result",
    "code",
    "donor_code",
    "title",
    "unit",
    "measure",
    "decimals",
    "direction",
    "definition",
    "calculation",
    "over_periods",
    "over_places",
    "may_exceed_100",
    "dimensions",
    "crossed",
    "reported_for",
    "countries",
    "frequency",
    "baseline_value",
    "baseline_numerator",
    "baseline_denominator",
    "baseline_text",
    "baseline_year",
    "baseline_source",
    "means_of_verification",
    "responsible",
    "organisation",
]
LINES = 12  # values of a disaggregation that the form has room for at first


class IndicatorForm(RowForm[Indicator]):
    """An indicator of one programme; everything that can be chosen is of that programme."""

    title = NarrativeFormField(label=gettext_lazy("Title"), max_length=500)
    unit = NarrativeFormField(label=gettext_lazy("Unit"), max_length=100, required=False)
    definition = NarrativeFormField(label=gettext_lazy("Definition"), long=True, required=False)
    calculation = NarrativeFormField(label=gettext_lazy("Calculation"), long=True, required=False)
    baseline_text = NarrativeFormField(
        label=gettext_lazy("Baseline in words"), long=True, required=False
    )
    means_of_verification = NarrativeFormField(
        label=gettext_lazy("Means of verification"), long=True, required=False
    )
    baseline_value = NumberField(label=gettext_lazy("Baseline"))
    baseline_numerator = NumberField(label=gettext_lazy("Baseline: numerator"))
    baseline_denominator = NumberField(label=gettext_lazy("Baseline: denominator"))
    dimensions = forms.ModelMultipleChoiceField(
        Dimension.objects.none(),
        label=gettext_lazy("Divided by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    countries = forms.ModelMultipleChoiceField(
        Country.objects.none(),
        label=gettext_lazy("Only for these countries"),
        help_text=gettext_lazy("None chosen: every country of the programme."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it changes"),
        help_text=gettext_lazy(
            "For instance the number of the approved revision, and whether earlier figures can "
            "still be compared. Needed once figures have been verified."
        ),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Indicator
        fields: ClassVar = [name for name in FIELDS if name != "countries"]  # read apart

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(FIELDS)
        self.fields["baseline_year"].widget.attrs["min"] = 1900  # as the rule wants it
        self.fields["code"].required = False
        self.fields["code"].help_text = _("Left empty, it gets the next number.")
        offered: dict[str, Any] = {
            "result": Result.objects.filter(programme=programme).in_order(),
            "dimensions": Dimension.objects.filter(programme=programme).order_by("order", "key"),
            "countries": Country.objects.filter(covered_by__programme=programme),
            "responsible": people_of(programme),
            "organisation": organisations_of(programme),
        }
        for name, rows in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        divides = IndicatorDimension.objects.filter(dimension=OuterRef("pk"))
        self._offer("dimensions", offered["dimensions"], divides)
        narrowed = Indicator.countries.through.objects.filter(country=OuterRef("pk"))
        self._offer("countries", offered["countries"], narrowed)
        if not self.instance.pk:
            del self.fields["reason"]
        else:
            self.initial["version"] = self.instance.version
            for name in ("baseline_value", "baseline_numerator", "baseline_denominator"):
                self.initial[name] = typed(getattr(self.instance, name))

    def _offer(self, name: str, rows: QuerySet[Any], chosen: QuerySet[Any]) -> None:
        """Offer rows, ticked those that were chosen (one query)."""
        found = list(rows.annotate(chosen=Exists(chosen.filter(indicator=self.instance.pk or 0))))
        field = self.fields[name]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.choices = [(row.pk, str(row)) for row in found]
        if self.instance.pk:
            self.initial[name] = [row.pk for row in found if row.chosen]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        above, below = values.get("baseline_numerator"), values.get("baseline_denominator")
        if below == 0:
            self.add_error("baseline_denominator", _("The denominator cannot be nought."))
        elif values.get("measure") in FRACTIONS and above is not None and below is not None:
            amount = completed(Amount(None, above, below), Measure(values["measure"]))
            values["baseline_value"] = amount.value
        return values

    @property
    def facts(self) -> dict[str, Any]:
        """Return what goes onto the indicator itself."""
        apart = {"dimensions", "countries", "version", "result", "reason"}
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class TargetsForm(forms.Form):
    """Targets of an indicator, a row for each period and a column for each cell asked for."""

    reason = forms.CharField(
        label=gettext_lazy("Why the targets change"),
        help_text=gettext_lazy("For instance the number of the approved revision."),
        required=False,
        max_length=500,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        measure: Measure,
        periods: Sequence[Period],
        breakdowns: Sequence[str],
        titles: Mapping[str, str],
        amounts: Mapping[tuple[int, str], Amount],
        has_axes: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.measure, self.periods, self.breakdowns = measure, periods, breakdowns
        self.amounts, self.has_axes = amounts, has_axes
        self.titles = [titles[breakdown] for breakdown in breakdowns]
        for period in periods:
            for number, breakdown in enumerate(breakdowns):
                amount = amounts.get((period.pk, breakdown), NOTHING)
                label = f"{span_words(period)}: {self.titles[number]}"
                self._add(f"p{period.pk}-{number}", label, amount)

    def _add(self, name: str, label: str, amount: Amount) -> None:
        if self.measure is Measure.QUALITATIVE:
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=2_000, initial=amount.text
            )
            return
        self.fields[name] = NumberField(label=label, initial=typed(amount.value))

    @property
    def rows(self) -> list[tuple[Period, list[forms.BoundField]]]:
        """Return the fields of each period."""
        return [
            (period, [self[f"p{period.pk}-{n}"] for n in range(len(self.breakdowns))])
            for period in self.periods
        ]

    def amounts_of(self, period: Period) -> dict[str, Amount]:
        """Return the amounts that were typed for a period; one left as it was keeps its parts."""
        found = {}
        for number, breakdown in enumerate(self.breakdowns):
            value = self.cleaned_data.get(f"p{period.pk}-{number}")
            typed = Amount(text=value or "") if isinstance(value, str) else Amount(value)
            there = self.amounts.get((period.pk, breakdown), NOTHING)
            same = typed.value == there.value and typed.text == there.text
            found[breakdown] = there if same else typed
        return found

    def carry(self, version: int) -> list[tuple[str, Amount, Amount]]:
        """Take the version that is there now; return where it differs: label, now, typed."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["version"] = str(version)
        self.data = data
        found = []
        for period, fields in self.rows:
            typed = self.amounts_of(period)
            for field, breakdown in zip(fields, self.breakdowns, strict=True):
                now = self.amounts.get((period.pk, breakdown), NOTHING)
                if now != typed[breakdown]:
                    found.append((str(field.label), now, typed[breakdown]))
        return found


class DimensionForm(forms.Form):
    """A disaggregation; a line for each value: its key, and what it is called."""

    key = forms.SlugField(label=gettext_lazy("Key"), max_length=30)
    title = NarrativeFormField(label=gettext_lazy("Title"), max_length=200)
    exclusive = forms.BooleanField(
        label=gettext_lazy("Each person is in one value"),
        help_text=gettext_lazy(
            "If so, the values add up to the total. Services are not: one may have several."
        ),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, dimension: Dimension | None = None, **kwargs: Any) -> None:
        values: list[Any] = []
        if dimension is not None:
            values = list(dimension.values.order_by("order", "pk"))
            kwargs["initial"] = {
                "key": dimension.key,
                "title": dimension.title,
                "exclusive": dimension.exclusive,
            }
        super().__init__(*args, **kwargs)
        if dimension is not None:
            self.fields["key"].disabled = True
        self.count = max(len(values) + 4, LINES)
        for number in range(self.count):
            one = values[number] if number < len(values) else None
            self.fields[f"key{number}"] = forms.SlugField(
                label=_("Key of value %(number)s") % {"number": number + 1},
                max_length=30,
                required=False,
                initial=one.key if one else "",
            )
            self.fields[f"title{number}"] = NarrativeFormField(
                label=_("Value %(number)s") % {"number": number + 1},
                required=False,
                max_length=200,
                initial=one.title if one else None,
            )

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"key{n}"], self[f"title{n}"]) for n in range(self.count)]

    @property
    def values(self) -> list[tuple[str, dict[str, str]]]:
        """Return the values that were filled in."""
        given = self.cleaned_data
        language = (get_language() or "en").split("-")[0]
        return [
            (given[f"key{n}"], given[f"title{n}"] or {language: given[f"key{n}"]})
            for n in range(self.count)
            if given.get(f"key{n}")
        ]
