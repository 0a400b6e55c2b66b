"""Find what binds Morocco on recruitment; update the catalogue by file, reading the difference."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.visits import PHONE, Visits, check_axe, check_width, picture
from factories.standards import make_loader
from jalon.workspace.accounts.models import User
from jalon.workspace.places.services import load_places
from jalon.workspace.standards.models import CatalogueLoad
from jalon.workspace.standards.services import load_catalogue

PAGES = [
    "/standards/",
    "/standards/instruments/",
    "/standards/instruments/C097/",
    "/standards/countries/",
    "/standards/countries/MAR/",
    "/standards/countries/MAR/?subject=recruitment",
    "/standards/agendas/",
    "/standards/agendas/SDG/",
    "/standards/agendas/MX-Alliance8.7/",
    "/standards/agendas/SDG/8.7/",
    "/standards/interventions/",
    "/standards/interventions/INT07/",
    "/standards/questionnaires/",
    "/standards/questionnaires/SDG10.7.2/",
    "/standards/catalogue/",
    "/standards/catalogue/update/",
]


@pytest.fixture
def shipped(transactional_db: None) -> CatalogueLoad:
    load_places(by=None)
    return load_catalogue(by=None)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_find_what_binds_morocco_on_recruitment(
    visit: Visits, shipped: CatalogueLoad, bruno: User, javascript: bool
) -> None:
    page = visit("/", user=bruno, javascript=javascript)
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Standards").click()
    tabs = page.get_by_role("navigation", name="Standards")
    tabs.get_by_role("link", name="Countries").click()
    page.get_by_label("Words").fill("Morocco")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Morocco").click()
    page.get_by_label("Subject").select_option(label="recruitment")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="Binding on recruitment")).to_be_visible()
    binding = page.get_by_role("table", name="Provisions that bind")
    fees = binding.get_by_role("row").filter(has_text="Agencies must not charge workers")
    expect(fees).to_contain_text("C181")
    expect(fees).to_contain_text("10 May 1999")
    unclear = page.get_by_role("table", name="Provisions of which it is not certain that they bind")
    expect(unclear).to_contain_text("Annex I")
    guidance = page.get_by_role("table", name="Provisions of instruments that do not bind")
    protocol = guidance.get_by_role("row").filter(has_text="P029").first
    expect(protocol).to_contain_text("not ratified as of 4 Jun 2026")
    if javascript:
        picture(page, "what-binds")


def test_it_is_found_by_keyboard_alone(visit: Visits, shipped: CatalogueLoad, bruno: User) -> None:
    page = visit("/standards/countries/MAR/", user=bruno)
    page.get_by_label("Subject").focus()
    page.keyboard.type("recru")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Binding on recruitment")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_are_accessible_and_fit_a_telephone(
    visit: Visits, shipped: CatalogueLoad, language: str
) -> None:
    page = visit("/standards/", user=make_loader(), language=language, size=PHONE)
    for path in PAGES:
        page.goto(visit.site + path)
        check_axe(page)
        check_width(page)


def test_an_update_is_read_before_it_is_applied(
    visit: Visits, shipped: CatalogueLoad, tmp_path: Path
) -> None:
    file = tmp_path / "ratifications.csv"
    file.write_text(
        "country,instrument,status,date,as_of,source,certainty\n"
        "MEX,C097,ratified,2026-10-01,,an invented letter,verified_primary\n"
        "MEX,190,ratified,2026-10-01,,an invented letter,verified_primary\n"
    )
    page = visit("/standards/catalogue/update/", user=make_loader())
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Compare").click()
    difference = page.get_by_role("table", name="Row by row, field by field")
    expect(difference.get_by_role("row").filter(has_text="MEX C097")).to_contain_text("ratified")
    expect(page.get_by_role("table", name="Refused rows")).to_contain_text("Write the prefix")
    check_axe(page)
    page.get_by_role("button", name="Apply all of it").click()
    expect(page.get_by_text("The catalogue was updated.")).to_be_visible()
    page.goto(visit.site + "/standards/countries/MEX/")
    recent = page.get_by_role("table", name="Instruments that may not be in force yet")
    expect(recent.get_by_role("row").filter(has_text="C097")).to_contain_text("invented letter")
