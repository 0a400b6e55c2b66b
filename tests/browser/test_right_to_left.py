"""In Arabic the page is mirrored, and what is not Arabic keeps its own order."""

from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.visits import PHONE, Visits, check_width
from factories.results import make_dimension, make_indicator, make_period, make_result
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Indicator

MATRIX = "/results/MEX-87/matrix/"
CODE = "2.2.a"  # a number first: Arabic around it turns it into a.2.2 if it may


@pytest.fixture
def indicator(programme: Programme, bruno: User) -> Indicator:
    made = make_indicator(
        programme,
        result=make_result(programme, "output", code="2.2", parent=make_result(programme)),
        code=CODE,
        title={"ar": "أشخاص تلقوا معلومات أو دعماً"},
        dimensions=(make_dimension(programme),),
        measure="percentage",
        responsible=bruno,
    )
    for year in range(2025, 2033):
        make_period(made, target="40", start_date=date(year, 1, 1), end_date=date(year, 12, 31))
    return made


def _order(text: Locator) -> list[str]:
    """Return the characters of an element as they stand, from left to right."""
    found: list[str] = text.evaluate(
        """element => {
          const signs = [], walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
          while (walker.nextNode()) {
            const node = walker.currentNode
            for (let at = 0; at < node.length; at++) {
              const range = document.createRange()
              range.setStart(node, at); range.setEnd(node, at + 1)
              const box = range.getBoundingClientRect()
              if (box.width && node.data[at].trim()) signs.push([box.left, node.data[at]])
            }
          }
          return signs.sort((a, b) => a[0] - b[0]).map(sign => sign[1])
        }"""
    )
    return found


def _is_covered(page: Page) -> bool:
    """Tell whether the cell in focus lies under the column that stays."""
    covered: bool = page.evaluate(
        """() => {
          const cell = document.activeElement.getBoundingClientRect()
          const stays = document.activeElement.parentElement
            .querySelector('th').getBoundingClientRect()
          return cell.left < stays.right - 1 && stays.left < cell.right - 1
        }"""
    )
    return covered


def test_codes_and_shares_keep_their_order(
    visit: Visits, indicator: Indicator, bruno: User
) -> None:
    page = visit(MATRIX, user=bruno, language="ar")
    assert _order(page.locator("tbody .code", has_text=CODE)) == list(CODE)
    target = page.locator("td.cell small").first
    assert "".join(_order(target)).startswith("40%")
    page.goto(f"/results/MEX-87/indicators/{indicator.pk}/")
    here = page.locator(".crumbs li").last
    assert _order(here.locator("bdi")) == list(CODE)
    expect(page.locator("dl.meta.card dd").first).to_contain_text("،")


def test_a_cell_in_focus_is_not_under_the_column_that_stays(
    visit: Visits, indicator: Indicator, bruno: User
) -> None:
    page = visit(MATRIX, user=bruno, language="ar", size=(900, 800))
    page.locator("td.cell").first.focus()
    for key in ("End", "Home", "ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
        assert not _is_covered(page), key


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_printed_matrix_holds_every_period(
    visit: Visits, indicator: Indicator, bruno: User, language: str
) -> None:
    page = visit(f"{MATRIX}?by=sex", user=bruno, language=language, size=(1040, 720))
    page.emulate_media(media="print")
    check_width(page)
    table = page.locator("table.matrix")
    assert table.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth + 1")
    expect(page.locator("td.cell").last).to_be_in_viewport(ratio=0.5)
    expect(page.locator(".foot p").first).to_be_visible()  # what names and borders do not say


def test_wide_tables_are_not_squeezed_on_a_telephone(
    visit: Visits, indicator: Indicator, bruno: User
) -> None:
    page = visit(
        f"/results/MEX-87/indicators/{indicator.pk}/", user=bruno, language="ar", size=PHONE
    )
    check_width(page)
    table = page.locator("table.data").first
    assert table.evaluate("table => table.offsetWidth") > PHONE[0]


def test_choices_and_fingerprints_keep_their_order(
    visit: Visits, indicator: Indicator, bruno: User
) -> None:
    page = visit("/results/MEX-87/matrix/paste/", user=bruno, language="ar")
    choice = page.locator("select[name=anchor]")
    expect(choice.locator("option").first).to_contain_text(CODE)
    assert choice.evaluate("select => getComputedStyle(select).unicodeBidi") == "plaintext"
    page.evaluate("document.querySelector('main').innerHTML = '<p><code>6fe966</code> رمز</p>'")
    assert _order(page.locator("main code")) == list("6fe966")
