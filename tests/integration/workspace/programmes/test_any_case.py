"""A programme is found however its code is written, by those who see it and by nobody else."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from factories.programmes import give, make_programme
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services import create_programme


@pytest.mark.parametrize("address", ["programmes", "results", "documents"])
def test_another_case_leads_to_the_programme(client: Client, amina: User, address: str) -> None:
    client.force_login(amina)
    answer = client.get(f"/{address}/mex-87/?page=2")
    assert (answer.status_code, answer["Location"]) == (302, f"/{address}/MEX-87/?page=2")
    assert client.get(f"/{address}/MEX-87/").status_code == 200


def test_whoever_does_not_see_it_learns_nothing(
    client: Client, carla: User, programme: Programme
) -> None:
    client.force_login(carla)
    assert client.get(f"/programmes/{programme.code.lower()}/").status_code == 404


def test_a_stranger_signs_in_first(client: Client, programme: Programme) -> None:
    answer = client.get(f"/programmes/{programme.code.lower()}/")
    assert answer["Location"].startswith("/accounts/login/")


def test_what_is_sent_goes_nowhere_else(client: Client, amina: User) -> None:
    client.force_login(amina)
    assert client.post("/programmes/mex-87/edit/").status_code == 404


def test_a_code_is_taken_in_every_case(amina: User, programme: Programme) -> None:
    give(amina, Role.DIRECTOR, None)
    days = {"start_date": date(2026, 1, 1), "end_date": date(2026, 12, 31)}
    with pytest.raises(RuleBroken, match="programme-code-taken"):
        create_programme(code="mex-87", title={"en": "Two"}, by=amina, **days)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_programme("mex-87")
