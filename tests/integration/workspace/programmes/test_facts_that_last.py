"""What is known of people, days and forms stays right when something else changes."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from factories.accounts import make_user
from factories.places import make_country
from factories.programmes import give
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.accounts.services import invite
from jalon.workspace.programmes.forms.programmes import FactsForm
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import holders_of
from jalon.workspace.programmes.services import set_holiday


def test_whose_account_is_closed_holds_nothing(programme: Programme) -> None:
    gone = make_user()
    give(gone, Role.OFFICER, programme)
    assert gone.pk in holders_of(Permission.RESULT_VIEW, programme)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert gone.pk not in holders_of(Permission.RESULT_VIEW, programme)


def test_a_day_named_in_another_language_keeps_its_first_name(programme: Programme) -> None:
    [country] = [cover.country for cover in programme.covers.all()]
    day = timezone.localdate()
    administrator = make_user()
    give(administrator, Role.ADMINISTRATOR, None)
    set_holiday(country=country, day=day, name={"es": "Día de la Paz"}, by=administrator)
    kept = set_holiday(country=country, day=day, name={"fr": "Jour de la paix"}, by=administrator)
    assert kept.name == {"es": "Día de la Paz", "fr": "Jour de la paix"}


def test_a_summary_has_an_end() -> None:
    form = FactsForm({"summary_en": "x" * 5001})
    assert "summary" in form.errors
    assert "summary" not in FactsForm({"summary_en": "x" * 5000}).errors


def test_a_template_that_is_not_there_begins_nothing(client: Client, amina: User) -> None:
    give(amina, Role.DIRECTOR, None)
    client.force_login(amina)
    address = reverse("programmes:start")
    assert client.get(address).status_code == 200
    assert client.get(address, {"template": "nonsense"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_job_names_nobody(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    administrator = make_user("Dalia Doe")
    give(administrator, Role.ADMINISTRATOR, None)
    make_country("GTM")
    invite(email="new@example.org", name="New", language="en", by=administrator)
    [job] = DBTaskResult.objects.filter(task_path__endswith="send_invitation")
    assert "Dalia" not in json.dumps(job.args_kwargs)


def test_a_page_of_somebody_is_not_for_others_to_keep(client: Client, amina: User) -> None:
    client.force_login(amina)
    assert "private" in client.get("/").headers["Cache-Control"]
    left = client.post(reverse("account_logout"))
    assert left.headers["Clear-Site-Data"] == '"cache"'
