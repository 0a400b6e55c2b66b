"""What each form answers when it is sent empty, or with what cannot be."""

from typing import Any

from django.db import transaction

from walk.forms import Field, Form, Values, fill
from walk.site import quietly

OF_A_FORM = {"number", "date", "email", "url"}
TOO_LONG = "x" * 600
KEPT = {"hidden", "select", "radio", "checkbox"}


def refusal(form: Form, language: str) -> Any:
    """Return the page that refuses the form, or breaks, if there is one; nothing is written."""
    for values in (spoilt(form), fill(form, lambda _field: "")):
        with quietly(), transaction.atomic():
            answer = form.post(values, language)
            transaction.set_rollback(True)
        if answer.status_code >= 422 or (answer.status_code == 200 and is_page(answer)):
            return answer
    return None


def is_page(answer: Any) -> bool:
    """Tell a whole page, as the forms of signing in show it again with their complaint."""
    return not answer.streaming and b"<html" in answer.content[:200]


def spoilt(form: Form) -> Values:
    """Return nothing where something is asked for, and elsewhere what cannot be."""
    values = {field.name: _spoilt(field) for field in form.fields}
    if form.button:
        values[form.button[0]] = [form.button[1]]
    return {name: sent for name, sent in values.items() if sent}


def _spoilt(field: Field) -> list[str]:
    if field.kind in KEPT:
        return list(field.values)
    if field.kind in OF_A_FORM or field.numeric:
        return ["x"]
    return [TOO_LONG] if field.is_text and not field.required else []
