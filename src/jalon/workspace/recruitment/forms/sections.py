"""The sections of the candidate's form: what is kept in, what is kept out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.documents.forms.base import LongSelect
from jalon.workspace.recruitment.models.words import SEXES
from jalon.workspace.recruitment.queries.candidate_form import Wording, abouts, declared_of
from jalon.workspace.recruitment.queries.countries import countries, country_name
from jalon.workspace.recruitment.rules.applications import LONGEST, Section
from jalon.workspace.recruitment.rules.blocks import clean
from jalon.workspace.recruitment.rules.candidate import Group
from jalon.workspace.recruitment.rules.questions import Asks, Question

Content = dict[str, Any]
SHORT, LINE = 100, 300
EITHER = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
ANSWERS: dict[str, bool] = {"yes": True, "no": False}
SAID = {True: "yes", False: "no", None: ""}


def some_country() -> list[tuple[str, Any]]:
    return [("", "—"), *countries()]


class AnswerField(forms.ChoiceField):
    """Yes or no: a draft may leave it open, an application may not."""

    is_needed = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=EITHER, widget=forms.RadioSelect, required=False, **kwargs)


class CountryField(forms.ChoiceField):
    """A country of the world."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=some_country, widget=LongSelect, **kwargs)


class SectionForm(forms.Form):
    """A section: everything may be left out of a draft; `seen` marks what it was drawn from."""

    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, content: Content | None, asked: tuple[Question, ...] = (), **more: Any
    ) -> None:
        self.asked = asked
        more["initial"] = self.shown(content or {}) | more.get("initial", {})
        super().__init__(*args, **more)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not field.widget.is_hidden:
                field.widget.attrs.setdefault("dir", "auto")

    def shown(self, content: Content) -> Content:
        """Return what the form shows of what is kept."""
        return content

    def content(self) -> Content:
        """Return what is to be kept; nothing of what was left empty."""
        given = {
            name: clean(value) if isinstance(value, str) else value  # what no paper can hold
            for name, value in self.cleaned_data.items()
            if name != "seen"
        }
        return {name: value for name, value in given.items() if value not in (None, "", [])}


class ContactForm(SectionForm):
    name = forms.CharField(
        label=_("Your whole name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"})
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
    )
    address = forms.CharField(
        label=_("Address"), required=False, max_length=LINE, widget=forms.Textarea({"rows": 3})
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=[
            ("", _("I prefer not to say")),
            *SEXES.items(),
        ],
        help_text=_("For figures without names on how fair our calls are; no panel sees it."),
    )
    region = CountryField(
        label=_("Country where you grew up"),
        required=False,
        help_text=_("For the same figures; no panel sees it."),
    )


class NationalityForm(SectionForm):
    first = CountryField(label=_("Nationality"))
    second = CountryField(label=_("Second nationality"), required=False)
    third = CountryField(label=_("Third nationality"), required=False)
    residence = CountryField(label=_("Country where you reside permanently"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial.get("permits")
        for code in self.permits_asked():
            self.fields[f"permit-{code}"] = AnswerField(
                label=_("Do you have a permit to work in %(country)s?")
                % {"country": country_name(code)},
                initial=SAID[None if kept is None else code in kept],
            )

    def permits_asked(self) -> list[str]:
        return abouts(self.asked, Asks.PERMIT)

    def shown(self, content: Content) -> Content:
        order = ("first", "second", "third")
        return {**content, **dict(zip(order, content.get("nationalities") or [], strict=False))}

    def content(self) -> Content:
        given = self.cleaned_data
        named = [given[name] for name in ("first", "second", "third") if given.get(name)]
        kept: Content = {"nationalities": list(dict.fromkeys(named))}
        if given.get("residence"):
            kept["residence"] = given["residence"]
        said = {code: given.get(f"permit-{code}") for code in self.permits_asked()}
        if any(said.values()):
            kept["permits"] = [code for code, answer in said.items() if answer == "yes"]
        return kept


class EligibilityForm(SectionForm):
    group = forms.ChoiceField(
        label=_("Do you work for the office already?"),
        choices=[
            (Group.INTERNAL.value, _("Yes, I am an official of the office")),
            (Group.EXTERNAL.value, pgettext_lazy("answer", "No")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial.get("declared") or {}
        for each in self.declared():
            self.fields[f"declared-{each.key}"] = AnswerField(
                label=each.text,
                initial=SAID[kept.get(each.key)],
            )

    def declared(self) -> list[Wording]:
        return declared_of(self.asked)

    def content(self) -> Content:
        given = self.cleaned_data
        said = {e.key: ANSWERS.get(given.get(f"declared-{e.key}", "")) for e in self.declared()}
        return {"group": given["group"], "declared": said}


class LetterForm(SectionForm):
    text = forms.CharField(
        label=_("Why you, why this post"),
        max_length=LONGEST["text"],
        widget=forms.Textarea({"rows": 14}),
        help_text=_("At most 12,000 characters; a page is enough."),
    )


class ConsentForm(SectionForm):
    truth = forms.BooleanField(
        label=_("What I say here is true and complete, as far as I know."), required=False
    )
    privacy = forms.BooleanField(
        label=_("I have read what is done with my data, and agree to it."), required=False
    )

    def content(self) -> Content:
        return {name: bool(self.cleaned_data.get(name)) for name in ("truth", "privacy")}


FORMS: dict[Section, type[SectionForm]] = {
    Section.CONTACT: ContactForm,
    Section.NATIONALITY: NationalityForm,
    Section.ELIGIBILITY: EligibilityForm,
    Section.LETTER: LetterForm,
    Section.CONSENT: ConsentForm,
}
