"""The selection report, the complaints file, the balance, the ranking: what they say, to whom."""

import hashlib
import re
import zipfile
from io import BytesIO
from typing import Any

import docx
import pypdf
import pytest
from django.forms import ChoiceField
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from factories.decisions import make_marked
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.forms.sections import ContactForm
from jalon.workspace.recruitment.models import Call, Mark, PanelMember, Representation
from jalon.workspace.recruitment.papers.blocks import Table
from jalon.workspace.recruitment.papers.word import paper_word
from jalon.workspace.recruitment.queries.balance import GROUPS, Balance, balances_of
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.queries.reports.balance import telling_words
from jalon.workspace.recruitment.queries.reports.complaints import events_about
from jalon.workspace.recruitment.queries.reports.selection import selection_report
from jalon.workspace.recruitment.rules.adverse_impact import Count, impact
from jalon.workspace.recruitment.rules.decisions import Choice
from jalon.workspace.recruitment.rules.suppression import Table as Counted
from jalon.workspace.recruitment.services.deciding import decide

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    Representation.objects.create(
        since_date="2020-01-01", source="List of 2020", countries=["DZ"], by=amina
    )
    call = make_marked(programme, amina, refused=14)
    mark = Mark.objects.order_by("pk")[0]
    mark.value, mark.changed_reason = 4, "We heard the recording again."
    mark.save()
    return call


@pytest.fixture
def decided(call: Call, amina: User) -> Call:
    first = ranked(call).codes[0]
    decide(call_id=call.pk, version=call.version, choice=Choice(first), reason="Best.", by=amina)
    return Call.objects.get(pk=call.pk)


def at(call: Call, name: str, *more: Any) -> str:
    return reverse(f"recruitment:{name}", args=["MEX-87", call.pk, *more])


def words_of(call: Call, language: str = "en") -> str:
    paper = selection_report(call, language, timezone.now())
    return " ".join(str(block) for block in paper.blocks)


def test_the_report_says_what_the_record_holds(decided: Call) -> None:
    said = words_of(decided)

    assert "Knowledge" in said  # a criterion
    assert "We heard the recording again." in said  # a mark that was changed after its lock
    assert "The diploma says so." in said  # an override, with its reason
    assert "Best." in said
    assert "List of 2020" in said
    chosen = decided.decisions.get().chosen
    assert chosen is not None
    assert chosen.code in said
    assert chosen.sections["contact"]["name"] in said


def test_while_marks_are_open_the_report_names_nobody(call: Call) -> None:
    Mark.objects.filter(application__code=ranked(call).codes[0]).update(locked_at=None)

    assert "Candidate " not in words_of(call)


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_word_is_a_document_in_its_direction(decided: Call, language: str) -> None:
    paper = selection_report(decided, language, timezone.now())
    content = paper_word(paper)
    word = docx.Document(BytesIO(content))
    xml = zipfile.ZipFile(BytesIO(content)).read("word/document.xml").decode()

    assert sum(isinstance(b, Table) for b in paper.blocks) <= len(word.tables)
    assert any(each.style.name == "Heading 1" for each in word.paragraphs if each.style)
    assert len(word.inline_shapes) == 1
    assert ("<w:bidi/>" in xml) is (language == "ar")
    assert "<w:sz " in xml
    assert xml.count("<w:sz ") == xml.count("<w:szCs ")  # what is read from the right has its own
    assert re.search(r'<w:b/><w:bCs/>.*?<w:sz w:val="18"/><w:szCs w:val="18"/>', xml)
    assert (xml.count("<w:bidiVisual/>") == len(word.tables)) is (language == "ar")


def test_word_sets_figures_below_their_head(decided: Call) -> None:
    """Word turns the sides over in what is read from the right: figures are not, words are."""
    for language, head, figure in (("en", "RIGHT", "RIGHT"), ("ar", "RIGHT", "LEFT")):
        paper = selection_report(decided, language, timezone.now())
        word = docx.Document(BytesIO(paper_word(paper)))
        [numbers] = [b for b in paper.blocks if isinstance(b, Table) and len(b.head) == 2][:1]
        [table] = [t for t in word.tables if t.cell(0, 1).text == numbers.head[1]][:1]
        sides = [row.cells[1].paragraphs[0].alignment for row in table.rows]
        assert [str(side).split()[0] for side in sides] == [head] + [figure] * (len(sides) - 1)


