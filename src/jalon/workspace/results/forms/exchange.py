"""Take the matrix along as a workbook, and bring it back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import text_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.exchange.rows import ALL
from jalon.workspace.results.models import Result
from jalon.workspace.results.queries.matrix import Filters
from jalon.workspace.results.queries.workbook import read_dimensions


class ExportForm(forms.Form):
    """What the workbook is to hold; sent as an address, so that it can be kept."""

    country = forms.TypedChoiceField(label=_("Country"), coerce=int, empty_value=None)
    result = forms.TypedChoiceField(label=_("Outcome"), coerce=int, empty_value=None)
    responsible = forms.IntegerField(widget=forms.HiddenInput)  # as the matrix was narrowed
    organisation = forms.IntegerField(widget=forms.HiddenInput)
    by = forms.ChoiceField(label=_("Disaggregations"))
    periods = forms.ChoiceField(
        label=_("Periods"),
        choices=[("begun", _("those that have begun")), ("all", _("all"))],
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].required = False
        countries = programme.covers.order_by("pk").values_list("country", "country__name")
        results = (
            Result.objects.filter(programme=programme)
            .exclude(level=Result.Level.OUTPUT)
            .in_order()
            .values_list("pk", "code", "title")
        )
        self._choices(
            country=[("", _("All countries"))] + [(pk, text_of(name)) for pk, name in countries],
            result=[("", _("All outcomes"))]
            + [(pk, f"{code} {text_of(title)}") for pk, code, title in results],
            by=[(ALL, _("All disaggregations"))]
            + [(key, text_of(title)) for key, (title, _v) in read_dimensions(programme).items()]
            + [("", _("totals alone"))],
        )

    def _choices(self, **choices: list[tuple[Any, Any]]) -> None:
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = found

    @property
    def filters(self) -> Filters:
        """Return what was chosen, as the matrix is narrowed; whatever is not known is all."""
        known = getattr(self, "cleaned_data", {})
        return Filters(
            country=known.get("country"),
            result=known.get("result"),
            responsible=known.get("responsible"),
            organisation=known.get("organisation"),
            by=known.get("by", ALL) if "by" in self.data else ALL,
        )

    @property
    def all_periods(self) -> bool:
        return bool(self.data.get("periods") == "all")


class UploadForm(forms.Form):
    """A workbook that comes back."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("The workbook that you exported here and filled in (.xlsx)."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
