"""Changes of a published notice, each with its words for the public and its reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.forms.base import VersionedForm
from jalon.workspace.narratives import NarrativeFormField, languages
from jalon.workspace.recruitment.forms.fields import DeadlineFields, zone_choices
from jalon.workspace.recruitment.forms.header import AMENDED, TextForm, short_field
from jalon.workspace.recruitment.forms.requirements import FORMS
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind


class Amending(DeadlineFields):
    """Ask what is said of a change, why it is made, and whether it gives more time."""

    what = NarrativeFormField(
        label=_("What has changed, for everybody to read"), long=True, max_length=1000
    )
    reason = forms.CharField(
        label=_("Reason, for the record"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deadline_day"].label = _("New last day to apply")
        self._keep_zone()
        last = ["deadline_day", "deadline_time", "deadline_zone", "what", "reason"]
        first = [name for name in self.fields if name not in last]
        self.order_fields([*first, *last])

    def _keep_zone(self) -> None:
        """Let the new deadline be by the clock of the old one: the notice is shown by one."""
        field, zone = self.fields["deadline_zone"], self.initial.get("deadline_zone")
        if zone:
            assert isinstance(field, forms.ChoiceField)
            field.choices = [choice for choice in zone_choices() if choice[0] in {"", zone}]

    def amendment(self) -> dict[str, Any]:
        """Return what the services take of the change itself."""
        return {name: self.cleaned_data[name] for name in ("what", "reason", "closes_at")}


class AmendTextForm(Amending, TextForm):
    """Ask for the words of a published notice again."""


class AmendHeaderForm(Amending, VersionedForm):
    """Ask for those parts of the head that may change once people have applied."""

    title = NarrativeFormField(label=_("Title"), max_length=200)
    field_order = (*AMENDED,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in AMENDED[1:]:
            self.fields[name] = short_field(name)
        kept = [name for name in self.fields if name not in AMENDED]
        self.order_fields([*AMENDED, *kept])

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in AMENDED}


class ExtendForm(Amending, VersionedForm):
    """Ask for a later deadline."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("deadline_day", "deadline_zone"):
            self.fields[name].required = True


class DropForm(Amending, VersionedForm):
    """Ask what is said of a requirement that falls away."""


# Forms of requirements that are changed once they are public.
AMEND_REQUIREMENT: dict[RequirementKind, Any] = {
    kind: type(f"Amend{form.__name__}", (Amending, form), {}) for kind, form in FORMS.items()
}


def words_of_extension() -> dict[str, str]:
    """Return what is said of an extension, in every language of the site."""
    said = {}
    for language in languages():
        with override(language):
            said[language] = gettext("The deadline has been extended.")
    return said
