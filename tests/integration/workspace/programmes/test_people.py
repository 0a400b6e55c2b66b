"""Roles given and ended, deputies, and work that changes hands."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.accounts import make_user
from factories.places import make_country
from factories.programmes import give, make_programme
from jalon.errors import RuleBroken
from jalon.workspace import leaving
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes import services
from jalon.workspace.programmes.models import Delegation, Grant, Programme
from jalon.workspace.programmes.permissions import forget, has_permission

DAY = timedelta(days=1)


def url(name: str, *args: Any) -> str:
    return reverse(f"programmes:{name}", args=args)


@pytest.fixture
def as_amina(client: Client, amina: User) -> Client:
    client.force_login(amina)
    return client


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def test_a_role_is_given_to_somebody_who_is_here(
    as_amina: Client, programme: Programme, mailoutbox: list[Any]
) -> None:
    known = make_user("Karim")
    page = url("give-grant", "MEX-87")
    assert as_amina.get(page).status_code == 200
    said = {"email": "KARIM@example.org", "role": "partner", "end_date": "2099-01-01"}
    assert as_amina.post(page, said).status_code == 302
    grant = Grant.objects.get(user=known)
    assert (grant.programme, grant.role, grant.end_date) == (
        programme,
        "partner",
        date(2099, 1, 1),
    )
    assert Event.objects.get(what="programmes.granted").after["role"] == "partner"
    assert "Karim" in as_amina.get(url("people", "MEX-87")).text
    assert as_amina.post(page, said).status_code == 422  # holds it already


def test_somebody_new_is_invited(as_amina: Client, programme: Programme) -> None:
    page = url("give-grant", "MEX-87")
    assert "Nobody here" in as_amina.post(page, {"email": "n@x.org", "role": "officer"}).text
    said = {"email": "n@x.org", "name": "Nadia", "role": "officer", "language": "fr"}
    assert as_amina.post(page, said).status_code == 302
    nadia = User.objects.get(email="n@x.org")
    assert nadia.language == "fr"
    assert has_permission(nadia, Permission.ACTUAL_REPORT, programme)


def test_nobody_gives_more_than_they_hold(programme: Programme) -> None:
    coordinator, user = make_user(), make_user()
    give(coordinator, Role.COORDINATOR, programme)
    services.give_grant(user=user, role=Role.OFFICER, programme=programme, by=coordinator)
    for role in (Role.DIRECTOR, Role.MONITORING, Role.ADMINISTRATOR, Role.DONOR):
        with pytest.raises(RuleBroken, match="grant-above-own"):
            services.give_grant(user=user, role=role, programme=programme, by=coordinator)


def test_nobody_gives_beyond_their_country(programme: Programme) -> None:
    mexico, guatemala = make_country("MEX"), make_country("GTM")
    programme.covers.create(country=guatemala)
    coordinator, user = make_user(), make_user()
    give(coordinator, Role.COORDINATOR, programme, country=mexico)
    give_officer = {"user": user, "role": Role.OFFICER, "programme": programme}
    with pytest.raises(PermissionDenied):
        services.give_grant(**give_officer, by=coordinator)
    with pytest.raises(PermissionDenied):
        services.give_grant(**give_officer, country=guatemala, by=coordinator)
    services.give_grant(**give_officer, country=mexico, by=coordinator)


def test_a_deputy_hands_out_no_lasting_roles(
    amina: User, programme: Programme, today: date
) -> None:
    deputy, user = make_user(), make_user()
    Delegation.objects.create(absent=amina, deputy=deputy, start_date=today, end_date=today)
    with pytest.raises(RuleBroken, match="grant-above-own"):
        services.give_grant(user=user, role=Role.OFFICER, programme=programme, by=deputy)


def test_nobody_gives_to_themselves_or_to_who_has_left(amina: User, programme: Programme) -> None:
    gone = make_user(is_active=False)
    for user, code in ((amina, "grant-to-oneself"), (gone, "grant-to-inactive")):
        with pytest.raises(RuleBroken, match=code):
            services.give_grant(user=user, role=Role.OFFICER, programme=programme, by=amina)


def test_a_country_of_another_programme_is_refused(amina: User, programme: Programme) -> None:
    with pytest.raises(RuleBroken, match="grant-country-not-covered"):
        services.give_grant(
            user=make_user(),
            role=Role.OFFICER,
            programme=programme,
            country=make_country("DZA"),
            by=amina,
        )


def test_a_candidate_holds_no_role(amina: User, programme: Programme) -> None:
    candidate = make_user(kind=Kind.CANDIDATE)
    with pytest.raises(RuleBroken, match="grant-to-candidate"):
        services.give_grant(user=candidate, role=Role.PARTNER, programme=programme, by=amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=candidate, role=Role.PARTNER, programme=programme)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=amina.pk).update(kind=Kind.CANDIDATE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(user=amina).update(user=candidate)


def test_a_role_is_ended(as_amina: Client, programme: Programme, bruno: User) -> None:
    grant = bruno.grants.get()
    page = url("end-grant", grant.pk)
    assert as_amina.get(page).status_code == 200
    assert as_amina.post(page, {"reason": "Left"}).status_code == 302
    forget(bruno)
    assert not has_permission(bruno, Permission.PROGRAMME_VIEW, programme)
    assert Event.objects.get(what="programmes.grant-ended").reason == "Left"
    assert as_amina.post(page).status_code == 404
    assert "Bruno" in as_amina.get(url("people", "MEX-87")).text  # among those that ended


def test_the_last_director_stays(as_amina: Client, amina: User, programme: Programme) -> None:
    own = amina.grants.get()
    answer = as_amina.post(url("end-grant", own.pk), {})
    assert answer.status_code == 422
    assert "last director" in answer.text
    give(make_user(), Role.DIRECTOR, programme, end_date=date(2099, 1, 1))
    assert as_amina.post(url("end-grant", own.pk), {}).status_code == 422  # not for good
    give(make_user(), Role.DIRECTOR, programme)
    assert as_amina.post(url("end-grant", own.pk), {}).status_code == 302


def test_a_coordinator_does_not_end_the_director(amina: User, programme: Programme) -> None:
    coordinator = make_user()
    give(coordinator, Role.COORDINATOR, programme)
    with pytest.raises(RuleBroken, match="grant-above-own"):
        services.end_grant(grant=amina.grants.get(), by=coordinator)


def test_grants_of_another_programme_are_not_there(as_amina: Client, carla: User) -> None:
    assert as_amina.get(url("people", "OTHER")).status_code == 404
    assert as_amina.get(url("give-grant", "OTHER")).status_code == 404
    assert as_amina.post(url("end-grant", carla.grants.get().pk)).status_code == 404
    assert as_amina.get(url("office")).status_code == 403
    assert as_amina.get(url("give-office-grant")).status_code == 403


def test_an_administrator_gives_roles_of_the_office(client: Client, db: None) -> None:
    dora, other = make_user(), make_user("Omar")
    give(dora, Role.ADMINISTRATOR, None)
    client.force_login(dora)
    page = url("give-office-grant")
    assert "administrator" in client.get(page).text
    assert client.post(page, {"email": other.email, "role": "administrator"}).status_code == 302
    assert client.post(page, {"email": other.email, "role": "director"}).status_code == 422
    assert "Omar" in client.get(url("office")).text


def test_a_deputy_is_named_and_let_go(
    as_amina: Client, amina: User, bruno: User, programme: Programme, today: date
) -> None:
    page = url("delegate")
    give(make_user("Gone"), Role.OFFICER, programme, end_date=today - DAY)
    offered = as_amina.get(page)
    assert offered.status_code == 200
    assert "Gone" not in offered.text
    said = {
        "absent": amina.pk,
        "deputy": bruno.pk,
        "programme": programme.pk,
        "start_date": today,
        "end_date": today + 10 * DAY,
    }
    answer = as_amina.post(page, said)
    assert answer.status_code == 302, answer.context["form"].errors
    forget(bruno)
    assert has_permission(bruno, Permission.GRANT_EDIT, programme)
    assert "Bruno" in as_amina.get(url("leave")).text
    as_amina.post(url("end-delegation", Delegation.objects.get().pk))
    forget(bruno)
    assert not has_permission(bruno, Permission.GRANT_EDIT, programme)
    assert Event.objects.filter(what__startswith="programmes.delegat").count() == 2


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [(0, -1, "dates-reversed"), (-9, -1, "leave-over"), (0, 400, "leave-too-long")],
)
def test_leave_lies_ahead_and_ends(
    amina: User, bruno: User, today: date, start: int, end: int, code: str
) -> None:
    with pytest.raises(RuleBroken, match=code):
        services.delegate(
            absent=amina,
            deputy=bruno,
            start_date=today + start * DAY,
            end_date=today + end * DAY,
            by=amina,
        )


def test_a_deputy_is_of_the_team(amina: User, programme: Programme, today: date) -> None:
    dates = {"start_date": today, "end_date": today}
    partner, candidate = make_user(), make_user(kind=Kind.CANDIDATE)
    give(partner, Role.PARTNER, programme)
    for deputy in (partner, candidate, make_user()):
        with pytest.raises(RuleBroken, match="deputy-not-of-team"):
            services.delegate(absent=amina, deputy=deputy, programme=programme, by=amina, **dates)
    with pytest.raises(RuleBroken, match="deputy-is-absent"):
        services.delegate(absent=amina, deputy=amina, by=amina, **dates)


def test_an_officer_sends_nobody_on_leave(
    client: Client, amina: User, bruno: User, programme: Programme, today: date
) -> None:
    dates = {"start_date": today, "end_date": today}
    with pytest.raises(PermissionDenied):
        services.delegate(absent=amina, deputy=bruno, by=bruno, **dates)
    Delegation.objects.create(absent=amina, deputy=amina_deputy(programme), **dates)
    client.force_login(bruno)
    assert client.post(url("end-delegation", Delegation.objects.get().pk)).status_code == 404


def amina_deputy(programme: Programme) -> User:
    deputy = make_user()
    give(deputy, Role.OFFICER, programme)
    return deputy


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """An app above that holds open work."""
    moved: list[tuple[str, str, str]] = []

    def hand_over(leaver: User, successor: User, programme: Programme | None, by: User) -> int:
        moved.append((leaver.name, successor.name, programme.code if programme else "all"))
        Programme.objects.filter(pk=programme.pk if programme else None).update(
            summary={"en": "touched"}
        )
        return 7

    monkeypatch.setattr(leaving, "_HAND_OVERS", {"documents": hand_over})
    return moved


def test_work_changes_hands_after_a_look(
    as_amina: Client,
    amina: User,
    bruno: User,
    programme: Programme,
    desk: list[tuple[str, str, str]],
) -> None:
    successor = make_user("Sara")
    give(successor, Role.OFFICER, programme)
    page = url("hand-over")
    assert as_amina.get(page).status_code == 200
    said = {"leaver": bruno.pk, "successor": successor.pk, "programme": programme.pk}
    seen = as_amina.post(page, said)
    assert seen.context["counts"]["documents"] == 7
    programme.refresh_from_db()
    assert programme.summary == {}  # looked at, not done
    assert bruno.grants.get().ended_at is None
    assert not Event.objects.exists()

    answer = as_amina.post(page, {**said, "confirm": "1", "reason": "New post"})
    assert answer.status_code == 302
    assert desk[-1] == ("Bruno", "Sara", "MEX-87")
    assert bruno.grants.get().ended_at is not None
    event = Event.objects.get(what="programmes.handed-over")
    assert (event.after["documents"], event.after["grants_ended"]) == (7, 1)
    assert event.reason == "New post"


def test_a_failure_leaves_everything_where_it_was(
    amina: User, bruno: User, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> int:
        raise OSError("power cut")

    monkeypatch.setattr(leaving, "_HAND_OVERS", {"documents": broken})
    successor = make_user()
    with pytest.raises(OSError, match="power cut"):
        services.hand_over(
            leaver=bruno, successor=successor, programme=programme, by=amina, with_grants=True
        )
    assert not successor.grants.exists()
    assert bruno.grants.get().ended_at is None


def test_a_successor_who_could_not_open_the_work_is_refused(
    amina: User, bruno: User, programme: Programme
) -> None:
    successor = make_user()
    everything = {"leaver": bruno, "programme": programme, "by": amina}
    with pytest.raises(RuleBroken, match="successor-without-access"):
        services.hand_over(successor=successor, **everything)
    services.hand_over(successor=successor, with_grants=True, **everything)
    assert has_permission(successor, Permission.RESULT_EDIT, programme)


def test_the_last_director_hands_over_to_the_next(amina: User, programme: Programme) -> None:
    other, successor = make_user(), make_user()
    give(other, Role.COORDINATOR, programme)
    with pytest.raises(RuleBroken, match="grant-above-own"):
        services.hand_over(
            leaver=amina, successor=successor, programme=programme, by=other, with_grants=True
        )
    services.give_grant(user=successor, role=Role.DIRECTOR, programme=programme, by=amina)
    services.hand_over(leaver=amina, successor=successor, programme=programme, by=amina)
    assert not amina.grants.filter(ended_at=None).exists()


def test_a_programme_whose_director_has_left_finds_the_next(
    amina: User, programme: Programme
) -> None:
    keeper, successor = make_user(), make_user()
    give(keeper, Role.ADMINISTRATOR, None)
    User.objects.filter(pk=amina.pk).update(is_active=False)
    services.hand_over(
        leaver=amina, successor=successor, programme=programme, by=keeper, with_grants=True
    )
    assert has_permission(successor, Permission.PROGRAMME_ARCHIVE, programme)
    with pytest.raises(RuleBroken, match="grant-to-oneself"):
        services.give_grant(user=keeper, role=Role.DIRECTOR, programme=programme, by=keeper)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.CONSULTANT, Role.DONOR])
def test_the_work_of_somebody_outside_the_team_changes_hands(
    amina: User, programme: Programme, role: Role
) -> None:
    leaver, successor = make_user(), make_user()
    give(leaver, role, programme)
    everything = {"leaver": leaver, "successor": successor, "programme": programme, "by": amina}
    with pytest.raises(RuleBroken, match="successor-without-access"):
        services.hand_over(**everything)
    services.hand_over(**everything, with_grants=True)
    assert successor.grants.get().role == role


def test_an_archived_programme_does_not_hold_anybody_back(
    amina: User, programme: Programme, today: date
) -> None:
    old, keeper, successor = make_programme(), make_user(), make_user()
    give(keeper, Role.ADMINISTRATOR, None)
    leaver = make_user()
    give(leaver, Role.OFFICER, old)
    give(leaver, Role.OFFICER, programme, start_date=today + 60 * DAY)
    Programme.objects.filter(pk=old.pk).update(archived_at=timezone.now(), status="4")
    services.hand_over(leaver=leaver, successor=successor, by=keeper, with_grants=True)
    assert not leaver.grants.filter(ended_at=None).exists()
    [passed] = successor.grants.all()
    assert (passed.programme, passed.start_date) == (programme, today + 60 * DAY)


def test_who_hands_over_their_only_programme_stands_in_for_nobody(
    amina: User, bruno: User, programme: Programme, today: date
) -> None:
    dates = {"start_date": today, "end_date": today + DAY}
    Delegation.objects.create(absent=amina, deputy=bruno, **dates)
    successor = make_user()
    give(successor, Role.OFFICER, programme)
    services.hand_over(leaver=bruno, successor=successor, programme=programme, by=amina)
    forget(bruno)
    assert not has_permission(bruno, Permission.DOCUMENT_ACCEPT, programme)
    assert Event.objects.filter(what="programmes.delegation-ended").count() == 1


def test_nobody_lends_themselves_the_powers_of_another(
    amina: User, programme: Programme, today: date
) -> None:
    coordinator, friend = make_user(), make_user()
    give(coordinator, Role.COORDINATOR, programme)
    give(friend, Role.OFFICER, programme)
    lend = {"absent": amina, "programme": programme, "by": coordinator}
    dates = {"start_date": today, "end_date": today + DAY}
    with pytest.raises(RuleBroken, match="deputy-is-oneself"):
        services.delegate(deputy=coordinator, **lend, **dates)
    with pytest.raises(RuleBroken, match="deputy-above-own"):
        services.delegate(deputy=friend, **lend, **dates)
    officer = make_user()
    give(officer, Role.OFFICER, programme)
    services.delegate(absent=officer, deputy=friend, programme=programme, by=amina, **dates)


def test_a_deputy_renews_no_time_of_their_own(
    amina: User, bruno: User, programme: Programme, today: date
) -> None:
    Delegation.objects.create(
        absent=amina, deputy=bruno, start_date=today, end_date=today + DAY, programme=programme
    )
    with pytest.raises(PermissionDenied):
        services.delegate(
            absent=amina,
            deputy=bruno,
            start_date=today,
            end_date=today + 300 * DAY,
            by=bruno,
            programme=programme,
        )
    with pytest.raises(PermissionDenied):
        services.hand_over(leaver=amina, successor=bruno, programme=programme, by=bruno)


def test_nobody_acts_for_somebody_whose_account_is_closed(
    amina: User, bruno: User, programme: Programme, today: date
) -> None:
    Delegation.objects.create(absent=amina, deputy=bruno, start_date=today, end_date=today + DAY)
    assert has_permission(bruno, Permission.DOCUMENT_ACCEPT, programme)
    User.objects.filter(pk=amina.pk).update(is_active=False)
    forget(bruno)
    assert not has_permission(bruno, Permission.DOCUMENT_ACCEPT, programme)


def test_an_officer_hands_nothing_over(client: Client, bruno: User) -> None:
    client.force_login(bruno)
    assert client.get(url("hand-over")).status_code == 403
