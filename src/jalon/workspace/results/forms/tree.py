"""Forms for results, assumptions and risks."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.models import User
from jalon.workspace.narratives import NarrativeFormField
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.forms.rows import RowForm
from jalon.workspace.results.models import Assumption, Result, Risk


class ResultForm(RowForm[Result]):
    """A result of one programme."""

    title = NarrativeFormField(label=_("Title"), max_length=500)
    description = NarrativeFormField(label=_("Description"), long=True, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Result
        fields: ClassVar = ["level", "parent", "code", "title", "description", "contributes_to"]
        labels: ClassVar = {
            "level": _("Level"),
            "parent": _("Under"),
            "code": _("Code"),
            "contributes_to": _("Contributes to this result of a road map"),
        }
        help_texts: ClassVar = {"code": _("Left empty, it gets the next number.")}

    def __init__(self, *args: Any, programme: Programme, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        results = Result.objects.visible_to(user)
        self.fields["code"].required = False
        _offer(self, "parent", results.filter(programme=programme).in_order())
        road_maps = results.filter(programme__kind=Programme.Kind.ROAD_MAP).exclude(
            programme=programme
        )
        offered = road_maps.select_related("programme").order_by("programme__code", "order")
        _offer(self, "contributes_to", offered)
        if self.instance.pk:
            del self.fields["level"], self.fields["parent"]
            self.initial["version"] = self.instance.version


class MoveForm(forms.Form):
    """Where a result goes."""

    parent = forms.ModelChoiceField(
        Result.objects.none(), label=_("Under"), required=False, empty_label=_("Top of the tree")
    )
    before = forms.ModelChoiceField(
        Result.objects.none(), label=_("Before"), required=False, empty_label=_("Last")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, result: Result, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"parent": result.parent_id, "version": result.version})
        super().__init__(*args, **kwargs)
        others = Result.objects.filter(programme=result.programme_id).exclude(pk=result.pk)
        _offer(self, "parent", others.in_order())
        _offer(self, "before", others.in_order())


class AssumptionForm(RowForm[Assumption]):
    """What must hold."""

    text = NarrativeFormField(label=_("Assumption"), long=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Assumption
        fields: ClassVar = ["text", "holds", "note"]


class RiskForm(RowForm[Risk]):
    """What may go wrong."""

    text = NarrativeFormField(label=_("Risk"), long=True)
    mitigation = NarrativeFormField(label=_("What is done about it"), long=True, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Risk
        fields: ClassVar = [
            "text",
            "result",
            "likelihood",
            "impact",
            "mitigation",
            "owner",
            "status",
        ]

    def __init__(self, *args: Any, programme: Programme, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "result", Result.objects.filter(programme=programme).in_order())
        _offer(self, "owner", people)
        for name in ("likelihood", "impact"):
            self.fields[name].widget.attrs |= {"min": 1, "max": 5}


def _offer(form: forms.Form | forms.ModelForm[Any], name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
