"""One row of education, work or languages."""

import calendar
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.documents.forms.base import LongSelect
from jalon.workspace.recruitment.forms.sections import (
    ANSWERS,
    LINE,
    SAID,
    Content,
    CountryField,
    SectionForm,
)
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.models.words import DEGREES, NO_LEVEL, SETTINGS, SKILL_NAMES
from jalon.workspace.recruitment.queries.languages import every_language
from jalon.workspace.recruitment.rules.applications import LONGEST, Section
from jalon.workspace.recruitment.rules.languages import NONE, SKILLS
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind

FIRST_YEAR = 1940
OTHER = "-"  # a field of study that the call does not name
LEVELS = [
    ("", pgettext_lazy("level", "not said")),
    (NONE, NO_LEVEL),
    ("A1", _("A1: a few words")),
    ("A2", _("A2: simple everyday things")),
    ("B1", _("B1: familiar matters")),
    ("B2", _("B2: work, with ease")),
    ("C1", _("C1: demanding work, fluently")),
    ("C2", _("C2: almost everything")),
]


class MonthField(forms.Field):
    """A month: browsers have a picker for it, or it is typed as 2024-05."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write a month as year and month, such as 2024-05.")
    }

    def __init__(self, *, last: bool = False, **kwargs: Any) -> None:
        self.last = last
        attrs = {"type": "month", "placeholder": "2024-05", "dir": "ltr"}
        super().__init__(widget=forms.TextInput(attrs), **kwargs)

    def to_python(self, value: Any) -> str:
        if not value:
            return ""
        try:
            year, month = (int(each) for each in str(value).split("-")[:2])
            day = calendar.monthrange(year, month)[1] if self.last else 1
            found = date(year, month, day)
        except (ValueError, calendar.IllegalMonthError) as error:
            raise forms.ValidationError(self.error_messages["invalid"]) from error
        if not FIRST_YEAR <= found.year <= date.today().year + 1:
            raise forms.ValidationError(self.error_messages["invalid"])
        return found.isoformat()

    def prepare_value(self, value: Any) -> Any:
        return str(value)[:7] if value else value


def fields_asked(call: Call) -> list[str]:
    """Return the fields of study that the call names."""
    named: dict[str, None] = {}
    for row in call.requirements.all():
        if row.kind == RequirementKind.DEGREE:
            named |= dict.fromkeys(row.parameters.get("fields", ()))
    return list(named)


class RowForm(SectionForm):
    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        self.call = call
        super().__init__(*args, **kwargs)


class EducationForm(RowForm):
    level = forms.TypedChoiceField(
        label=_("Degree"),
        coerce=int,
        choices=[("", "—"), *((int(key), words) for key, words in DEGREES.items())],
    )
    title = forms.CharField(label=_("As it is called"), max_length=LINE, required=False)
    institution = forms.CharField(label=_("School or university"), max_length=LINE, required=False)
    country = CountryField(label=_("Country"), required=False)
    year = forms.IntegerField(
        label=_("Year of the degree"),
        required=False,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)],
        localize=False,
    )
    completed = forms.ChoiceField(
        label=_("Have you completed it?"),
        required=False,
        choices=[("yes", pgettext_lazy("answer", "Yes")), ("no", _("Not yet, or not"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if named := fields_asked(self.call):
            self.fields["field"] = forms.ChoiceField(
                label=_("Field of study, as the notice names it"),
                required=False,
                choices=[
                    ("", _("I am not sure: somebody should look")),
                    *((each, each) for each in named),
                    (OTHER, _("another field")),
                ],
            )
            self.order_fields(["seen", "level", "field"])

    def shown(self, content: Content) -> Content:
        return {**content, "completed": SAID[content.get("completed")]}

    def content(self) -> Content:
        kept = super().content()
        kept["completed"] = ANSWERS.get(self.cleaned_data.get("completed") or "")
        return kept


class EmploymentForm(RowForm):
    title = forms.CharField(label=_("Your post"), max_length=LINE)
    employer = forms.CharField(label=_("Employer"), max_length=LINE)
    country = CountryField(label=_("Country"), required=False)
    start = MonthField(label=_("From (month)"))
    end = MonthField(
        label=_("To (month)"),
        last=True,
        required=False,
        help_text=_("Leave it empty if you work there still."),
    )
    share = forms.IntegerField(
        label=_("Per cent of full time"),
        required=False,
        initial=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    settings = forms.MultipleChoiceField(
        label=_("At which level you worked"),
        required=False,
        choices=[(key.value, words) for key, words in SETTINGS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    duties = forms.CharField(
        label=_("What you did"),
        required=False,
        max_length=LONGEST["duties"],
        widget=forms.Textarea({"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("It ends before it begins."))
        return cleaned


class LanguageForm(RowForm):
    language = forms.ChoiceField(
        label=_("Language"), choices=lambda: [("", "—"), *every_language()], widget=LongSelect
    )
    wording = forms.BooleanField(label=_("It is my mother tongue"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for skill in SKILLS:
            self.fields[skill] = forms.ChoiceField(
                label=str(SKILL_NAMES[skill]), choices=LEVELS, required=False
            )

    def content(self) -> Content:
        kept = super().content()
        kept.pop("wording", None)
        return {**kept, "wording": "native"} if self.cleaned_data.get("wording") else kept


ROW_FORMS: dict[Section, type[RowForm]] = {
    Section.EDUCATION: EducationForm,
    Section.EMPLOYMENT: EmploymentForm,
    Section.LANGUAGES: LanguageForm,
}
