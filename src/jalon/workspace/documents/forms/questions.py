"""Forms of questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.forms.base import VersionedForm
from jalon.workspace.documents.models import Document, Step

LONGEST = 5000


class AskForm(forms.Form):
    """A question about a text, or about one step of its clearance."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    step = forms.ModelChoiceField(
        label=_("About the step"),
        queryset=Step.objects.none(),
        required=False,
        empty_label=_("the text as a whole"),
    )

    def __init__(self, *args: Any, document: Document, inside: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if inside:
            steps = document.steps.filter(round__number=document.round).order_by("order", "pk")
            self.fields["step"].queryset = steps  # type: ignore[attr-defined]
        else:
            del self.fields["step"]  # who only receives a text does not see its clearance


class AnswerForm(VersionedForm):
    """An answer, written on what the thread said then."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    closes = forms.BooleanField(label=_("This answers the question"), required=False)

    def __init__(self, *args: Any, closes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not closes:
            del self.fields["closes"]
