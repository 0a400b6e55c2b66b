"""Ask for an appeal and for its answer: days and an outcome, nothing of who appeals."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.documents.forms.base import DayField, VersionedForm
from jalon.workspace.recruitment.models.words import APPEAL_OUTCOMES, choices


class AppealForm(VersionedForm):
    """Ask when an appeal was lodged, and where it is filed."""

    lodged = DayField(label=_("Lodged on"), initial=timezone.localdate)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Where it is filed, and under which reference. Nothing of who appeals or of their "
            "case: that stays in the file of the appeal."
        ),
    )


class AnswerForm(VersionedForm):
    """Ask when an appeal was answered, and how it ended."""

    answered = DayField(label=_("Answered on"), initial=timezone.localdate)
    outcome = forms.ChoiceField(
        label=pgettext_lazy("appeal", "Outcome"),
        choices=[("", "—"), *choices(APPEAL_OUTCOMES)],
    )
