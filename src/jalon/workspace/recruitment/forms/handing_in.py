"""Small forms round an application: a file, handing in, an exception, entering for another."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.forms import time_zones
from jalon.workspace.documents.files.fields import StoredFileField
from jalon.workspace.documents.forms.base import DayField, LongSelect, VersionedForm
from jalon.workspace.recruitment.forms.entrance import own_languages
from jalon.workspace.recruitment.models.words import FILE_KINDS, choices
from jalon.workspace.recruitment.rules.candidate_files import LARGEST, MEGABYTE


class PlainFileField(StoredFileField):
    """A file that is chosen in the form: candidates have no uploads in pieces."""

    widget = forms.FileInput  # type: ignore[assignment]  # a plain one instead of our own


class FileForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=choices(FILE_KINDS), initial="cv")
    file = PlainFileField(
        help_text=format_lazy(
            _("PDF, Word, text or a picture; at most {megabytes} MB."),
            megabytes=LARGEST // MEGABYTE,
        )
    )


class HandInForm(VersionedForm):
    """The version that was looked through."""


class WithdrawForm(forms.Form):
    """The candidate takes it back without a word; the team, for them, says why."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        help_text=_("Say how the candidate asked for it."),
    )

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["reason"]


class LateForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail of the candidate's account"), widget=forms.EmailInput({"dir": "ltr"})
    )
    day = DayField(label=_("Until the day"))
    hour = forms.TimeField(label=_("and the hour"), widget=forms.TimeInput({"type": "time"}))
    zone = forms.ChoiceField(label=_("By the clock of"), choices=time_zones, widget=LongSelect)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        help_text=_("It stays on record and is shown in the report of the selection."),
    )

    def until(self) -> datetime:
        """Return the instant from which it is too late."""
        hour: time = self.cleaned_data["hour"]
        day = datetime.combine(self.cleaned_data["day"], hour)
        return day.replace(tzinfo=ZoneInfo(self.cleaned_data["zone"]))


class EntryForm(forms.Form):
    """For whom an application is entered, and why."""

    name = forms.CharField(label=_("Whole name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput({"dir": "ltr"}),
        help_text=_("Leave it empty if they have none: letters then go to them by another way."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=own_languages)
    reason = forms.CharField(
        label=_("Why you enter it for them"), widget=forms.Textarea({"rows": 4}), max_length=2000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["dir"] = "auto"
