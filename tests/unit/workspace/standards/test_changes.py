"""Comparing files with the catalogue: plain rows in, a plan out."""

from datetime import date

from jalon.workspace.standards.rules.changes import Plan, plan
from jalon.workspace.standards.rules.files import read_files
from jalon.workspace.standards.rules.tables import Key, Values
from jalon.workspace.standards.rules.words import Kind

TERMS = "list,key,title_en\nitem_kind,goal,goal\nrelevance,core,core\n"
AGENDAS = "key,title_en,source,certainty\nGOALS,Goals,invented,unverified\n"
ITEMS = "agenda,code,kind,parent,title_en,source,certainty\n"
Existing = dict[Kind, dict[Key, Values]]


def made(files: dict[str, str], existing: Existing | None = None) -> Plan:
    rows, refused = read_files(files)
    known = {kind: {} for kind in Kind} | (existing or {})
    return plan(
        rows, refused, known, left={}, countries=frozenset({"MAR"}), today=date(2026, 11, 21)
    )


def after(result: Plan) -> Existing:
    """Return the catalogue as the plan would leave it, from nothing."""
    rows: Existing = {kind: {} for kind in Kind}
    for change in [*result.added, *result.changed]:
        rows[change.kind][change.key] = change.after
    return rows


def items(text: str, existing: Existing | None = None) -> Plan:
    return made(
        {"terms.csv": TERMS, "agendas.csv": AGENDAS, "agenda_items.csv": ITEMS + text}, existing
    )


def codes(result: Plan) -> list[str]:
    return [refused.code for refused in result.refused]


def test_the_same_files_change_nothing_the_second_time() -> None:
    first = items("GOALS,1,goal,,One,x,unverified\n")
    second = items("GOALS,1,goal,,One,x,unverified\n", after(first))
    assert (second.added, second.changed, second.refused) == ([], [], [])
    assert second.unchanged[Kind.AGENDA_ITEMS] == 1


def test_a_change_is_told_field_by_field() -> None:
    first = items("GOALS,1,goal,,One,x,unverified\n")
    second = made({"agenda_items.csv": "agenda,code,title_en\nGOALS,1,First\n"}, after(first))
    assert [change.fields for change in second.changed] == [{"title_en": ("One", "First")}]
    assert second.changed[0].after["source"] == "x"


def test_children_may_stand_before_their_parents() -> None:
    result = items("GOALS,1.1,goal,1,Below,x,unverified\nGOALS,1,goal,,Above,x,unverified\n")
    assert result.refused == []
    assert [change.key[1] for change in result.added if change.kind is Kind.AGENDA_ITEMS] == [
        "1",
        "1.1",
    ]


def test_a_circle_is_refused() -> None:
    assert codes(items("GOALS,1,goal,1,Own,x,unverified\n")) == ["parent-in-a-circle"]
    pair = "GOALS,1,goal,2,One,x,unverified\nGOALS,2,goal,1,Two,x,unverified\n"
    assert set(codes(items(pair))) == {"parent-unknown"}
    first = items("GOALS,1,goal,,One,x,unverified\nGOALS,2,goal,1,Two,x,unverified\n")
    again = items("GOALS,1,goal,2,One,x,unverified\n", after(first))
    assert codes(again) == ["parent-in-a-circle"]


def test_an_empty_slot_has_no_text_and_a_text_is_no_empty_slot() -> None:
    heading = "agenda,code,kind,title_en,empty,source,certainty\n"
    files = {"terms.csv": TERMS, "agendas.csv": AGENDAS}
    slot = heading + "GOALS,1,goal,,yes,x,unverified\n"
    assert codes(made({**files, "agenda_items.csv": slot})) == []
    both = heading + "GOALS,1,goal,Text,yes,x,unverified\n"
    assert codes(made({**files, "agenda_items.csv": both})) == ["slot-with-title"]
    neither = heading + "GOALS,1,goal,,,x,unverified\n"
    assert codes(made({**files, "agenda_items.csv": neither})) == ["text-in-no-language"]


def test_words_that_are_not_in_their_list_are_refused() -> None:
    result = items("GOALS,1,dream,,One,x,unverified\n")
    assert codes(result) == ["catalogue-term-unknown"]
    assert (result.refused[0].line, result.refused[0].column) == (2, "kind")


def test_the_digest_is_of_what_would_be_written_and_replaced() -> None:
    first = items("GOALS,1,goal,,One,x,unverified\n")
    assert first.digest == items("GOALS,1,goal,,One,x,unverified\n").digest
    assert first.digest != items("GOALS,1,goal,,Two,x,unverified\n").digest
    before = after(first)
    change = "GOALS,1,goal,,Three,x,unverified\n"
    digest = items(change, before).digest
    before[Kind.AGENDA_ITEMS][("GOALS", "1")] |= {"title_en": "Somebody else's"}
    assert items(change, before).digest != digest


def test_dates_are_sane() -> None:
    instruments = (
        "key,kind,number,title_en,adopted,in_force,category,topic,set,source,certainty\n"
        "C900,convention,900,A,2030-01-01,,technical,work,core,x,unverified\n"
        "C901,convention,901,A,1950-01-01,1949-01-01,technical,work,core,x,unverified\n"
        "C902,convention,903,A,1950-01-01,,technical,work,core,x,unverified\n"
        "C903,convention,903,A,1950-01-01,,technical,work,core,x,unverified\n"
    )
    ratifications = (
        "country,instrument,status,date,as_of,source,certainty\n"
        "MAR,C903,ratified,1949,,x,unverified\n"
        "MAR,C903,not_found,,2031,x,unverified\n"
        "MAR,C903,not_found,1960,2020,x,unverified\n"
    )
    result = made(
        {
            "terms.csv": "list,key,title_en\ntopic,work,work\n",
            "instruments.csv": instruments,
            "ratifications.csv": ratifications,
        }
    )
    assert codes(result) == [
        "instrument-date-in-the-future",
        "date-before-adoption",
        "number-against-key",
        "date-before-adoption",
        "row-twice",
        "row-twice",
    ]


def test_what_the_site_has_corrected_is_left_alone() -> None:
    before = after(items("GOALS,1,goal,,One,x,unverified\n"))
    rows, _refused = read_files({"agenda_items.csv": ITEMS + "GOALS,1,goal,,Two,x,unverified\n"})
    left = {Kind.AGENDA_ITEMS: {("GOALS", "1")}}
    today = date(2026, 11, 21)
    result = plan(rows, [], before, left=left, countries=frozenset(), today=today)
    assert (result.changed, result.left[Kind.AGENDA_ITEMS]) == ([], 1)
    assert result.counts["agenda_items"]["left"] == 1
