"""Forms for alignments: first the agenda or the instrument, then its parts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import apart, text_of
from jalon.workspace.standards.models import Agenda, AgendaItem, Instrument, Provision
from jalon.workspace.tags import article


class FindForm(forms.Form):
    """Which agenda or instrument."""

    agenda = forms.ModelChoiceField(
        Agenda.objects.order_by("order", "pk"), label=_("Agenda"), required=False
    )
    instrument = forms.ModelChoiceField(
        Instrument.objects.filter(retired_date=None, provisions__retired_date=None)
        .filter(provisions__isnull=False)
        .distinct()
        .order_by("key"),
        label=_("Standard"),
        required=False,
    )

    def chosen(self, name: str) -> Any:
        """Return what was chosen, or None."""
        self.is_valid()
        return self.cleaned_data.get(name)


class ItemField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Parts of an agenda or an instrument, in words."""

    def label_from_instance(self, obj: Any) -> str:
        if isinstance(obj, Provision):
            return f"{apart(article(obj.article))} {text_of(obj.duty)}"
        return f"{apart(obj.code)} {text_of(obj.title)}"


class AlignForm(forms.Form):
    """Which parts, and in what way."""

    items = ItemField(
        AgendaItem.objects.none(),
        label=_("Items"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    provisions = ItemField(
        Provision.objects.none(),
        label=_("Provisions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("In what way"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(
        self,
        *args: Any,
        agenda: Agenda | None = None,
        instrument: Instrument | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "items": (agenda, AgendaItem.objects.filter(agenda=agenda, empty=False)),
            "provisions": (instrument, Provision.objects.filter(instrument=instrument)),
        }
        for name, (chosen, rows) in offered.items():
            if chosen is None:
                del self.fields[name]
            else:
                field = self.fields[name]
                assert isinstance(field, forms.ModelMultipleChoiceField)
                field.queryset = rows.filter(retired_date=None).order_by("pk")

    def chosen(self) -> list[AgendaItem | Provision]:
        """Return everything that was ticked."""
        found: list[AgendaItem | Provision] = [*self.cleaned_data.get("items", ())]
        return [*found, *self.cleaned_data.get("provisions", ())]
