"""Fields that several forms on calls share."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from jalon.errors import ReadableError
from jalon.workspace.accounts.forms import time_zones
from jalon.workspace.documents.forms.base import DayField, LongSelect
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.rules.deadlines import deadline_at, last_day
from jalon.workspace.tags import explain


def zone_choices() -> list[tuple[str, Any]]:
    return [("", _("not known: to be asked")), *time_zones()]


class DeadlineFields(forms.Form):
    """Ask until when one may apply: a day, perhaps an hour, and whose clock counts."""

    deadline_day = DayField(label=_("Last day to apply"), required=False)
    deadline_time = forms.TimeField(
        label=_("Hour"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Leave it empty for the whole day, until 23:59."),
    )
    deadline_zone = forms.ChoiceField(
        label=_("By the clock of"),
        required=False,
        choices=zone_choices,
        widget=LongSelect,
        help_text=_("Geneva is Europe/Zurich. Without a zone the deadline is not known."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, zone = cleaned.get("deadline_day"), cleaned.get("deadline_zone")
        cleaned["closes_at"] = None
        if day and not zone:
            self.add_error("deadline_zone", _("Say by whose clock the day ends."))
        if cleaned.get("deadline_time") and not day:
            self.add_error("deadline_day", _("Say on which day."))
        if day and zone:
            try:
                cleaned["closes_at"] = deadline_at(day, zone, cleaned.get("deadline_time"))
            except ReadableError as error:
                self.add_error("deadline_day", explain(error))
        return cleaned


def deadline_of(call: Call) -> dict[str, Any]:
    """Return what the form shows of a deadline: no hour where the whole day counts."""
    if call.closes_at is None:
        return {"deadline_zone": call.closes_zone}
    day = last_day(call.closes_at, call.closes_zone)
    whole = deadline_at(day, call.closes_zone) == call.closes_at
    hour = None if whole else _hour(call.closes_at, call.closes_zone)
    return {"deadline_day": day, "deadline_time": hour, "deadline_zone": call.closes_zone}


def deadline_read(call: Call) -> dict[str, Any]:
    """Return what the notice says of a deadline that is not known yet: its day, without a zone."""
    if not hasattr(call, "source"):
        return {}
    value = call.source.fields.get("deadline", {}).get("value") or {}
    return {"deadline_day": value.get("day"), "deadline_zone": value.get("zone", "")}


def _hour(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")
