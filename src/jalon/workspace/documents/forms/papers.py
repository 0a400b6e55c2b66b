"""Forms on texts: their names, versions, comments and decisions."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.files.fields import StoredFileField
from jalon.workspace.documents.forms.base import VersionedForm
from jalon.workspace.documents.forms.obligations import choices_of
from jalon.workspace.documents.models.words import KINDS, choices
from jalon.workspace.documents.queries.parties import countries_of
from jalon.workspace.narratives import NarrativeFormField
from jalon.workspace.programmes.models import Programme


class StartForm(forms.Form):
    """Ask for the name of a text and its language."""

    title = NarrativeFormField(label=_("Title"), max_length=300)
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)


class StartLooseForm(StartForm):
    """Ask for a text that nobody is owed."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices(KINDS))
    country: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Country"),
        queryset=None,
        required=False,
        help_text=_("Leave it empty for the whole programme."),
    )
    field_order = ("kind", "title", "language", "country")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "country", countries_of(programme))


class EditDocumentForm(StartForm, VersionedForm):
    """Ask for the name of a text again."""


class VersionForm(VersionedForm):
    """Ask for a version, and whether it is to be handed in."""

    file = StoredFileField(required=False)
    what_changed = forms.CharField(
        label=_("What has changed"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Reviewers read this first: name the chapters and the reason."),
    )
    late_reason = forms.CharField(
        label=_("Why is it late?"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, late: bool, has_draft: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not has_draft
        if not late:
            del self.fields["late_reason"]
        else:
            self.fields["late_reason"].required = "submit" in (self.data or {})


class CommentForm(forms.Form):
    """Ask what should change, and where."""

    anchor = forms.CharField(
        label=_("Place in the text"),
        required=False,
        max_length=300,
        help_text=_("A page, a heading, or the words themselves."),
    )
    text = forms.CharField(
        label=_("Comment"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ResponseForm(forms.Form):
    """Ask what was done about a comment."""

    response = forms.CharField(
        label=_("Answer"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was changed and where; or why nothing was."),
    )


class DecisionForm(VersionedForm):
    """Ask for the reason of a decision; a return always has one."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed to return the text; welcome with a clearance."),
    )


class AddStepForm(VersionedForm):
    """Ask for one more person's decision."""

    title = NarrativeFormField(label=_("What is asked"), max_length=200)
    person: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label=_("Person"), queryset=None)
    working_days = forms.IntegerField(
        label=_("Working days"), min_value=1, max_value=250, initial=3
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "person", people)