def test_word_keeps_rows_whole_and_the_picture_in_its_margins(decided: Call) -> None:
    content = paper_word(selection_report(decided, "en", timezone.now()))
    files = zipfile.ZipFile(BytesIO(content))
    body, foot = (files.read(f"word/{name}.xml").decode() for name in ("document", "footer1"))

    assert body.count("<w:cantSplit/>") == body.count("<w:tr>")
    assert body.count("<w:tblHeader/>") > 3
    assert 'distL="0"' in body
    assert re.findall(r"<w:instrText>(\w+)<", foot) == ["PAGE", "NUMPAGES"]


def test_word_finds_no_property_twice(decided: Call) -> None:
    content = paper_word(selection_report(decided, "ar", timezone.now()))
    files = zipfile.ZipFile(BytesIO(content))
    for name in ("word/document.xml", "word/footer1.xml", "word/styles.xml"):
        root = etree.fromstring(files.read(name))
        for each in root.iter("{*}pPr", "{*}rPr", "{*}tblPr"):
            names = [inside.tag for inside in each]
            assert len(names) == len(set(names)), (name, names)


def test_the_files_are_given_and_recorded(client: Client, decided: Call, bruno: User) -> None:
    client.force_login(bruno)
    pdf = client.get(at(decided, "report-file", "es", "pdf"))
    word = client.get(at(decided, "report-file", "ar", "docx"))

    assert pdf.content.startswith(b"%PDF")
    assert word.content.startswith(b"PK")
    events = Event.objects.filter(what="recruitment.report-made").order_by("number")
    assert [event.after["form"] for event in events] == ["pdf", "docx"]
    assert events[0].after["sha256"] == hashlib.sha256(pdf.content).hexdigest()
    assert Event.objects.filter(what="recruitment.candidate-seen", actor_id=bruno.pk).count() == 8
    assert client.get(at(decided, "report-file", "xx", "pdf")).status_code == 404


def test_who_still_scores_gets_neither_ranking_nor_report(
    client: Client, call: Call, bruno: User
) -> None:
    PanelMember.objects.create(
        call=call, user=bruno, role="member", declared_at=timezone.now(), declaration="None."
    )
    client.force_login(bruno)

    assert client.get(at(call, "report")).status_code == 403
    assert client.get(at(call, "report-file", "en", "pdf")).status_code == 403
    for named in ("letters", "decision"):
        assert client.get(at(call, named)).status_code == 403
    page = client.get(at(call, "ranking")).text
    assert "You score in this call" in page
    assert "<td" not in page


def test_the_complaints_file_holds_everything(client: Client, decided: Call, amina: User) -> None:
    client.force_login(amina)
    response = client.get(at(decided, "complaints"))
    text = " ".join(
        page.extract_text() for page in pypdf.PdfReader(BytesIO(response.content)).pages
    )

    event = next(each for each in events_about(decided) if each.what == "recruitment.decided")
    assert event.digest[:8] in text
    assert "Answered with an example." in text
    assert "I know none of them." in text
    assert all(row.code in text for row in decided.applications.all())
    event = Event.objects.get(what="recruitment.complaints-file-made")
    assert event.after["sha256"] == hashlib.sha256(response.content).hexdigest()


def test_only_who_decides_takes_the_complaints_file(
    client: Client, decided: Call, bruno: User, carla: User
) -> None:
    for user, status in ((bruno, 403), (carla, 404)):
        client.force_login(user)
        assert client.get(at(decided, "complaints")).status_code == status


def test_without_a_decision_there_is_no_complaints_file(
    client: Client, call: Call, amina: User
) -> None:
    client.force_login(amina)

    assert client.get(at(call, "complaints")).status_code == 404


