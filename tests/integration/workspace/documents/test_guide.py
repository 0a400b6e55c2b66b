"""The clearance guide: looked up in any language, written by the office, every version kept."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from factories.accounts import make_user
from factories.programmes import give
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.models import Certainty, GuideCase
from jalon.workspace.documents.queries.guide import find_cases, version_of
from jalon.workspace.documents.rules.guide import Case, CaseStep, shipped_cases
from jalon.workspace.documents.services import guide as services
from jalon.workspace.narratives import languages
from jalon.workspace.programmes.models import Programme

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def editor(db: None) -> User:
    user = make_user("Office")
    give(user, Role.ADMINISTRATOR, None)
    return user


def case(**fields: Any) -> Case:
    values: dict[str, Any] = {
        "kind": "mission-report",
        "title": {"en": "Mission", "fr": "Mission à l'étranger"},
        "applies": {"en": "Somebody travels."},
        "certainty": "unverified",
        "source": "",
        "steps": [CaseStep({"en": "Officer"}, {"en": "Write"}, working_days=3)],
    }
    return Case(**{**values, **fields})


@pytest.fixture
def mission(editor: User) -> GuideCase:
    return services.add_case(key="trip", content=case(), by=editor)


def form_of(page: Any) -> dict[str, Any]:
    """Return what a browser would send back from the editor, unchanged."""
    data: dict[str, Any] = {}
    steps = page.context["steps"]
    for form in (page.context["form"], steps.management_form, *steps):
        for field in form:
            value = field.value()
            if isinstance(value, dict) or field.field.__class__.__name__ == "NarrativeFormField":
                parts = value
                if not isinstance(value, list):
                    parts = field.field.widget.decompress(value)
                names = [f"{field.html_name}_{language}" for language in languages()]
                data |= dict(zip(names, parts, strict=True))
            elif value is not None and value is not False:
                data[field.html_name] = value
    return data


def test_the_examples_are_whole_in_four_languages() -> None:
    assert 5 <= len(shipped_cases()) <= 10
    for key, content in shipped_cases():
        texts = [content.title, content.applies]
        for step in content.steps:
            texts += [step.who, step.what, *([step.form] if step.form else [])]
        for text in texts:
            assert sorted(text) == sorted(languages()), (key, text)
            assert all(words.strip() for words in text.values())
        assert content.certainty == "unverified"
        assert "Jalon's team" in content.source


def test_examples_are_added_once_and_say_what_they_are(client: Client, editor: User) -> None:
    client.force_login(editor)
    assert "Begin with examples" in client.get(reverse("documents:guide")).text
    client.post(reverse("documents:load-guide-examples"))
    count = GuideCase.objects.count()
    assert count == len(shipped_cases())
    assert services.load_examples(by=None) == 0
    page = client.get(reverse("documents:guide-case", args=["publication"]))
    assert "Check with your office" in page.text
    assert "not verified" in page.text


def test_who_may_read_and_who_may_write(
    client: Client, amina: User, mission: GuideCase, programme: Programme
) -> None:
    guide = reverse("documents:guide")
    one = reverse("documents:guide-case", args=["trip"])
    edit = reverse("documents:edit-guide-case", args=["trip"])
    assert client.get(guide).status_code == 302
    client.force_login(make_user("Stranger"))
    assert client.get(guide).status_code == 403
    assert client.get(one).status_code == 404
    client.force_login(amina)  # directs a programme, not the office
    assert client.get(guide).status_code == 200
    assert client.get(one).status_code == 200
    assert edit not in client.get(one).text
    assert client.get(edit).status_code == 403
    assert client.post(edit, {}).status_code == 403
    for name, args in (
        ("add-guide-case", []),
        ("load-guide-examples", []),
        ("retire-guide-case", ["trip"]),
    ):
        assert client.post(reverse(f"documents:{name}", args=args)).status_code == 403
    with pytest.raises(PermissionDenied):
        services.edit_case(case_id=mission.pk, version=1, content=case(), by=amina)


@pytest.mark.parametrize(
    ("words", "found"),
    [("etranger", 1), ("ÉTRANGER mission", 1), ("officer", 1), ("trip", 1), ("nothing", 0)],
)
def test_words_are_found_without_accents_in_any_language(
    words: str, found: int, client: Client, amina: User, mission: GuideCase
) -> None:
    assert len(find_cases(amina, words)) == found
    client.force_login(amina)
    page = client.get(reverse("documents:guide"), {"q": words})
    assert ("No case mentions this" in page.text) == (found == 0)


def test_arabic_is_found_without_its_vowel_signs(amina: User, editor: User) -> None:
    services.add_case(key="ar", content=case(title={"ar": "مُهِمّة"}), by=editor)
    assert [row.case.key for row in find_cases(amina, "مهمة")] == ["ar"]


def test_a_filter_by_kind_and_one_that_is_nonsense(
    client: Client, amina: User, mission: GuideCase
) -> None:
    client.force_login(amina)
    guide = reverse("documents:guide")
    assert len(client.get(guide, {"kind": "product"}).context["cases"]) == 0
    assert len(client.get(guide, {"kind": "mission-report"}).context["cases"]) == 1
    assert client.get(guide, {"kind": "nonsense", "q": "x" * 500}).status_code == 200


def test_every_version_is_kept(client: Client, editor: User, mission: GuideCase) -> None:
    changed = case(
        title={"en": "Journey"}, certainty="confirmed", source="Circular 5, 2026", steps=[
            CaseStep({"en": "Director"}, {"en": "Sign"}, {"en": "F5"}, "https://example.org/f5", 1)
        ]
    )  # fmt: skip
    services.edit_case(case_id=mission.pk, version=1, content=changed, by=editor)
    mission.refresh_from_db()
    assert services.content_of(mission) == changed
    found = version_of(mission, 1)
    assert found is not None
    assert found[1] == case()
    client.force_login(editor)
    page = client.get(reverse("documents:guide-case", args=["trip"]))
    assert "confirmed by the office" in page.text
    before = reverse("documents:guide-case-version", args=["trip", 1])
    assert before in page.text
    assert "Somebody travels." in client.get(before).text
    missing = reverse("documents:guide-case-version", args=["trip", 9])
    assert client.get(missing).status_code == 404


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": {}}, "guide-without-title"),
        ({"title": {"en": " "}}, "guide-without-title"),
        ({"steps": []}, "guide-without-steps"),
        ({"certainty": "confirmed"}, "guide-confirmed-without-source"),
    ],
)
def test_what_a_case_needs(
    fields: dict[str, Any], code: str, editor: User, mission: GuideCase
) -> None:
    with pytest.raises(RuleBroken, match=code):
        services.edit_case(case_id=mission.pk, version=1, content=case(**fields), by=editor)
    with pytest.raises(RuleBroken, match=code):
        services.add_case(key="new", content=case(**fields), by=editor)


@pytest.mark.parametrize("key", ["trip", "add", "examples"])
def test_a_key_is_used_once(key: str, editor: User, mission: GuideCase) -> None:
    with pytest.raises(RuleBroken, match="guide-key-taken"):
        services.add_case(key=key, content=case(), by=editor)


def test_the_editor_sends_back_what_it_shows(
    client: Client, editor: User, mission: GuideCase
) -> None:
    client.force_login(editor)
    url = reverse("documents:edit-guide-case", args=["trip"])
    data = form_of(client.get(url))
    assert client.post(url, data).status_code == 302
    assert services.content_of(GuideCase.objects.get()) == case()


def test_steps_are_added_moved_and_taken_out(
    client: Client, editor: User, mission: GuideCase
) -> None:
    client.force_login(editor)
    url = reverse("documents:edit-guide-case", args=["trip"])
    data = form_of(client.get(url))
    data |= {"steps-1-who_en": SCRIPT, "steps-1-what_en": "First", "steps-1-ORDER": "0"}
    assert client.post(url, data).status_code == 302
    whats = [step.what["en"] for step in services.content_of(GuideCase.objects.get()).steps]
    assert whats == ["First", "Write"]
    page = client.get(reverse("documents:guide-case", args=["trip"]))
    assert SCRIPT not in page.text
    assert "&lt;script&gt;" in page.text
    data = form_of(client.get(url)) | {"steps-1-DELETE": "on"}
    assert client.post(url, data).status_code == 302
    assert len(services.content_of(GuideCase.objects.get()).steps) == 1


def test_what_is_wrong_is_said_at_its_field(
    client: Client, editor: User, mission: GuideCase
) -> None:
    client.force_login(editor)
    url = reverse("documents:edit-guide-case", args=["trip"])
    data = form_of(client.get(url))
    for wrong, words in (
        ({"steps-1-who_en": "Somebody"}, "A step needs who and what"),
        ({"steps-0-form_url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"steps-0-working_days": "-1"}, "greater than or equal to 0"),
        ({"certainty": "confirmed"}, "names its source"),
        ({"title_en": "", "title_fr": ""}, "This field is required"),
        ({"steps-TOTAL_FORMS": "9000"}, "at most 30"),
    ):
        response = client.post(url, data | wrong)
        assert response.status_code == 422, wrong
        assert words in response.text, wrong
    assert client.post(url, {"version": 1}).status_code == 422
    assert services.content_of(GuideCase.objects.get()) == case()


def test_the_second_editor_sees_both(client: Client, editor: User, mission: GuideCase) -> None:
    client.force_login(editor)
    url = reverse("documents:edit-guide-case", args=["trip"])
    data = form_of(client.get(url)) | {"title_en": "My title"}
    services.edit_case(
        case_id=mission.pk, version=1, content=case(applies={"en": "Their text"}), by=editor
    )
    response = client.post(url, data)
    assert response.status_code == 422
    assert "Office changed this" in response.text
    assert "Their text" in response.text
    assert "My title" in response.text
    assert client.post(url, form_of(response)).status_code == 302
    assert GuideCase.objects.get().title["en"] == "My title"


def test_a_case_is_added_through_its_page(client: Client, editor: User) -> None:
    client.force_login(editor)
    url = reverse("documents:add-guide-case")
    data = form_of(client.get(url)) | {
        "key": "letter",
        "kind": "other",
        "title_ar": "رسالة",
        "certainty": "unverified",
        "steps-0-who_ar": "المسؤول",
        "steps-0-what_ar": "الكتابة",
    }
    response = client.post(url, data)
    assert response.status_code == 302
    assert GuideCase.objects.get().title == {"ar": "رسالة"}
    assert client.post(url, data).status_code == 422
    assert client.post(url, data | {"key": "../x"}).status_code == 422


def test_a_case_that_is_taken_out_is_seen_by_editors_alone(
    client: Client, editor: User, amina: User, mission: GuideCase
) -> None:
    client.force_login(editor)
    retire = reverse("documents:retire-guide-case", args=["trip"])
    client.post(retire, {"version": 1})
    one = reverse("documents:guide-case", args=["trip"])
    assert "taken out of the guide" in client.get(one).text
    client.post(retire, {"version": 1})  # an old page: nothing happens, and it is said
    assert "changed this" in client.get(one).text
    assert find_cases(amina) == []
    assert len(find_cases(editor)) == 1
    client.post(retire, {"version": 2})
    assert len(find_cases(amina)) == 1


def test_a_case_leads_to_the_paper_that_it_is_about(
    client: Client, bruno: User, carla: User, mission: GuideCase, programme: Programme
) -> None:
    client.force_login(bruno)
    page = client.get(reverse("documents:guide-case", args=["trip"]))
    assert 'value="MEX-87"' in page.text
    start = reverse("documents:start-guide-case", args=["trip"])
    to = client.get(start, {"programme": "MEX-87"}).headers["Location"]
    assert to.endswith("?case=trip")
    form = client.get(to).context["form"]
    assert form["kind"].value() == "mission-report"
    assert form["title"].value() == mission.title
    for wrong in ("OTHER", ""):
        assert client.get(start, {"programme": wrong}).status_code == 404
    client.force_login(carla)
    assert client.get(start, {"programme": "MEX-87"}).status_code == 404


def test_the_database_refuses_a_confirmed_case_without_a_source(mission: GuideCase) -> None:
    from django.db import IntegrityError

    mission.certainty = Certainty.CONFIRMED
    with pytest.raises(IntegrityError):
        mission.save()


def test_the_list_costs_the_same_however_long_it_is(
    client: Client, editor: User, django_assert_max_num_queries: Any
) -> None:
    services.load_examples(by=editor)
    client.force_login(editor)
    with django_assert_max_num_queries(12):
        client.get(reverse("documents:guide"))
    with django_assert_max_num_queries(12):
        client.get(reverse("documents:guide-case", args=["mission"]))
