"""What tests of the assessment's pages share: addresses, people signed in, marks sent."""

from typing import Any

from django.test import Client
from django.urls import reverse

from factories.assessment import criteria
from jalon.workspace.accounts.models import User
from jalon.workspace.recruitment.models import Application, Call
from jalon.workspace.recruitment.rules.kinds import Stage

BUDGET = 12
TRAIL = 6  # what the trail asks to keep who looked


def url(call: Call, name: str, *more: Any) -> str:
    return reverse(f"recruitment:{name}", args=[call.programme.code, call.pk, *more])


def only(call: Call) -> Application:
    return Application.objects.filter(call=call, state="submitted").order_by("code")[0]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post_marks(client: Client, call: Call, row: Application, value: int, **more: str) -> Any:
    data = {f"mark{each.pk}": str(value) for each in criteria(call, Stage.APPLICATION)}
    return client.post(url(call, "sheet", "application", row.code), {**data, **more})
