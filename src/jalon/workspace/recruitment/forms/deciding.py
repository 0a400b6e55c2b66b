"""Ask for a decision."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.forms.base import DayField, ReasonForm
from jalon.workspace.recruitment.rules.decisions import Choice

RESERVES = 5


class DecisionForm(ReasonForm):
    """Ask who is chosen, who waits in reserve, and why; the ranked are offered by place."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    chosen = forms.ChoiceField(label=_("Chosen"), required=False)
    reserve_until = DayField(
        label=_("The reserve holds until"),
        required=False,
        help_text=_("Its last day. Leave it empty where nobody is in reserve."),
    )

    def __init__(self, *args: Any, ranked: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"] = forms.ChoiceField(
            label=_("Chosen"), required=False, choices=[("", _("nobody")), *ranked]
        )
        for number in range(1, min(RESERVES, len(ranked) - 1) + 1):
            self.fields[f"reserve_{number}"] = forms.ChoiceField(
                label=_("Reserve %(number)s") % {"number": number},
                required=False,
                choices=[("", "—"), *ranked],
            )
        self.fields["reason"].label = _("Why")
        self.fields["reason"].help_text = _(
            "It stands in the report and must bear an appeal. Where it is not who stands first, "
            "say why. Name people by their codes."
        )
        self.order_fields(
            ["version", "chosen", *(f"reserve_{n}" for n in range(1, RESERVES + 1)),
             "reserve_until", "reason"]
        )  # fmt: skip

    def take_seen(self) -> str:
        """Return which ranking was shown; if it is refused, the next try has seen what is now."""
        seen: str = self.cleaned_data["seen"]
        assert isinstance(self.data, QueryDict)
        sent = self.data.copy()
        sent["seen"] = str(self.initial["seen"])
        self.data = sent
        return seen

    def choice(self) -> Choice:
        """Return what was decided."""
        reserve = [self.cleaned_data.get(f"reserve_{n}") for n in range(1, RESERVES + 1)]
        return Choice(
            self.cleaned_data["chosen"],
            tuple(code for code in reserve if code),
            self.cleaned_data["reserve_until"],
        )
