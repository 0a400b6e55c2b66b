"""What lists of papers are narrowed by."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.documents.forms.base import LongSelect
from jalon.workspace.documents.forms.obligations import choices_of
from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.documents.models.obligations import ObligationQuerySet
from jalon.workspace.documents.models.words import (
    DOCUMENT_STATES,
    KINDS,
    OBLIGATION_STATES,
    choices,
)
from jalon.workspace.documents.queries.owing import (
    countries_owed_for,
    owing_organisations,
    owing_people,
)
from jalon.workspace.programmes.forms.fields import OrganisationField

ALL: list[Any] = [("", pgettext_lazy("filter", "all"))]


class Filter(forms.Form):
    """A filter never refuses a page: what it does not understand it leaves out."""

    def chosen(self) -> dict[str, Any]:
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ObligationFilter(Filter):
    """Narrow what a programme owes, by what the reader sees of it and by nobody else."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            *ALL,
            ("open", pgettext_lazy("paper", "not closed")),
            ("late", pgettext_lazy("paper", "overdue")),
            *choices(OBLIGATION_STATES),
        ],
        required=False,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ALL, *choices(KINDS)], required=False)
    person: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Owed by (person)"), queryset=None, required=False, empty_label=ALL[0][1]
    )
    organisation = OrganisationField(
        label=_("Owed by (organisation)"), queryset=None, required=False, empty_label=ALL[0][1]
    )
    country: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Country"), queryset=None, required=False, empty_label=ALL[0][1]
    )

    def __init__(self, *args: Any, seen: ObligationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "person", owing_people(seen))
        choices_of(self, "organisation", owing_organisations(seen))
        choices_of(self, "country", countries_owed_for(seen))

    def narrow(self, rows: ObligationQuerySet, now: datetime) -> ObligationQuerySet:
        """Keep what was asked for."""
        chosen = self.chosen()
        if state := chosen.get("state"):
            rows = _in_state(rows, state, now)
        for name, column in [
            ("kind", "kind"),
            ("person", "owed_by_user"),
            ("organisation", "owed_by_organisation"),
            ("country", "country"),
        ]:
            if value := chosen.get(name):
                rows = rows.filter(**{column: value})
        return rows


def _in_state(rows: ObligationQuerySet, state: str, now: datetime) -> ObligationQuerySet:
    if state == "late":
        return rows.overdue(now)
    if state == "open":
        return rows.open()
    return rows.filter(state=state)


class DocumentFilter(Filter):
    """Narrow the texts of a programme."""

    state = forms.ChoiceField(
        label=_("State"), choices=[*ALL, *choices(DOCUMENT_STATES)], required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ALL, *choices(KINDS)], required=False)

    def narrow(self, rows: QuerySet[Document]) -> QuerySet[Document]:
        """Keep what was asked for."""
        for name, value in self.chosen().items():
            rows = rows.filter(**{name: value})
        return rows


class DelayFilter(Filter):
    """Narrow the delay board."""

    programme: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=None,
        required=False,
        to_field_name="code",
        empty_label=ALL[0][1],
        widget=LongSelect,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ALL, *choices(KINDS)], required=False)
    country: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Country"), queryset=None, required=False, empty_label=ALL[0][1]
    )
    unexplained = forms.BooleanField(label=_("Without a date that holds"), required=False)

    def __init__(self, *args: Any, programmes: Any, countries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if programmes is None:
            del self.fields["programme"]
        else:
            choices_of(self, "programme", programmes)
        choices_of(self, "country", countries)

    def narrow_owed(self, rows: QuerySet[Obligation], now: datetime) -> QuerySet[Obligation]:
        """Keep what was asked for, of papers that are not handed in."""
        rows = rows.filter(**_columns(self.chosen(), ""))
        if self.chosen().get("unexplained"):
            rows = rows.filter(Q(expected_at=None) | Q(expected_at__lte=now))
        return rows

    def narrow_steps(self, rows: Any) -> Any:
        """Keep what was asked for, of steps that wait for a decision."""
        return rows.filter(**_columns(self.chosen(), "document__"))


def _columns(chosen: dict[str, Any], prefix: str) -> dict[str, Any]:
    names = ("programme", "kind", "country")
    return {f"{prefix}{name}": chosen[name] for name in names if name in chosen}
