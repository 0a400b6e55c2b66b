"""A figure is reported with its parts, returned, mended, verified; by forms and by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.visits import Visits, check_axe, picture, settled
from factories.accounts import make_user
from factories.programmes import give
from factories.results import make_dimension, make_indicator, make_period, make_result
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Actual, Period

MATRIX = "/results/MEX-87/matrix/"


@pytest.fixture
def period(programme: Programme, bruno: User) -> Period:
    output = make_result(programme, "output", code="1.1", parent=make_result(programme, code="1"))
    sex = make_dimension(programme)
    indicator = make_indicator(
        programme,
        result=output,
        code="1.1-1",
        title={"en": "Girls in school", "es": "Niñas en la escuela"},
        dimensions=(sex,),
        decimals=1,
        responsible=bruno,
    )
    return make_period(indicator, target="100")


@pytest.fixture
def monitor(programme: Programme) -> User:
    user = make_user("Mariam")
    give(user, Role.MONITORING, programme)
    return user


def test_report_return_mend_and_verify_without_javascript(
    visit: Visits, period: Period, bruno: User, monitor: User
) -> None:
    page = _patient(visit(MATRIX, user=bruno, javascript=False))
    page.get_by_role("table").get_by_role("link", name="–", exact=True).first.click()
    _report(page, women="30", men="20")
    expect(page.get_by_text("Submitted. It waits to be verified.")).to_be_visible()

    desk = _patient(visit("/results/MEX-87/review/", user=monitor, javascript=False))
    desk.get_by_role("link", name="Girls in school").first.click()
    figures = desk.get_by_role("table").first
    expect(figures.get_by_role("row").filter(has_text="Female")).to_contain_text("30")
    expect(figures.get_by_role("row").filter(has_text="Total")).to_contain_text("50")
    desk.get_by_label("What is to be mended").fill("The girls of Oaxaca are missing.")
    desk.get_by_role("button", name="Return", exact=True).click()
    expect(desk.get_by_text("Returned to who reported it.")).to_be_visible()

    page.goto(visit.site + "/")
    page.get_by_role("link", name="Girls in school").first.click()
    expect(page.get_by_role("blockquote").first).to_have_text("The girls of Oaxaca are missing.")
    _report(page, women="62", men="20")

    desk.reload()
    desk.get_by_role("button", name="Verify").click()
    expect(desk.get_by_text("Verified.", exact=True)).to_be_visible()
    desk.goto(visit.site + MATRIX)
    shown = desk.locator(f"#c-{period.pk}-")
    expect(shown).to_contain_text("82")
    expect(shown).to_contain_text("verified")
    assert Actual.objects.get().verified_by == monitor


def test_report_by_keyboard_in_spanish(
    visit: Visits, period: Period, bruno: User, monitor: User
) -> None:
    page = _patient(visit(f"{MATRIX}?by=sex", user=bruno, language="es"))
    page.locator(f"#c-{period.pk}-").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.type("30")
    page.keyboard.press("Tab")
    expect(page.locator(f"[id='c-{period.pk}-sex:female'] a")).to_have_text("30,0")
    expect(page.locator(f"[id='c-{period.pk}-sex:male']")).to_be_focused()
    page.keyboard.type("20,5")
    page.keyboard.press("Enter")
    expect(page.locator(f"[id='c-{period.pk}-sex:male'] a")).to_have_text("20,5")
    expect(page.locator(f"[id='c-{period.pk}-'] a")).to_have_text("50,5")
    check_axe(settled(page))
    page.goto(visit.site + f"/results/MEX-87/periods/{period.pk}/report/")
    page.locator("#id_source").fill("Registro escolar")
    _press(page, "submit")

    desk = _patient(visit("/results/MEX-87/review/", user=monitor, language="es"))
    desk.get_by_role("link", name="Niñas en la escuela").first.click()
    desk.locator("#reason-return").fill("Son personas enteras.")
    _press(desk, "return")

    page.goto(visit.site + f"{MATRIX}?by=sex")
    page.locator(f"[id='c-{period.pk}-sex:male']").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("21")
    page.keyboard.press("Enter")
    expect(page.locator(f"[id='c-{period.pk}-'] a")).to_have_text("51,0")
    page.goto(visit.site + f"/results/MEX-87/periods/{period.pk}/report/")
    _press(page, "submit")

    desk.reload()
    _press(desk, "verify")
    page.goto(visit.site + MATRIX)
    cell = page.locator(f"[id='c-{period.pk}-']")
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".matrix-said")).not_to_be_empty()
    expect(cell.locator("input")).to_have_count(0)
    expect(cell.locator("a")).to_have_text("51,0")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_are_accessible(
    visit: Visits, period: Period, bruno: User, monitor: User, language: str
) -> None:
    form = f"/results/MEX-87/periods/{period.pk}/report/"
    page = _patient(visit(form, user=bruno, language=language))
    check_axe(page)
    picture(page, "report")
    page.locator("#id_c1").fill("30")
    page.locator("#id_source").fill("1")
    _press(page, "submit")
    desk = _patient(visit(form, user=monitor, language=language))
    for path in (form, MATRIX, f"{MATRIX}?by=sex", "/results/MEX-87/review/", "/results/MEX-87/"):
        desk.goto(visit.site + path)
        check_axe(desk)
    desk.goto(visit.site + MATRIX)
    picture(desk, "matrix")


def _patient(page: Page) -> Page:
    page.set_default_timeout(10_000)
    return page


def _report(page: Page, *, women: str, men: str) -> None:
    page.get_by_label("Female").fill(women)
    page.get_by_label("Male", exact=True).fill(men)
    page.get_by_label(re.compile("^Source")).fill("Register of schools")
    page.get_by_role("button", name="Save and submit").click()


def _press(page: Page, step: str) -> None:
    """Press the button of a step, whatever the language."""
    button = page.locator(f"button[value={step}], form:has(input[name=step][value={step}]) button")
    with page.expect_navigation():
        button.click()
