"""Planned days, subject, criteria, and who answers for a call."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.forms.base import DayField, LongSelect, VersionedForm
from jalon.workspace.narratives import NarrativeFormField, text_of
from jalon.workspace.recruitment.models import Call, Criterion
from jalon.workspace.recruitment.models.words import CALL_STATES, STAGES, THEMES
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.competencies import competencies
from jalon.workspace.recruitment.rules.drafts import CriterionFields
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.occupations import occupations

UNIT_GROUP = 4  # digits
PLANNED = tuple(stage for stage in CallState if stage not in {CallState.DRAFT, CallState.CANCELLED})


class DatesForm(VersionedForm):
    """Ask by which day each stage is to be reached."""

    def __init__(self, *args: Any, reached: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in PLANNED:
            self.fields[stage.value] = DayField(
                label=capfirst(str(CALL_STATES[stage])),
                required=False,
                disabled=stage in reached,
                help_text=_("This was reached: its day stands.") if stage in reached else "",
            )

    def days(self) -> dict[CallState, date | None]:
        return {stage: self.cleaned_data[stage.value] for stage in PLANNED}


def dates_of(call: Call) -> dict[str, Any]:
    """Return the planned days as the form shows them."""
    kept = {row.stage: row.planned_date for row in call.timeline.all()}
    return {**kept, "version": call.version}


class StagesForm(VersionedForm):
    """Ask how much each stage of the last ranking counts."""

    def __init__(self, *args: Any, stages: Collection[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stages = stages
        for stage in stages:
            self.fields[stage.value] = forms.IntegerField(
                label=capfirst(str(STAGES[stage])), required=False, min_value=0, max_value=100
            )

    def weights(self) -> dict[str, int]:
        """Return what is said; nothing where nothing is."""
        said = {stage.value: self.cleaned_data[stage.value] for stage in self.stages}
        return {k: v or 0 for k, v in said.items()} if any(said.values()) else {}


class SubjectForm(VersionedForm):
    """Ask what the work is about: occupation, theme, competencies."""

    occupation = forms.ChoiceField(
        label=_("Occupation (ISCO-08)"), required=False, widget=LongSelect
    )
    theme = forms.ChoiceField(
        label=_("Theme"), required=False, choices=[("", "—"), *THEMES.items()]
    )
    competencies = forms.MultipleChoiceField(
        label=_("Competencies"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "en").split("-")[0]
        groups = [one for code, one in occupations().items() if len(code) == UNIT_GROUP]
        named = {one.code: f"{one.code} {one.title(language)}" for one in groups}
        _offer(self, "occupation", {"": "—", **named})
        _offer(self, "competencies", {one.key: text_of(one.title) for one in competencies()})


def _offer(form: forms.Form, name: str, named: Mapping[str, str]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(named.items())


class CriterionForm(VersionedForm):
    """Ask for one criterion of a stage."""

    title = NarrativeFormField(label=_("What is scored"), max_length=200)
    weight = forms.DecimalField(
        label=_("Weight"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        max_digits=5,
        help_text=_("The weights of a stage make 100 in all."),
    )
    highest = forms.IntegerField(label=_("Highest mark"), min_value=1, max_value=100, initial=5)
    lowest_passing = forms.IntegerField(
        label=_("Lowest passing mark"),
        min_value=0,
        max_value=100,
        initial=0,
        help_text=_("Nought: no mark excludes."),
    )
    anchors = NarrativeFormField(
        label=_("What the marks mean"),
        long=True,
        max_length=4000,
        help_text=_("A line for each mark, the mark first: 0: no example. The lowest and the "
                    "highest are needed."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("weight") == 0:
            self.add_error("weight", _("Give it some weight, or remove it."))
        highest, lowest = cleaned.get("highest"), cleaned.get("lowest_passing")
        if highest is not None and lowest is not None and lowest > highest:
            self.add_error("lowest_passing", _("It is above the highest mark."))
        return cleaned

    def criterion(self, stage: Stage) -> CriterionFields:
        names = ("title", "weight", "highest", "lowest_passing", "anchors")
        return CriterionFields(stage=stage, **{name: self.cleaned_data[name] for name in names})


def criterion_of(row: Criterion) -> dict[str, Any]:
    """Return what the form shows of a criterion."""
    names = ("title", "weight", "highest", "lowest_passing", "anchors")
    return {name: getattr(row, name) for name in names}
