"""What readers look for, and files that change the catalogue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.standards.models.choices import CATEGORIES, INSTRUMENT_KINDS, STATUSES, choices
from jalon.workspace.standards.queries.vocabulary import Vocabulary, offered
from jalon.workspace.standards.rules.files import MOST_BYTES

ANY = ("", _("any"))


class Filter(forms.Form):
    """A form above a table; what it does not understand, it leaves out."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )

    def chosen(self) -> dict[str, str]:
        """Return what was understood of each field."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class InstrumentFilter(Filter):
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[ANY, *choices(CATEGORIES)]
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[ANY, *choices(INSTRUMENT_KINDS)]
    )

    def __init__(self, data: Any, *, words: Vocabulary, topics: list[str]) -> None:
        super().__init__(data)
        _offer(self, "topic", offered(words["topic"], topics))


class RatificationFilter(Filter):
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *choices(STATUSES)])


class ItemFilter(Filter):
    relevance = forms.ChoiceField(label=_("Relevance"), required=False)

    def __init__(self, data: Any, *, words: Vocabulary) -> None:
        super().__init__(data)
        _offer(self, "relevance", offered(words["relevance"], words["relevance"]))


class InterventionFilter(Filter):
    policy_area = forms.ChoiceField(label=_("Policy area"), required=False)
    role = forms.ChoiceField(label=_("Role of the country"), required=False)
    evidence = forms.ChoiceField(label=_("Evidence"), required=False)

    def __init__(self, data: Any, *, words: Vocabulary, areas: list[str]) -> None:
        super().__init__(data)
        _offer(self, "policy_area", offered(words["policy_area"], areas))
        for name in ("role", "evidence"):
            _offer(self, name, offered(words[name], words[name]))


class SubjectFilter(forms.Form):
    """A theme, a stage or a topic."""

    subject = forms.ChoiceField(label=_("Subject"), required=False)

    def __init__(self, data: Any, *, subjects: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.titles = dict(subjects)
        _offer(self, "subject", subjects)

    def chosen(self) -> list[str]:
        """Return the words of the subject that was chosen, if any."""
        self.is_valid()
        subject = self.cleaned_data.get("subject")
        return subject.split("+") if subject else []

    def title(self) -> str:
        """Return the name of the subject that was chosen."""
        self.is_valid()
        return self.titles.get(self.cleaned_data.get("subject") or "", "")


class UpdateForm(forms.Form):
    """A file of the catalogue, or several in a zip."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "One table as CSV in UTF-8, named after it, such as ratifications.csv; or several in a"
            " zip file; or the objectives of the Global Compact as a Markdown text."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.zip,.md"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file has more than %(megabytes)s megabytes. Cut it into several."),
                params={"megabytes": MOST_BYTES // 1024**2},
            )
        return file


class RetireForm(forms.Form):
    """Why a row is taken out of use."""

    why = forms.CharField(
        label=_("Why"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


def _offer(form: forms.Form, name: str, pairs: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [ANY, *pairs]
