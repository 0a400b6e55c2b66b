"""Forms of the clearance guide."""

from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.forms.base import VersionedForm
from jalon.workspace.documents.models import Certainty
from jalon.workspace.documents.models.words import KINDS, choices
from jalon.workspace.documents.rules.guide import Case, CaseStep
from jalon.workspace.narratives import NarrativeFormField

MOST_STEPS = 30
LONGEST = 1000


class GuideFilter(forms.Form):
    """What somebody looks for in the guide."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind of paper"), required=False, choices=[("", _("all")), *choices(KINDS)]
    )


class CaseForm(VersionedForm):
    """What a case is called, when it applies, and how sure the office is."""

    kind = forms.ChoiceField(label=_("Kind of paper"), choices=choices(KINDS))
    title = NarrativeFormField(label=_("Title"), max_length=200)
    applies = NarrativeFormField(
        label=_("When it applies"), required=False, long=True, max_length=LONGEST
    )
    certainty = forms.ChoiceField(label=_("Certainty"), choices=Certainty.choices)
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=300,
        help_text=_("The manual or circular that says so, with its date and paragraph."),
    )


class NewCaseForm(CaseForm):
    """A case that the guide does not have yet."""

    version = None  # type: ignore[assignment]  # there is nothing yet that could have changed
    key = forms.SlugField(
        label=_("Key"), max_length=60, help_text=_("Part of its address: small letters, hyphens.")
    )
    field_order = ("key",)


class StepForm(forms.Form):
    """One step; a step without text is left out."""

    who = NarrativeFormField(label=_("Who"), required=False, max_length=200)
    what = NarrativeFormField(label=_("What"), required=False, long=True, max_length=LONGEST)
    form = NarrativeFormField(label=_("Form"), required=False, max_length=200)
    form_url = forms.URLField(
        label=_("Address of the form"), required=False, max_length=500, assume_scheme="https"
    )
    working_days = forms.IntegerField(
        label=_("Working days"), required=False, min_value=0, max_value=365
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("who")) != bool(data.get("what")):
            missing = "what" if data.get("who") else "who"
            self.add_error(missing, _("A step needs who and what."))
        return data


class StepSet(BaseFormSet[StepForm]):
    """The steps in their order; each can be moved by its number or left out."""

    ordering_widget = forms.NumberInput

    def steps(self) -> list[CaseStep]:
        """Return the steps as they are to be, without those that are empty or taken out."""
        kept = []
        for form in self.ordered_forms:
            data = form.cleaned_data
            if data.get("what"):
                kept.append(
                    CaseStep(
                        data["who"],
                        data["what"],
                        data.get("form") or {},
                        data.get("form_url") or "",
                        data.get("working_days"),
                    )
                )
        return kept


StepFormSet = cast(
    "type[StepSet]",
    forms.formset_factory(
        StepForm,
        formset=StepSet,
        extra=2,
        can_order=True,
        can_delete=True,
        max_num=MOST_STEPS,
        absolute_max=MOST_STEPS + 5,
        validate_max=True,
    ),
)


def content_of(data: dict[str, Any], steps: list[CaseStep]) -> Case:
    """Return what the forms say together."""
    return Case(
        kind=data["kind"],
        title=data["title"],
        applies=data["applies"] or {},
        certainty=data["certainty"],
        source=data["source"],
        steps=steps,
    )
