"""What the search finds of calls and of the words of their notices."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jalon.workspace.recruitment.models import Call, CallText
from jalon.workspace.searchable import Source


def _calls(user: Any) -> QuerySet[Call]:
    return Call.objects.visible_to(user).select_related("programme")


def _texts(user: Any) -> QuerySet[CallText]:
    seen = Call.objects.visible_to(user).values("pk")
    return CallText.objects.filter(call__in=seen).select_related("call__programme")


def call_url(call: Call) -> str:
    """Return the page of a call for the team."""
    return reverse("recruitment:call", args=[call.programme.code, call.pk])


def _text_url(text: CallText) -> str:
    return reverse("recruitment:texts", args=[text.call.programme.code, text.call_id])


SOURCES = (
    Source(
        model="recruitment.call",
        title=_("Calls"),
        columns=("title", "number", "grade", "duty_station"),
        visible=_calls,
        link=call_url,
        label=str,
        order=90,
    ),
    Source(
        model="recruitment.calltext",
        title=_("Texts of notices"),
        columns=("introduction", "duties", "education", "experience"),
        visible=_texts,
        link=_text_url,
        label=lambda text: f"{text.call} ({text.get_language_display()})",
        order=91,
    ),
)
