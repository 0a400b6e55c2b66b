"""A form for each kind of requirement: its parameters in, its parameters out."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.documents.forms.base import VersionedForm
from jalon.workspace.narratives import NarrativeFormField, text_of
from jalon.workspace.places.models import Country
from jalon.workspace.recruitment.models import Requirement
from jalon.workspace.recruitment.models.words import DEGREES, GROUPS, SETTINGS, SKILL_NAMES, WAYS
from jalon.workspace.recruitment.queries.languages import asked_languages
from jalon.workspace.recruitment.rules.languages import CEFR, SKILLS
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind

K = RequirementKind
Parameters = dict[str, Any]
MONTHS = 12


class RequirementForm(VersionedForm):
    """What all kinds ask for; alone it is for what a person judges."""

    text = NarrativeFormField(label=_("As the notice words it"), long=True, max_length=2000)
    essential = forms.BooleanField(
        label=_("Essential: who does not meet it is not eligible"), required=False, initial=True
    )

    def __init__(self, *args: Any, rows: list[Requirement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows

    def parameters(self) -> Parameters:
        """Return what a rule needs to know."""
        return {}

    @staticmethod
    def shown(_parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the form shows of kept parameters."""
        return {}


class AudienceForm(RequirementForm):
    groups = forms.MultipleChoiceField(
        label=_("Who may apply"),
        choices=[(key.value, words) for key, words in GROUPS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def parameters(self) -> Parameters:
        return {"groups": sorted(self.cleaned_data["groups"])}

    @staticmethod
    def shown(parameters: Mapping[str, Any]) -> dict[str, Any]:
        return {"groups": parameters.get("groups", [])}


class LocalTiesForm(RequirementForm):
    country = forms.ChoiceField(label=_("Country"))
    ways = forms.MultipleChoiceField(
        label=_("Any one of these is enough"),
        choices=list(WAYS.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)
        named = [
            (iso2, text_of(name)) for iso2, name in Country.objects.values_list("iso2", "name")
        ]
        field.choices = [("", "—"), *sorted(named, key=lambda pair: pair[1])]

    def parameters(self) -> Parameters:
        ways = [way.split("+") for way in self.cleaned_data["ways"]]
        return {"country": self.cleaned_data["country"], "ways": ways}

    @staticmethod
    def shown(parameters: Mapping[str, Any]) -> dict[str, Any]:
        ways = ["+".join(sorted(way, reverse=True)) for way in parameters.get("ways", [])]
        return {"country": parameters.get("country", ""), "ways": ways}


class ExperienceForm(RequirementForm):
    years = forms.IntegerField(label=_("Years"), min_value=0, max_value=40)
    months = forms.IntegerField(label=_("and months"), min_value=0, max_value=11, required=False)
    settings = forms.MultipleChoiceField(
        label=_("At which level; none: at any"),
        choices=[(key.value, words) for key, words in SETTINGS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def parameters(self) -> Parameters:
        months = self.cleaned_data["years"] * MONTHS + (self.cleaned_data["months"] or 0)
        return {"months": months, "settings": sorted(self.cleaned_data["settings"])}

    @staticmethod
    def shown(parameters: Mapping[str, Any]) -> dict[str, Any]:
        if "months" not in parameters:
            return {}
        years, months = divmod(parameters["months"], MONTHS)
        return {"years": years, "months": months, "settings": parameters.get("settings", [])}


class DegreeForm(RequirementForm):
    level = forms.TypedChoiceField(
        label=_("Lowest degree"),
        coerce=int,
        choices=[(int(key), words) for key, words in DEGREES.items()],
    )
    fields_of_study = forms.CharField(
        label=_("Fields of study"),
        required=False,
        max_length=500,
        help_text=_("Separated by commas; empty: in any field."),
    )
    related = forms.BooleanField(
        label=_("or a related field"),
        required=False,
        help_text=_("Whether another field is related is for a person to judge."),
    )
    lower = forms.TypedChoiceField(
        label=_("A lower degree is taken in its place"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("no")), *((int(key), words) for key, words in DEGREES.items())],
    )
    more_years = forms.IntegerField(
        label=_("with so many more years of experience"),
        min_value=1,
        max_value=20,
        required=False,
    )
    experience = forms.ChoiceField(label=_("which add to"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["experience"]
        assert isinstance(field, forms.ChoiceField)
        named = [(str(row.pk), str(row)) for row in self.rows if row.kind == K.EXPERIENCE]
        field.choices = [("", "—"), *named]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("lower") and not cleaned.get("more_years"):
            self.add_error("more_years", _("Say how many more years are asked."))
        return cleaned

    def parameters(self) -> Parameters:
        given = self.cleaned_data
        named = {words.strip() for words in given["fields_of_study"].split(",")} - {""}
        kept: Parameters = {"level": given["level"], "fields": sorted(named)}
        if named and given["related"]:
            kept["related"] = True
        if given["lower"]:
            way = {"level": given["lower"], "extra_months": given["more_years"] * MONTHS}
            kept |= {"in_lieu": [way], "experience": given["experience"]}
        return kept

    @staticmethod
    def shown(parameters: Mapping[str, Any]) -> dict[str, Any]:
        lower: Mapping[str, Any] = next(iter(parameters.get("in_lieu", [])), {})
        return {
            "level": parameters.get("level"),
            "fields_of_study": ", ".join(parameters.get("fields", [])),
            "related": parameters.get("related", False),
            "lower": lower.get("level"),
            "more_years": lower.get("extra_months", 0) // MONTHS or None,
            "experience": parameters.get("experience", ""),
        }


class LanguagesForm(RequirementForm):
    of = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=asked_languages,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    count = forms.IntegerField(label=_("How many of them"), min_value=1, max_value=6, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for skill in SKILLS:
            self.fields[skill] = forms.ChoiceField(
                label=str(SKILL_NAMES[skill]),
                choices=[("", pgettext_lazy("level", "not asked")), *((c, c) for c in CEFR)],
                required=False,
            )

    def parameters(self) -> Parameters:
        levels = {skill: self.cleaned_data[skill] for skill in SKILLS}
        return {
            "of": sorted(self.cleaned_data["of"]),
            "count": self.cleaned_data["count"],
            "levels": {skill: level for skill, level in levels.items() if level},
        }

    @staticmethod
    def shown(parameters: Mapping[str, Any]) -> dict[str, Any]:
        kept = {"of": parameters.get("of", []), "count": parameters.get("count", 1)}
        return {**kept, **parameters.get("levels", {})}


class DeclaredForm(RequirementForm):
    passes = forms.ChoiceField(
        label=_("Which answer meets it"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        help_text=_("Candidates are asked in the notice's own words, and answer yes or no."),
    )

    def parameters(self) -> Parameters:
        return {"passes": self.cleaned_data["passes"] == "yes"}

    @staticmethod
    def shown(parameters: Mapping[str, Any]) -> dict[str, Any]:
        return {"passes": "yes" if parameters.get("passes", True) else "no"}


FORMS: dict[RequirementKind, type[RequirementForm]] = {
    K.AUDIENCE: AudienceForm,
    K.LOCAL_TIES: LocalTiesForm,
    K.EXPERIENCE: ExperienceForm,
    K.DEGREE: DegreeForm,
    K.LANGUAGES: LanguagesForm,
    K.DECLARED: DeclaredForm,
    K.JUDGED: RequirementForm,
}
