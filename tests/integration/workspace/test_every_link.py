"""Follow the links of the pages as each person of the demonstration: none leads to a refusal.

Those who walk through the full site for all tests are not here but in ``test_budgets.py``.
"""

import os
from collections.abc import Iterator

import pytest

from jalon.workspace.accounts.models import User
from jalon.workspace.demo.content import read_people
from walk.kept import Kept
from walk.pages import walk
from walk.site import WALKERS, quietly

WALKED = {f"{key}@demo.example" for key in WALKERS}
OTHERS = [person.email for person in read_people().people if person.email not in WALKED]
SAMPLE = int(os.environ.get("JALON_LINKS", "1"))  # pages of one kind that a person opens


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with quietly():
        yield


@pytest.mark.django_db
@pytest.mark.parametrize("email", OTHERS)
def test_no_link_leads_to_a_refusal(email: str, kept: Kept) -> None:
    pages = list(walk(User.objects.get(email=email), each=SAMPLE))
    assert [f"{page.status} {page}" for page in pages if page.status >= 400] == []
    assert len({page.name for page in pages}) > 10  # were nothing opened, nothing would be proved
