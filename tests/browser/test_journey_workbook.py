"""A workbook goes out and comes back while somebody else changes a figure: choose, then confirm."""

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from browser.visits import Visits, check_axe, picture
from factories.exchange import cell_of
from factories.imports import MEN, TOTAL, WOMEN
from factories.results import make_actual, make_dimension, make_indicator, make_period, make_result
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.exchange.rows import row_id
from jalon.workspace.results.models import ActualCell, Period

WORKBOOK, MATRIX = "/results/MEX-87/workbook/", "/results/MEX-87/matrix/?by=sex"


@pytest.fixture
def period(programme: Programme) -> Period:
    output = make_result(programme, "output", code="1.1", parent=make_result(programme, code="1"))
    indicator = make_indicator(
        programme, result=output, code="1.1-1", dimensions=(make_dimension(programme),)
    )
    period = make_period(indicator, target="100")
    make_actual(period, {"": "50", "sex:female": "20", "sex:male": "30"})
    return period


@pytest.fixture
def second(period: Period) -> Period:
    return make_period(period.indicator, 1, target="120")


def test_round_trip_with_a_conflict_without_javascript(
    visit: Visits, period: Period, second: Period, amina: User, bruno: User, tmp_path: Path
) -> None:
    page = _patient(visit(WORKBOOK, user=bruno, javascript=False))
    file = _download(page, tmp_path)
    _fill(
        file,
        (_row(period), WOMEN, 26),
        (_row(period), MEN, 33),
        (_row(period), TOTAL, 59),
        (_row(second), WOMEN, 40),
        (_row(second), MEN, 41),
    )

    other = _patient(visit(_report(period), user=amina, javascript=False))
    other.locator("#id_c0").fill("55")
    other.get_by_label("Female").fill("25")
    other.get_by_role("button", name="Save the draft").click()
    expect(other.get_by_text("Saved as a draft.")).to_be_visible()

    _bring(page, file)
    expect(page.get_by_role("heading", level=1)).to_have_text("What would change")
    expect(page.get_by_text("2 figures were changed by somebody else")).to_be_visible()
    women = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Female")).first
    expect(women).to_contain_text("when exported: 20")
    expect(women.get_by_role("cell", name="25")).to_be_visible()
    expect(women.get_by_role("cell", name="26", exact=True)).to_be_visible()
    for box in page.get_by_label("take the one in my file").all():
        box.check()
    assert _women(period) == 25
    page.get_by_role("button", name="Keep these choices").click()
    page.get_by_role("button", name="Write 5 cells").click()
    expect(page.get_by_role("status").filter(has_text="5 cells were written")).to_be_visible()

    page.get_by_role("link", name="See the matrix").click()
    page.goto(visit.site + MATRIX)
    expect(page.locator(f"[id='c-{period.pk}-'] a")).to_have_text("59")
    expect(page.locator(f"[id='c-{period.pk}-sex:female'] a")).to_have_text("26")
    expect(page.locator(f"[id='c-{second.pk}-'] a")).to_have_text("81")


def test_what_somebody_else_wrote_holds_unless_it_is_chosen(
    visit: Visits, period: Period, bruno: User, tmp_path: Path
) -> None:
    page = _patient(visit(WORKBOOK, user=bruno, javascript=False))
    file = _download(page, tmp_path)
    _fill(file, (_row(period), WOMEN, 26), (_row(period), MEN, 33))
    ActualCell.objects.filter(breakdown="sex:female").update(value=25)
    _bring(page, file)
    page.get_by_role("button", name="Write 1 cell").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Imported")
    assert _women(period) == 25
    assert ActualCell.objects.get(breakdown="sex:male").value == 33


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_are_accessible(
    visit: Visits, period: Period, bruno: User, tmp_path: Path, language: str
) -> None:
    page = _patient(visit(WORKBOOK, user=bruno, language=language))
    check_axe(page)
    file = _download(page, tmp_path)
    _fill(file, (_row(period), WOMEN, 26), (_row(period), MEN, 33))
    ActualCell.objects.filter(breakdown="sex:female").update(value=25)
    _bring(page, file)
    check_axe(page)
    picture(page, "import")
    with page.expect_navigation():
        page.locator("button[value=confirm]").click()
    check_axe(page)


def _patient(page: Page) -> Page:
    page.set_default_timeout(10_000)
    return page


def _row(period: Period) -> str:
    return row_id(period.pk, ())


def _report(period: Period) -> str:
    return f"/results/MEX-87/periods/{period.pk}/report/"


def _women(period: Period) -> object:
    return ActualCell.objects.get(actual__period=period, breakdown="sex:female").value


def _download(page: Page, folder: Path) -> Path:
    with page.expect_download() as coming:
        page.locator("form[action$='.xlsx'] button").click()
    assert coming.value.suggested_filename.startswith("MEX-87-")
    path = folder / "matrix.xlsx"
    coming.value.save_as(path)
    return path


def _fill(file: Path, *changes: tuple[str, str, object]) -> None:
    """Type into the workbook as Excel would; its sheet is named in the reader's language."""
    book = openpyxl.load_workbook(file)
    for row, column, value in changes:
        cell_of(book.worksheets[1], row, column).value = value
    book.save(file)


def _bring(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    with page.expect_navigation():
        page.locator("form[enctype] button").click()
