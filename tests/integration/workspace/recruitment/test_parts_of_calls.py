"""Criteria, requirements, days and words of a call, and when they stand."""

from datetime import date

import pytest

from factories.recruitment import make_call, make_published
from integration.workspace.recruitment.refusals import code_of
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call, CallText
from jalon.workspace.recruitment.queries.copying import fields_from
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.drafts import TextFields
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind
from jalon.workspace.recruitment.services.criteria import (
    fix_criteria,
    remove_criterion,
    unfix_criteria,
)
from jalon.workspace.recruitment.services.drafting import draft_call
from jalon.workspace.recruitment.services.editing import (
    edit_text,
    set_dates,
    set_subject,
)
from jalon.workspace.recruitment.services.requirements import (
    edit_requirement,
    raise_requirement,
    remove_requirement,
)

pytestmark = pytest.mark.django_db


def test_fixed_criteria_stand_until_they_are_opened(programme: Programme, bruno: User) -> None:
    call = make_call(programme, bruno)
    row = call.criteria.filter(stage="interview").order_by("order")[0]
    call = fix_criteria(call_id=call.pk, version=call.version, by=bruno)
    with pytest.raises(RuleBroken) as refused:
        remove_criterion(call_id=call.pk, version=call.version, criterion_id=row.pk, by=bruno)
    assert code_of(refused) == "criteria-stand"

    call = unfix_criteria(call_id=call.pk, version=call.version, reason="Typing", by=bruno)
    call = remove_criterion(call_id=call.pk, version=call.version, criterion_id=row.pk, by=bruno)
    with pytest.raises(RuleBroken) as refused:
        fix_criteria(call_id=call.pk, version=call.version, by=bruno)
    assert code_of(refused) == "weights-not-whole"


def test_criteria_are_not_opened_once_applications_may_be(
    programme: Programme, amina: User
) -> None:
    call = make_published(programme, amina)
    Call.objects.filter(pk=call.pk).update(state=CallState.SCREENING)
    with pytest.raises(RuleBroken) as refused:
        unfix_criteria(call_id=call.pk, version=call.version, reason="x", by=amina)
    assert code_of(refused) == "criteria-fixed"


def test_an_experience_that_a_degree_leans_on_stays(programme: Programme, bruno: User) -> None:
    call = make_call(programme, bruno)
    experience = call.requirements.get(kind=RequirementKind.EXPERIENCE)
    degree = call.requirements.get(kind=RequirementKind.DEGREE)
    way = {"level": 5, "extra_months": 24}
    parameters = {"level": 6, "in_lieu": [way], "experience": str(experience.pk)}
    edit_requirement(
        call_id=call.pk,
        version=call.version,
        requirement_id=degree.pk,
        kind=RequirementKind.DEGREE,
        parameters=parameters,
        text=degree.text,
        essential=True,
        by=bruno,
    )
    call.refresh_from_db()
    with pytest.raises(RuleBroken) as refused:
        remove_requirement(
            call_id=call.pk, version=call.version, requirement_id=experience.pk, by=bruno
        )
    assert (code_of(refused), refused.value.params["key"]) == (
        "degree-in-lieu-of-nothing",
        degree.order,
    )

    copied = draft_call(programme=programme, fields=fields_from(call, date(2026, 1, 1)), by=bruno)
    leans = copied.requirements.get(kind=RequirementKind.DEGREE).parameters["experience"]
    assert leans == str(copied.requirements.get(kind=RequirementKind.EXPERIENCE).pk)


def test_requirements_change_places(programme: Programme, bruno: User) -> None:
    call = make_call(programme, bruno)
    first, second = call.requirements.order_by("order")[:2]
    raise_requirement(call_id=call.pk, version=call.version, requirement_id=second.pk, by=bruno)
    assert list(call.requirements.order_by("order").values_list("pk", flat=True)[:2]) == [
        second.pk,
        first.pk,
    ]


def test_planned_days_follow_each_other(programme: Programme, bruno: User) -> None:
    call = make_call(programme, bruno)
    days = {CallState.PUBLISHED: date(2026, 5, 2), CallState.CLOSED: date(2026, 5, 1)}
    with pytest.raises(RuleBroken) as refused:
        set_dates(call_id=call.pk, version=call.version, days=days, by=bruno)
    assert code_of(refused) == "planned-days-out-of-order"


def test_the_planned_day_of_a_stage_that_was_reached_stands(
    programme: Programme, amina: User
) -> None:
    call = make_published(programme, amina)
    planned = date(2026, 5, 1)
    call.timeline.update_or_create(
        stage=CallState.PUBLISHED,
        defaults={"planned_date": planned, "reached_at": call.published_at},
    )
    later = {CallState.PUBLISHED: date(2026, 6, 1), CallState.CLOSED: date(2026, 7, 1)}
    with pytest.raises(RuleBroken) as refused:
        set_dates(call_id=call.pk, version=call.version, days=later, by=amina)
    assert code_of(refused) == "planned-stage-reached"
    kept = {**later, CallState.PUBLISHED: planned}
    set_dates(call_id=call.pk, version=call.version, days=kept, by=amina)
    assert call.timeline.get(stage=CallState.CLOSED).planned_date == date(2026, 7, 1)


def test_what_a_published_notice_is_about_is_not_changed_behind_it(
    programme: Programme, amina: User
) -> None:
    call = make_published(programme, amina)
    with pytest.raises(RuleBroken) as refused:
        set_subject(
            call_id=call.pk, version=call.version, code="2422", competencies=(), theme="", by=amina
        )
    assert code_of(refused) == "call-not-draft"
    call.refresh_from_db()
    assert call.occupation != "2422"


def test_a_text_without_words_is_gone(programme: Programme, bruno: User) -> None:
    call = make_call(programme, bruno)
    call = edit_text(
        call_id=call.pk,
        version=call.version,
        language="es",
        title="",
        text=TextFields(),
        by=bruno,
    )
    assert list(CallText.objects.filter(call=call).values_list("language", flat=True)) == ["en"]
    assert "es" not in call.title
