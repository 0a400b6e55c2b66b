"""What a calendar is to show."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.models import CalendarFeed


class FeedForm(forms.Form):
    shows = forms.ChoiceField(
        label=_("The calendar shows"),
        choices=CalendarFeed.Shows.choices,
        initial=CalendarFeed.Shows.MINE,
        widget=forms.RadioSelect,
    )
