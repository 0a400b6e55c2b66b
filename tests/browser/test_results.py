"""Results in a browser: accessible pages, and the matrix edited by keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.visits import PHONE, Visits, check_axe, check_width, picture
from factories.results import make_actual, make_dimension, make_indicator, make_period, make_result
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Actual, Indicator

LANGUAGES = ("en", "ar")
PAGES = {
    "framework": "",
    "matrix": "matrix/?by=sex",
    "owed": "owed/",
    "review": "review/",
    "alignment": "alignment/",
    "risks": "risks/",
    "dimensions": "dimensions/",
    "indicator": "indicators/{indicator}/",
    "targets": "indicators/{indicator}/targets/",
    "define": "indicators/{indicator}/edit/",
    "report": "periods/{period}/report/",
    "paste": "matrix/paste/",
}


@pytest.fixture
def indicator(programme: Programme) -> Indicator:
    outcome = make_result(programme, code="1")
    output = make_result(programme, "output", code="1.1", parent=outcome)
    sex = make_dimension(programme)
    indicator = make_indicator(programme, result=output, code="1.1-1", dimensions=(sex,))
    make_actual(
        make_period(indicator, target="100"), {"": "95", "sex:female": "60", "sex:male": "35"}
    )
    make_period(indicator, 1, target="120")
    return indicator


@pytest.fixture
def addresses(indicator: Indicator) -> dict[str, str]:
    period = indicator.periods.earliest("end_date")
    return {
        name: "/results/MEX-87/" + path.format(indicator=indicator.pk, period=period.pk)
        for name, path in PAGES.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible_and_fit_a_telephone(
    visit: Visits, amina: User, addresses: dict[str, str], name: str, language: str
) -> None:
    page = visit(addresses[name], user=amina, language=language)
    check_axe(page)
    picture(page, f"results-{name}")
    small = visit(addresses[name], user=amina, language=language, size=PHONE)
    check_width(small)


@pytest.fixture
def matrix(visit: Visits, bruno: User, addresses: dict[str, str]) -> Page:
    return visit(addresses["matrix"], user=bruno)


def cell(page: Page, number: int) -> Any:
    return page.locator("td.cell").nth(number)


def said(page: Page, words: str) -> None:
    expect(page.locator(".matrix-said")).to_contain_text(words)


def test_the_matrix_is_edited_by_keyboard_alone(matrix: Page) -> None:
    first = cell(matrix, 0)
    first.focus()
    matrix.keyboard.press("Enter")
    matrix.keyboard.type("97")
    matrix.keyboard.press("Tab")
    said(matrix, "Saved.")
    expect(first).to_contain_text("97")
    expect(cell(matrix, 1)).to_be_focused()
    matrix.keyboard.press("Control+z")
    said(matrix, "Undone.")
    expect(first).to_contain_text("95")
    matrix.keyboard.press("Enter")
    matrix.keyboard.type("12")
    matrix.keyboard.press("Escape")
    expect(first).to_contain_text("95")
    matrix.keyboard.press("ArrowRight")
    expect(cell(matrix, 1)).to_be_focused()


def test_arrows_follow_the_eye_in_arabic(
    visit: Visits, bruno: User, addresses: dict[str, str]
) -> None:
    page = visit(addresses["matrix"], user=bruno, language="ar")
    cell(page, 0).focus()
    page.keyboard.press("ArrowLeft")
    expect(cell(page, 1)).to_be_focused()


def test_two_editors_see_both_values(
    visit: Visits, matrix: Page, amina: User, addresses: dict[str, str]
) -> None:
    hers = visit(addresses["matrix"], user=amina)
    cell(hers, 0).focus()
    hers.keyboard.type("90")
    hers.keyboard.press("Enter")
    said(hers, "Saved.")
    visit.faults.clear()
    cell(matrix, 0).focus()
    matrix.keyboard.type("91")
    matrix.keyboard.press("Enter")
    dialog = matrix.locator("dialog[open]")
    expect(dialog).to_contain_text("Amina")
    expect(dialog).to_contain_text("90")
    expect(dialog).to_contain_text("91")
    dialog.get_by_role("button", name="Save mine").click()
    said(matrix, "Saved.")
    expect(cell(matrix, 0)).to_contain_text("91")
    visit.faults[:] = [fault for fault in visit.faults if "409" not in fault]


def test_a_figure_that_was_handed_in_says_why_it_cannot_be_changed(
    matrix: Page, indicator: Indicator
) -> None:
    Actual.objects.update(status="submitted")
    matrix.reload()
    cell(matrix, 0).focus()
    matrix.keyboard.press("Enter")
    said(matrix, "Withdraw it first")


def test_without_scripts_a_cell_leads_to_its_form(
    visit: Visits, bruno: User, addresses: dict[str, str]
) -> None:
    page = visit(addresses["matrix"], user=bruno, javascript=False)
    page.locator("td.cell a").first.click()
    page.get_by_label("Female", exact=True).fill("61")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("main")).to_contain_text("Saved as a draft.")
    assert Actual.objects.get().cells.get(breakdown="sex:female").value == 61


@pytest.mark.parametrize("javascript", [True, False])
def test_the_first_screen_of_a_telephone_shows_figures_and_opens_the_filters_on_demand(
    visit: Visits, bruno: User, addresses: dict[str, str], javascript: bool
) -> None:
    small = visit(addresses["matrix"], user=bruno, size=PHONE, javascript=javascript)
    table = small.locator("table.matrix").bounding_box()
    assert table is not None
    assert table["y"] < PHONE[1]
    field = small.get_by_label("Outcome")
    expect(field).to_be_hidden()
    small.locator(".fold > summary").click()
    expect(field).to_be_visible()
    wide = visit(addresses["matrix"], user=bruno, javascript=javascript)
    expect(wide.get_by_label("Outcome")).to_be_visible()
    expect(wide.locator(".fold > summary")).to_be_hidden()
