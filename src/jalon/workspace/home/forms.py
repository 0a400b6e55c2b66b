"""A form with one field of each kind, for the gallery."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import NarrativeFormField


class SampleForm(forms.Form):
    """Every kind of field that the site uses."""

    title = NarrativeFormField(label=_("Title"), help_text=_("As it will stand in reports."))
    summary = NarrativeFormField(label=_("Summary"), long=True, required=False)
    email = forms.EmailField(label=_("E-mail"))
    value = forms.DecimalField(label=_("Value"), required=False)
    due = forms.DateField(
        label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[("impact", _("impact")), ("outcome", _("outcome")), ("output", _("output"))],
    )
    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=[("month", _("every month")), ("year", _("every year"))],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label=_("The partners have agreed"), required=False)
    evidence = forms.FileField(label=_("Evidence"), required=False)
    remarks = forms.CharField(label=_("Remarks"), widget=forms.Textarea, required=False)
