"""Roles, deputies, and who takes over."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.forms.fields import OrganisationField, day_field
from jalon.workspace.programmes.models import Organisation, Programme
from jalon.workspace.programmes.models.people import ROLE_NAMES


class GrantForm(forms.Form):
    """A role for somebody, who is invited if nobody here has the address."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("Needed only for somebody who has no account yet: they are invited."),
    )
    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=settings.LANGUAGES, required=False
    )
    role = forms.ChoiceField(label=_("Role"))
    country = forms.ModelChoiceField(
        Country.objects.none(),
        label=_("Country"),
        required=False,
        empty_label=_("the whole programme"),
    )
    organisation = OrganisationField(
        label=_("Organisation"),
        required=False,
        help_text=_("A partner then sees what the organisation answers for, too."),
    )
    start_date = day_field(_("From"), required=False)
    end_date = day_field(_("Until"), required=False, help_text=_("The last day."))

    def __init__(
        self, *args: Any, programme: Programme | None, roles: Iterable[Role], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = dict(ROLE_NAMES)
        self.fields["role"].choices = [(role.value, names[role.value]) for role in roles]  # type: ignore[attr-defined]
        if programme is None:
            del self.fields["country"], self.fields["organisation"]
            return
        covered = Country.objects.filter(covered_by__programme=programme)
        self.fields["country"].queryset = covered  # type: ignore[attr-defined]
        partners = Organisation.objects.filter(participations__programme=programme)
        self.fields["organisation"].queryset = partners.distinct()  # type: ignore[attr-defined]


class PersonField(forms.ModelChoiceField[User]):
    """Ask for a person."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.email})"


class DelegationForm(forms.Form):
    """Who stands in, when, for what."""

    absent = PersonField(User.objects.none(), label=_("Who is away"))
    deputy = PersonField(User.objects.none(), label=_("Who stands in"))
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=_("Programme"),
        required=False,
        empty_label=_("all"),
    )
    start_date = day_field(_("From"))
    end_date = day_field(_("Until"), help_text=_("The last day."))

    def __init__(
        self,
        *args: Any,
        absent: QuerySet[User],
        deputies: QuerySet[User],
        programmes: QuerySet[Programme],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["absent"].queryset = absent  # type: ignore[attr-defined]
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """Who leaves, who takes over, where."""

    leaver = PersonField(User.objects.none(), label=_("Who leaves"))
    successor = PersonField(User.objects.none(), label=_("Who takes over"))
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"))
    with_grants = forms.BooleanField(label=_("Give the successor the same roles"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=1000)

    def __init__(
        self,
        *args: Any,
        leavers: QuerySet[User],
        successors: QuerySet[User],
        programmes: QuerySet[Programme],
        whole_office: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaver"].queryset = leavers  # type: ignore[attr-defined]
        self.fields["successor"].queryset = successors  # type: ignore[attr-defined]
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        if whole_office:
            self.fields["programme"].required = False
            self.fields["programme"].empty_label = _("all")  # type: ignore[attr-defined]


KNOWN_DAYS = [MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2100, 12, 31))]


class HolidayForm(forms.Form):
    """A day of a country's calendar."""

    day = day_field(_("Day"), validators=KNOWN_DAYS)
    name = forms.CharField(label=_("Name"), max_length=200)
    working = forms.BooleanField(label=_("Worked all the same"), required=False)