def test_the_balance_shows_no_small_group(client: Client, call: Call, bruno: User) -> None:
    for each in balances_of(call):
        for row in each.table.rows.values():
            assert all(count is None or count == 0 or count >= 5 for count in row)
    client.force_login(bruno)
    page = client.get(at(call, "balance")).text
    assert "By sex" in page
    assert ">9<" in page  # women, and men, who handed in


def test_countries_are_counted_by_their_region(client: Client, call: Call, bruno: User) -> None:
    by_region = {each.by: each for each in balances_of(call)}["region"]
    assert {group: row[0] for group, row in by_region.table.rows.items()} == {
        "002": 6,
        "019": 6,
        "150": 6,
    }
    assert {str(words) for words, _row in by_region.rows} == {"Africa", "Americas", "Europe"}
    client.force_login(bruno)
    assert ">Americas<" in client.get(at(call, "balance")).text


def test_what_was_changed_and_not_handed_in_again_is_not_counted(call: Call) -> None:
    before = [each.table for each in balances_of(call)]
    for row in call.applications.all():
        row.sections["contact"] |= {"sex": "other", "region": "JP"}
        row.save(update_fields=["sections"])
    assert [each.table for each in balances_of(call)] == before


def test_whatever_the_form_keeps_of_sex_has_its_words() -> None:
    field = ContactForm.base_fields["sex"]
    assert isinstance(field, ChoiceField)
    assert {value for value, _words in field.choices if value} <= set(GROUPS)


@pytest.mark.parametrize("name", ["ranking", "decision", "decide", "report", "balance"])
def test_the_pages_take_few_queries(
    client: Client, call: Call, amina: User, name: str, django_assert_max_num_queries: Any
) -> None:
    client.force_login(amina)
    client.get(at(call, name))
    with django_assert_max_num_queries(12):
        assert client.get(at(call, name)).status_code == 200


def test_a_ranking_page_shows_ties_minima_and_a_picture(
    client: Client, call: Call, bruno: User
) -> None:
    client.force_login(bruno)
    page = client.get(at(call, "ranking")).text
    assert "The last ranking counts one stage alone: interview." in page
    assert "weightings, spread evenly over all that are possible" in page

    assert "<svg" in page
    assert "below the minimum: Knowledge" in page
    assert "style=" not in page


def test_a_refused_decision_is_said_on_the_form(client: Client, call: Call, amina: User) -> None:
    first = ranked(call).codes[0]
    client.force_login(amina)
    seen = client.get(at(call, "decide")).context["form"]["seen"].value()
    sent = {"version": call.version, "seen": seen, "reason": "Best."}
    sent |= {"chosen": first, "reserve_1": first}

    response = client.post(at(call, "decide"), sent)

    assert response.status_code == 422
    assert "Name each once" in response.text
    sent.pop("reserve_1")
    assert client.post(at(call, "decide"), sent).status_code == 302
    assert first in client.get(at(call, "decision")).text


def test_a_list_of_nationalities_is_loaded_once_a_day(
    client: Client, programme: Programme, amina: User, bruno: User
) -> None:
    here = reverse("recruitment:load-representation", args=["MEX-87"])
    client.force_login(amina)
    sent = {"since": "2026-01-01", "source": "Circular 7", "countries": "mx"}

    assert client.post(here, {**sent, "countries": "MX, QQ"}).status_code == 422
    assert client.post(here, sent).status_code == 302
    assert client.post(here, sent).status_code == 422
    assert Representation.objects.get().countries == ["MX"]
    client.force_login(bruno)
    assert client.post(here, sent).status_code == 403


def test_timelines_say_where_calls_wait(
    client: Client, call: Call, bruno: User, django_assert_max_num_queries: Any
) -> None:
    client.force_login(bruno)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("recruitment:timelines", args=["MEX-87"])).text

    assert "for marks, then a decision" in page


def test_a_difference_that_chance_hardly_gives_is_not_said_to_be_impossible() -> None:
    counts = {"female": Count(200, 100), "male": Count(200, 20)}
    table = Counted(
        {group: (each.of, each.passed) for group, each in counts.items()}, (400, 120), ()
    )
    (words,) = telling_words(Balance("sex", table, {1: impact(counts)}))
    assert words.endswith("at least as large in fewer than 1 of 100 cases.")
