"""Forms of panels, screening and lists."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.forms.base import LongSelect, VersionedForm
from jalon.workspace.documents.queries.parties import people_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models.words import (
    PANEL_REGIONS,
    PANEL_ROLES,
    PANEL_SEXES,
    TIES,
    VERDICTS,
)
from jalon.workspace.recruitment.rules.eligibility import Verdict

SAID: dict[bool | None, str] = {True: "yes", False: "no", None: ""}


class MemberForm(VersionedForm):
    """Ask who joins the panel, and what its balance looks at.

    Offered are the people of the programme; whoever is from elsewhere is named by their address, so
    that no office reads the list of all the others' people.
    """

    user = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), widget=LongSelect, required=False
    )
    address = forms.EmailField(
        label=_("or somebody from elsewhere, by their e-mail address"),
        required=False,
        help_text=_("The address of their account here. Who has none is invited first."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=list(PANEL_ROLES.items()))
    sex = forms.ChoiceField(
        label=_("Sex, for the panel's balance alone"),
        choices=[("", _("not said")), *PANEL_SEXES.items()],
        required=False,
    )
    region = forms.ChoiceField(
        label=_("Region, for the panel's balance alone"),
        choices=[("", _("not said")), *PANEL_REGIONS.items()],
        required=False,
    )
    is_outside = forms.BooleanField(label=_("From outside the office"), required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people_of(programme, list(Role))

    def clean(self) -> dict[str, Any]:
        """Return the person under `user`, from the list or by the address."""
        cleaned = super().clean() or {}
        address, person = cleaned.pop("address", ""), cleaned.get("user")
        if bool(address) is (person is not None):
            self.add_error("user", _("Choose a person, or give one address."))
        elif address:
            staff = User.objects.filter(kind=Kind.STAFF, is_active=True)
            cleaned["user"] = staff.filter(email__iexact=address).first()
            if cleaned["user"] is None:
                self.add_error("address", _("No account of the team has this address."))
        return cleaned


class SubstituteForm(MemberForm):
    """Ask who takes somebody's place, in the same role, and why."""

    role = None  # type: ignore[assignment]  # Django's way to leave a parent's field out
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text=_("Marks that were locked stay; those that are open are set aside for it."),
    )


class DeclarationForm(forms.Form):
    """Ask what ties a member to each candidate; the fields carry no code of an application."""

    declaration = forms.CharField(
        label=_("Anything else that could sway you"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
    )
    honest = forms.BooleanField(
        label=_("What I declare is complete, and I keep what I read to myself"), required=True
    )

    def __init__(
        self, *args: Any, names: Sequence[tuple[str, str]], ties: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = [key for key, _name in names]
        for key, name in names:
            self.fields[key] = forms.ChoiceField(
                label=name,
                choices=list(TIES.items()),
                initial=ties.get(key, "none"),
            )
        self.order_fields([*self.names, "declaration", "honest"])

    def rows(self) -> Iterable[Any]:
        return [self[key] for key in self.names]

    def last(self) -> Iterable[Any]:
        return [self["declaration"], self["honest"]]


class VerdictForm(forms.Form):
    """Ask whether a requirement is met, and why if it is not what the rule found."""

    verdict = forms.ChoiceField(
        label=_("What you find"),
        choices=[(key, words) for key, words in VERDICTS.items() if key != Verdict.CANNOT_TELL],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
        help_text=_("Needed where you find otherwise than the rule."),
    )


class RelevanceForm(forms.Form):
    """Ask of each employment whether it was in the field that the notice asks for."""

    def __init__(
        self,
        *args: Any,
        employments: Sequence[tuple[str, str]],
        found: dict[str, bool],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"row{number}": row for number, (row, _words) in enumerate(employments)}
        for name, (row, words) in zip(self.keys, employments, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=words,
                choices=[("", _("not judged")), ("yes", _("in the field")), ("no", _("not in it"))],
                initial=SAID[found.get(row)],
                required=False,
            )

    def relevant(self) -> dict[str, bool]:
        """Return what was said of each employment that was judged."""
        return {
            row: self.cleaned_data[name] == "yes"
            for name, row in self.keys.items()
            if self.cleaned_data[name]
        }


class ListForm(VersionedForm):
    """Ask which applications go on a list, or stay off, and why: some of a page, or of all."""

    TICKED, REST, ALL = "ticked", "rest", "all"
    codes = forms.MultipleChoiceField(
        label=_("Applications"), widget=forms.CheckboxSelectMultiple, required=False
    )
    who = forms.ChoiceField(label=_("Which of them"), required=False)
    is_on = forms.ChoiceField(
        label=_("Decision"), choices=[("yes", _("on the list")), ("no", _("not on the list"))]
    )
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )

    def __init__(self, *args: Any, codes: Sequence[str], count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ticked, who = self.fields["codes"], self.fields["who"]
        assert isinstance(ticked, forms.MultipleChoiceField)
        assert isinstance(who, forms.ChoiceField)
        ticked.choices = [(code, code) for code in codes]
        who.choices = [
            (self.TICKED, _("those that are ticked above")),
            (self.REST, _("of all pages, those about whom nothing is decided yet")),
            (self.ALL, _("of all pages, everybody (%(count)s)") % {"count": count}),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["who"] = cleaned.get("who") or self.TICKED
        if (
            cleaned["who"] == self.TICKED
            and not cleaned.get("codes")
            and "codes" not in self.errors
        ):
            self.add_error("codes", _("Tick somebody, or take those of all pages."))
        return cleaned
