"""The head of a notice, and its text in one language."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.forms.base import VersionedForm
from jalon.workspace.narratives import NarrativeFormField
from jalon.workspace.recruitment.forms.fields import DeadlineFields, deadline_of, deadline_read
from jalon.workspace.recruitment.models import Call, CallText
from jalon.workspace.recruitment.models.labels import label_of, length_of
from jalon.workspace.recruitment.models.words import CALL_KINDS, choices
from jalon.workspace.recruitment.queries.notice_text import ORDER
from jalon.workspace.recruitment.rules.drafts import PARTS, TextFields
from jalon.workspace.recruitment.rules.numbered import as_list, items_in

CONTACT = ("contact_email", "contact_note")
SHORT = ("grade", "department", "unit", "duty_station", "contract_type", "duration", *CONTACT)
GIVEN = ("kind", "title", "number", *SHORT)
AMENDED = ("title", "department", "unit", "duration", *CONTACT)
HINTS = {
    "grade": _("As the notice words it, for instance NOA or P.3. A consultancy has none."),
    "duration": _("For instance: twelve months, with the possibility of extension."),
    "contact_email": _(
        "Stands on the notice and in its letters, and answers to them go there. "
        "Without it that of the site."
    ),
    "contact_note": _("For instance: recruitment desk, weekdays 9 to 12, +41 22 000 00 00."),
}


def short_field(name: str) -> forms.CharField:
    """Ask for a short text, as long as the column is."""
    is_address = isinstance(Call._meta.get_field(name), models.EmailField)
    return (forms.EmailField if is_address else forms.CharField)(
        label=label_of(Call, name),
        max_length=length_of(Call, name),
        required=False,
        help_text=HINTS.get(name, ""),
    )


class HeaderForm(DeadlineFields, VersionedForm):
    """Ask for everything that stands at the head of a notice."""

    kind = forms.ChoiceField(label=_("What is to be filled"), choices=choices(CALL_KINDS))
    title = NarrativeFormField(label=_("Title"), max_length=200)
    is_blind = forms.BooleanField(
        label=_("Scorers see no names, nationality, sex or age"), required=False
    )
    field_order = (
        "title", "kind", "number", *SHORT, "deadline_day", "deadline_time", "deadline_zone",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("number", *SHORT):
            self.fields[name] = short_field(name)
        self.order_fields(self.field_order)

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        found = {name: self.cleaned_data[name] for name in (*GIVEN, "is_blind", "closes_at")}
        return {**found, "closes_zone": self.cleaned_data["deadline_zone"]}


def header_of(call: Call) -> dict[str, Any]:
    """Return what the form shows of a call that is there."""
    shown = {name: getattr(call, name) for name in (*GIVEN, "is_blind", "version")}
    return {**shown, **(deadline_of(call) if call.closes_at else deadline_read(call))}


class TextForm(VersionedForm):
    """Ask for the words of a notice in one language."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
        self.fields["title"].widget.attrs.update(spoken)
        for part in ORDER:
            self.fields[part] = forms.CharField(
                label=label_of(CallText, part),
                required=False,
                max_length=20_000,
                widget=forms.Textarea(attrs={"rows": 4, **spoken}),
                help_text=_("One duty on a line; numbers are added.") if part == "duties" else "",
            )

    def text(self) -> TextFields:
        """Return the words as the service takes them."""
        given = {part: self.cleaned_data[part].strip() for part in PARTS}
        return TextFields(duties=items_in(self.cleaned_data["duties"]), **given)


def text_of_form(call: Call, text: CallText | None, language: str) -> dict[str, Any]:
    """Return what the form shows of a text, or of one that is not written yet."""
    shown = {part: getattr(text, part) for part in PARTS} if text else {}
    return {
        **shown,
        "title": call.title.get(language, ""),
        "duties": as_list(text.duties) if text else "",
        "version": call.version,
    }
