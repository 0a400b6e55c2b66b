"""What a call begins with: from a notice, from a template, from what somebody typed."""

from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.reader.read import read_notice
from jalon.workspace.recruitment.rules import call_templates
from jalon.workspace.recruitment.rules.anchors import anchors_in
from jalon.workspace.recruitment.rules.calls import AmendmentEffect, CallState
from jalon.workspace.recruitment.rules.drafts import PARTS, RequirementFields
from jalon.workspace.recruitment.rules.editing import check_amendment
from jalon.workspace.recruitment.rules.from_notice import fields_of, kind_of
from jalon.workspace.recruitment.rules.kinds import CallKind
from jalon.workspace.recruitment.rules.numbered import as_list, items_in
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind, requirement_of
from jalon.workspace.recruitment.rules.requirements import check_requirements
from jalon.workspace.recruitment.rules.wording import missing, unfair

NOTICES = Path(__file__).parent / "notices"
K = RequirementKind


def notice(name: str) -> str:
    return (NOTICES / f"{name}.txt").read_text(encoding="utf-8")


def of_kind(requirements: tuple[RequirementFields, ...], kind: K) -> list[RequirementFields]:
    return [one for one in requirements if one.kind is kind]


def test_a_notice_gives_the_head_the_text_and_the_requirements() -> None:
    read = read_notice(notice("es_current_lima"))
    fields = fields_of(read, CallKind.NATIONAL_OFFICER)

    assert kind_of(read) is CallKind.NATIONAL_OFFICER
    assert fields.number == "LIMA/AND/DC/NOA/2025/07"
    assert fields.closes_at == datetime(2025, 11, 20, 5, tzinfo=UTC)
    assert fields.closes_zone == "America/Lima"
    assert len(fields.texts["es"].duties) == 6
    (experience,) = of_kind(fields.requirements, K.EXPERIENCE)
    assert experience.parameters == {"months": 24, "settings": ["national"]}
    spanish, english = of_kind(fields.requirements, K.LANGUAGES)
    assert (spanish.parameters["of"], spanish.essential) == (["es"], True)
    assert (english.parameters["of"], english.essential) == (["en"], False)


def test_nothing_is_made_of_what_a_notice_does_not_say() -> None:
    read = read_notice("Grade: P3\nDeadline: 12 March 2026\n\nDuties\n1. To write.")
    fields = fields_of(read, CallKind.INTERNATIONAL)

    assert kind_of(read) is CallKind.INTERNATIONAL
    assert (fields.closes_at, fields.closes_zone) == (None, "")
    assert (fields.number, fields.duty_station, fields.requirements) == ("", "", ())


def test_the_kind_is_not_guessed() -> None:
    assert kind_of(read_notice("Title: Something\nDuties\n1. To write.")) is None


def test_every_requirement_of_every_notice_can_be_kept() -> None:
    for path in sorted(NOTICES.glob("*.txt")):
        read = read_notice(path.read_text(encoding="utf-8"))
        fields = fields_of(read, CallKind.TEMPORARY)
        made = tuple(
            requirement_of(one.kind, one.parameters, key=str(n), said=one.text)
            for n, one in enumerate(fields.requirements, 1)
        )
        check_requirements(made)
        assert all(any(one.text.values()) for one in fields.requirements), path.name


@pytest.mark.parametrize("kind", call_templates.templates())
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_a_template_says_what_a_notice_must_say(kind: CallKind, language: str) -> None:
    fields = call_templates.fields_of(kind, [language], today=date(2026, 1, 1), title={})
    text = fields.texts[language]
    whole = "\n".join([*(getattr(text, part) for part in PARTS), *text.duties])

    assert missing(whole, language) == ()
    assert unfair(whole, language) == ()
    assert fields.planned[CallState.PUBLISHED] == date(2026, 1, 17)


def test_every_kind_of_call_has_a_template() -> None:
    assert set(call_templates.templates()) == set(CallKind)


@pytest.mark.parametrize("kind", call_templates.templates())
def test_no_rule_of_a_template_is_wider_than_its_sentence(kind: CallKind) -> None:
    """A field of study or a part of the experience is for a person: no rule finds it met."""
    fields = call_templates.fields_of(kind, ["en"], today=date(2026, 1, 1), title={})
    ruled = [one for one in fields.requirements if one.kind in {K.DEGREE, K.EXPERIENCE}]
    judged = {one.text["en"] for one in fields.requirements if one.kind is K.JUDGED}
    text = fields.texts["en"]
    for one in ruled:
        said = one.text["en"]
        assert "field" not in said
        assert "part" not in said
    for said in (text.education, text.experience):
        if "field" in said or "part" in said:
            assert said in judged


def test_local_ties_without_a_country_are_for_a_person_to_judge() -> None:
    def kinds(country: str) -> set[K]:
        fields = call_templates.fields_of(
            CallKind.NATIONAL_OFFICER, ["en"], today=date(2026, 1, 1), country=country, title={}
        )
        return {one.kind for one in fields.requirements}

    assert K.LOCAL_TIES in kinds("MX")
    assert K.LOCAL_TIES not in kinds("")


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("1. One\n2. Two", ("One", "Two")),
        ("1. One that\ngoes on\n2. Two", ("One that goes on", "Two")),
        ("- One\n- Two", ("One", "Two")),
        ("One\nTwo", ("One", "Two")),
        ("One that\ngoes on\n\nTwo", ("One that goes on", "Two")),
        ("a) One\r\nb) Two", ("One", "Two")),
        ("2026 was a year\nTwo", ("2026 was a year", "Two")),
        ("  \n", ()),
    ],
)
def test_items_are_told_by_numbers_blank_lines_or_lines(typed: str, items: tuple[str]) -> None:
    assert items_in(typed) == items


def test_items_come_back_as_they_are_shown() -> None:
    items = ("Coordinate.", "Write, and report.")

    assert items_in(as_list(items)) == items


def test_anchors_are_lines_with_a_mark() -> None:
    assert anchors_in("0: none\n3 = some\n and more\n5 – all") == {
        Fraction(0): "none",
        Fraction(3): "some and more",
        Fraction(5): "all",
    }
    assert anchors_in("no mark here") == {}


@pytest.mark.parametrize(
    ("changed", "extended", "code"),
    [
        ((), False, "amendment-changes-nothing"),
        (("grade",), True, "amendment-needs-new-call"),
        (("duty_station", "title"), True, "amendment-needs-new-call"),
        (("education",), False, "amendment-without-time"),
        (("eligibility", "process"), False, "amendment-without-time"),
        (("languages",), False, "amendment-without-time"),
        (("competencies",), False, "amendment-without-time"),
    ],
)
def test_an_amendment_is_refused(changed: tuple[str, ...], extended: bool, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_amendment(changed, extended=extended)
    assert refused.value.code == code


def test_an_amendment_has_its_consequence() -> None:
    assert check_amendment(["process"], extended=False) is AmendmentEffect.TELL
    assert check_amendment(["duration"], extended=True) is AmendmentEffect.EXTEND
    assert check_amendment(["department"], extended=False) is AmendmentEffect.NOTE
