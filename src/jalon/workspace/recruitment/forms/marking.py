"""Forms of marks, tests, interviews and referees."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.accounts.forms import time_zones
from jalon.workspace.documents.forms.base import DayField, LongSelect, VersionedForm
from jalon.workspace.narratives import NarrativeFormField
from jalon.workspace.recruitment.models import Criterion, Mark, PanelMember, WrittenTest
from jalon.workspace.recruitment.models.words import CENTRE_OUTCOMES
from jalon.workspace.recruitment.rules.criteria import Criterion as Scored

TASKS = 5
QUESTIONS = 4


class SheetForm(forms.Form):
    """Ask for a mark and a note on each criterion; none is needed until the sheet is locked."""

    def __init__(
        self,
        *args: Any,
        rows: Sequence[tuple[Criterion, Scored]],
        marks: Mapping[int, Mark],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row, scored in rows:
            mark = marks.get(row.pk)
            given = mark.value if mark else None
            self.fields[f"mark{row.pk}"] = forms.TypedChoiceField(
                label=_("Mark"),
                choices=[(str(int(each)), str(int(each))) for each in scored.scale()],
                coerce=Decimal,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=str(int(given)) if given is not None else None,
            )
            self.fields[f"note{row.pk}"] = forms.CharField(
                label=_("Why"),
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
                max_length=4000,
                initial=mark.note if mark else "",
            )

    def given(self) -> dict[int, tuple[Decimal | None, str]]:
        """Return mark and note of each criterion."""
        found = self.cleaned_data
        return {row.pk: (found[f"mark{row.pk}"], found[f"note{row.pk}"]) for row, _s in self.rows}

    def each(self) -> list[dict[str, Any]]:
        """Return the fields with what the marks mean."""
        return [
            {
                "criterion": row,
                "anchors": sorted(scored.anchors.items()),
                "mark": self[f"mark{row.pk}"],
                "note": self[f"note{row.pk}"],
            }
            for row, scored in self.rows
        ]


class ChangeForm(forms.Form):
    """Ask for another mark after the lock, and why."""

    value = forms.TypedChoiceField(label=_("Mark"), coerce=Decimal, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )

    def __init__(self, *args: Any, scored: Scored, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["value"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(int(each)), str(int(each))) for each in scored.scale()]


class WhenFields(forms.Form):
    """Ask for instants by the clock of a place."""

    zone = forms.ChoiceField(label=_("By the clock of"), choices=time_zones, widget=LongSelect)

    def at(self, name: str) -> datetime:
        """Return the instant that a field names, in the zone of the form."""
        given: datetime = self.cleaned_data[name]
        return given.replace(tzinfo=ZoneInfo(self.cleaned_data["zone"]))


class HourField(forms.DateTimeField):
    """A day and an hour, as browsers ask for them, without a zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]
        super().__init__(widget=widget, input_formats=formats, **kwargs)

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        if isinstance(found, datetime) and timezone.is_aware(found):
            return timezone.make_naive(found)
        return found


def local(at: datetime | None, zone: str) -> str:
    """Return an instant as `HourField` shows it."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if at else ""


class TestForm(WhenFields, VersionedForm):
    """Ask when the test may be begun, how long it takes, and what is asked."""

    opens_at = HourField(label=_("May be begun from"))
    closes_at = HourField(
        label=_("and until"), help_text=_("Whoever begins before has all of their time.")
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=24 * 60)
    field_order = ("opens_at", "closes_at", "zone", "minutes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, TASKS + 1):
            self.fields[f"task{number}"] = NarrativeFormField(
                label=_("Task %(number)s") % {"number": number},
                long=True,
                max_length=8000,
                required=number == 1,
            )

    def tasks(self) -> list[dict[str, str]]:
        """Return the tasks that are written."""
        found = [self.cleaned_data[f"task{number}"] for number in range(1, TASKS + 1)]
        return [task for task in found if task]


def test_of(test: WrittenTest | None, zone: str, version: int) -> dict[str, Any]:
    """Return what the form shows of a test, or of none."""
    shown: dict[str, Any] = {"zone": zone, "version": version}
    if test is None:
        return shown
    tasks = {f"task{number}": task for number, task in enumerate(test.tasks, 1)}
    return {
        **shown,
        **tasks,
        "opens_at": local(test.opens_at, zone),
        "closes_at": local(test.closes_at, zone),
        "minutes": test.minutes,
    }


class AccommodationForm(forms.Form):
    """Ask how much more time a candidate has."""

    extra_percent = forms.IntegerField(
        label=_("More time, per cent"), min_value=0, max_value=200, initial=0
    )
    break_minutes = forms.IntegerField(
        label=_("Breaks, minutes"), min_value=0, max_value=240, initial=0
    )
    accommodation = forms.CharField(
        label=_("What is arranged"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
        help_text=_("No diagnosis: only what is arranged."),
    )


class InterviewForm(WhenFields):
    """Ask when and where a candidate is heard."""

    starts_at = HourField(label=_("Begins"))
    where = forms.CharField(label=_("Place or address"), max_length=300, required=False)
    accommodation = forms.CharField(
        label=_("What is arranged"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
    )
    field_order = ("starts_at", "zone", "where", "accommodation")


class HeldForm(forms.Form):
    """Ask which members of the panel were not there."""

    absent = forms.MultipleChoiceField(
        label=_("Not there"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, members: Sequence[PanelMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["absent"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(each.pk), str(each.user)) for each in members]


class QuestionsForm(VersionedForm):
    """Ask for the questions of one criterion."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, QUESTIONS + 1):
            self.fields[f"question{number}"] = NarrativeFormField(
                label=_("Question %(number)s") % {"number": number},
                long=True,
                max_length=2000,
                required=number == 1,
            )

    def questions(self) -> list[dict[str, str]]:
        """Return the questions that are written."""
        found = [self.cleaned_data[f"question{number}"] for number in range(1, QUESTIONS + 1)]
        return [question for question in found if question]


class CentreForm(forms.Form):
    """Ask what the assessment centre found."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("selection", "Outcome"), choices=list(CENTRE_OUTCOMES.items())
    )
    held_date = DayField(label=_("Held on"))
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
    )


class RefereeForm(forms.Form):
    """Ask whom a candidate has named."""

    name = forms.CharField(label=_("Name"), max_length=200)
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    consented_date = DayField(
        label=_("The candidate agreed on"),
        required=False,
        help_text=_("Nobody is asked before."),
    )


class FollowForm(forms.Form):
    """Ask what became of a referee."""

    consented_date = DayField(label=_("The candidate agreed on"), required=False)
    asked_date = DayField(label=_("Asked on"), required=False)
    answered_date = DayField(label=_("Answered on"), required=False)
    answer = forms.CharField(
        label=_("Answer"), widget=forms.Textarea(attrs={"rows": 6}), required=False
    )
