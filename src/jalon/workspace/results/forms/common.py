"""The form that offers a donor's common indicators."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalon.workspace.narratives import text_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Indicator, Result
from jalon.workspace.results.templates_data import common_indicators


class CommonForm(forms.Form):
    """Which of the indicators, and under which result."""

    result = forms.ModelChoiceField(Result.objects.none(), label=gettext_lazy("Under the result"))
    codes = forms.MultipleChoiceField(
        label=gettext_lazy("Indicators"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        result = self.fields["result"]
        assert isinstance(result, forms.ModelChoiceField)
        result.queryset = Result.objects.filter(programme=programme).in_order()
        there = set(
            Indicator.objects.filter(programme=programme).values_list("donor_code", flat=True)
        )
        codes = self.fields["codes"]
        assert isinstance(codes, forms.MultipleChoiceField)
        codes.choices = [
            (item["donor_code"], f"{item['donor_code']} {text_of(item['title'])}")
            for item in common_indicators()["indicators"]
            if item["donor_code"] not in there
        ]

    @property
    def origin(self) -> str:
        """Say where these indicators were read, and how far to trust them."""
        content = common_indicators()
        return _("Source: %(source)s. Partly verified: check the award before you report.") % {
            "source": content["source"]
        }
