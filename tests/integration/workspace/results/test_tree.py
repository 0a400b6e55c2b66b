"""The tree: codes, places, moves; only its own programme, only those who may."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from factories.programmes import give, make_programme
from factories.results import make_actual, make_indicator, make_result
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Assumption, Period, Result, Risk
from jalon.workspace.results.services import risks
from jalon.workspace.results.services import tree as services


def test_results_get_the_next_code_and_their_place(bruno: User, programme: Programme) -> None:
    first = services.create_result(
        programme=programme, level="outcome", title={"en": "A"}, by=bruno
    )
    second = services.create_result(
        programme=programme, level="outcome", title={"en": "B"}, by=bruno
    )
    below = services.create_result(
        programme=programme, level="output", parent=second, title={"en": "C"}, by=bruno
    )
    assert [first.code, second.code, below.code] == ["1", "2", "2.1"]
    assert first.order < second.order
    assert Event.objects.filter(what="results.result-created").count() == 3


@pytest.mark.parametrize(("level", "parent"), [("output", None), ("impact", "outcome")])
def test_a_result_stands_only_where_it_can(
    bruno: User, programme: Programme, outcome: Result, level: str, parent: str | None
) -> None:
    with pytest.raises(RuleBroken, match="result-wrong-place"):
        services.create_result(
            programme=programme,
            level=level,
            parent=outcome if parent else None,
            title={"en": "A"},
            by=bruno,
        )


def test_codes_are_used_once(bruno: User, programme: Programme, outcome: Result) -> None:
    with pytest.raises(RuleBroken, match="code-taken"):
        services.create_result(
            programme=programme, level="outcome", code="1", title={"en": "A"}, by=bruno
        )


def test_an_archived_programme_stays_as_it_is(
    bruno: User, programme: Programme, outcome: Result
) -> None:
    Programme.objects.update(archived_at="2025-01-01T00:00Z")
    outcome.refresh_from_db()
    with pytest.raises(RuleBroken, match="programme-archived"):
        services.edit_result(result=outcome, values={"code": "9"}, version=1, by=bruno)


def test_only_those_who_may_change_the_tree(
    carla: User, someone: Callable[..., User], programme: Programme, outcome: Result
) -> None:
    for user in (carla, someone(Role.EVALUATOR), someone(Role.PARTNER), someone(Role.DONOR)):
        with pytest.raises(PermissionDenied):
            services.create_result(programme=programme, level="outcome", title={"en": "A"}, by=user)
        with pytest.raises(PermissionDenied):
            services.delete_result(result=outcome, version=1, by=user)


def test_a_result_moves_before_a_sibling_and_never_below_itself(
    bruno: User, programme: Programme
) -> None:
    one, two, three = (make_result(programme, code=code, order=int(code)) for code in "123")
    services.move_result(result=three, parent=None, before=one, version=1, by=bruno)
    ordered = Result.objects.filter(programme=programme).in_order()
    assert [result.code for result in ordered] == ["3", "1", "2"]
    services.move_result(result=two, parent=one, version=1, by=bruno)
    one.refresh_from_db()
    two.refresh_from_db()
    with pytest.raises(RuleBroken, match="result-below-itself"):
        services.move_result(result=one, parent=two, version=one.version, by=bruno)


def test_the_second_editor_is_told(amina: User, bruno: User, outcome: Result) -> None:
    services.edit_result(result=outcome, values={"title": {"en": "New"}}, version=1, by=amina)
    with pytest.raises(RuleBroken, match="changed-meanwhile"):
        services.edit_result(result=outcome, values={"title": {"en": "Mine"}}, version=1, by=bruno)


def test_nothing_that_something_hangs_on_is_deleted(
    bruno: User, outcome: Result, output: Result, period: Period
) -> None:
    with pytest.raises(RuleBroken, match="result-has-children"):
        services.delete_result(result=outcome, version=1, by=bruno)
    make_actual(period, {"": "1"})
    with pytest.raises(RuleBroken, match="result-has-figures"):
        services.delete_result(result=output, version=1, by=bruno)


def test_a_contribution_goes_to_a_road_map_of_another_programme(
    bruno: User, outcome: Result, output: Result
) -> None:
    road_map = make_programme("ROAD", kind="road-map")
    action = make_result(road_map, code="1")
    edited = services.edit_result(
        result=outcome, values={"contributes_to": action}, version=1, by=bruno
    )
    assert list(action.contributors.all()) == [edited]
    for wrong in (output, make_result(make_programme())):
        with pytest.raises(RuleBroken, match="contributes-to-road-maps-only"):
            services.edit_result(
                result=outcome, values={"contributes_to": wrong}, version=2, by=bruno
            )


def test_the_road_map_shows_who_contributes_as_far_as_the_reader_may_see(
    client: Client, bruno: User, outcome: Result
) -> None:
    road_map = make_programme("ROAD", kind="road-map")
    action = make_result(road_map, code="7", title={"en": "Inspect farms"})
    hidden = make_result(make_programme("HIDDEN"), contributes_to=action)
    Result.objects.filter(pk=outcome.pk).update(contributes_to=action)
    give(bruno, Role.EVALUATOR, road_map)
    client.force_login(bruno)
    text = client.get(reverse("results:contributions", args=["ROAD"])).text
    assert "MEX-87" in text
    assert hidden.programme.code not in text


def test_the_form_offers_only_the_programmes_own(
    client: Client, bruno: User, programme: Programme, outcome: Result
) -> None:
    theirs = make_result(make_programme())
    client.force_login(bruno)
    address = reverse("results:add-result", args=[programme.code])
    data = {"level": "output", "title_en": "New", "code": ""}
    assert client.post(address, {**data, "parent": theirs.pk}).status_code == 422
    assert client.post(address, {**data, "parent": outcome.pk}).status_code == 302
    result = Result.objects.get(parent=outcome)
    assert (result.code, result.title) == ("1.1", {"en": "New"})


def test_pages_of_the_tree_show_figures_and_take_few_queries(
    client: Client,
    bruno: User,
    programme: Programme,
    output: Result,
    period: Period,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    make_actual(period, {"": "95"})
    for _n in range(10):
        make_indicator(programme, result=output)
    client.force_login(bruno)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        text = client.get(reverse("results:tree", args=[programme.code])).text
    assert '>95 <small class="quiet">1 not verified</small><' in text
    assert "1.1-1" in text


def test_titles_are_escaped(client: Client, bruno: User, programme: Programme) -> None:
    result = make_result(programme, title={"en": "<script>alert(1)</script>"})
    client.force_login(bruno)
    for name, arguments in (("tree", []), ("result", [result.pk]), ("matrix", [])):
        text = client.get(reverse(f"results:{name}", args=[programme.code, *arguments])).text
        assert "<script>alert" not in text


def test_a_result_is_edited_moved_and_deleted_from_its_pages(
    client: Client, bruno: User, programme: Programme, outcome: Result
) -> None:
    client.force_login(bruno)
    edit = reverse("results:edit-result", args=[programme.code, outcome.pk])
    data = {"title_en": "Renamed", "code": "1", "version": "1"}
    assert client.post(edit, data).status_code == 302
    stale = client.post(edit, data)
    assert stale.status_code == 422
    assert "Bruno" in stale.text
    other = make_result(programme, code="5")
    move = reverse("results:move-result", args=[programme.code, outcome.pk])
    assert client.post(move, {"version": "2", "before": ""}).status_code == 302
    delete = reverse("results:delete-result", args=[programme.code, other.pk])
    assert "Delete" in client.get(delete).text
    assert client.post(delete, {"version": "1"}).status_code == 302
    assert not Result.objects.filter(pk=other.pk).exists()


def test_assumptions_and_risks_are_kept(
    client: Client, bruno: User, programme: Programme, outcome: Result
) -> None:
    client.force_login(bruno)
    add = reverse("results:add-assumption", args=[programme.code, outcome.pk])
    client.post(add, {"text_en": "The budget is voted", "holds": "unknown"})
    assumption = Assumption.objects.get()
    edit = reverse("results:edit-assumption", args=[programme.code, assumption.pk])
    client.post(edit, {"text_en": "The budget is voted", "holds": "no", "version": "1"})
    assumption.refresh_from_db()
    assert assumption.holds == "no"
    enter = reverse("results:add-risk", args=[programme.code])
    risk_data = {
        "text_en": "Flood",
        "likelihood": "4",
        "impact": "5",
        "status": "open",
        "result": outcome.pk,
        "owner": bruno.pk,
    }
    assert client.post(enter, {**risk_data, "likelihood": "6"}).status_code == 422
    theirs = make_result(make_programme())
    assert client.post(enter, {**risk_data, "result": theirs.pk}).status_code == 422
    assert client.post(enter, risk_data).status_code == 302
    risk = Risk.objects.get()
    assert (risk.score, risk.owner) == (20, bruno)
    text = client.get(reverse("results:risks", args=[programme.code])).text
    assert "Flood" in text
    assert "The budget is voted" in text


def test_the_owner_of_a_risk_may_look_at_it_again(
    someone: Callable[..., User], bruno: User, programme: Programme
) -> None:
    owner = someone(Role.PARTNER)
    risk = risks.create_risk(
        programme=programme,
        values={"text": {"en": "Flood"}, "likelihood": 3, "impact": 3, "owner": owner},
        by=bruno,
    )
    edited = risks.edit_risk(risk=risk, values={"likelihood": 4}, version=1, by=owner)
    assert edited.score == 12
    with pytest.raises(PermissionDenied):
        risks.edit_risk(risk=risk, values={"likelihood": 5}, version=2, by=someone(Role.PARTNER))
