"""Two invented programmes to look at and to try things on. Nothing in them has happened."""

import random
from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.demo.alignment import align_results
from jalon.workspace.demo.content import Content, read_content, read_people
from jalon.workspace.demo.conversations import ask_about_texts, plan_series
from jalon.workspace.demo.figures import report_figures
from jalon.workspace.demo.framework import build_framework
from jalon.workspace.demo.hiring import hold_calls
from jalon.workspace.demo.papers import write_papers
from jalon.workspace.demo.people import give_roles, open_accounts
from jalon.workspace.demo.programmes import (
    begin_programme,
    begin_road_map,
    hand_over_direction,
)
from jalon.workspace.documents.services.guide import load_examples
from jalon.workspace.programmes.models import Programme

__all__ = ["load_demo", "sign_ins_of_demo"]

SEED = 87
PAPERS = {"target87": 46, "migration": 14}
PANELLISTS = ("human-resources", "panellist")  # they hold no grant: a panel is all that they see
Say = Callable[[str], None]


def load_demo(*, today: date | None = None, say: Say | None = None) -> bool:
    """Load the invented programmes into an empty site; False if they are there already.

    Raises
    ------
    RuleBroken("demo-among-real")
        The site holds people or programmes that are not of the demonstration.
    """
    if Programme.objects.filter(is_demo=True).exists():
        return False
    if User.objects.exists() or Programme.objects.exists():
        raise RuleBroken("demo-among-real")
    today = today or timezone.localdate()
    tell = say or (lambda text: None)
    with transaction.atomic():
        people = open_accounts(read_people())
        load_examples(by=None)
        road_map = begin_road_map(people["administrator"], today)
        for name, papers in PAPERS.items():
            content = read_content(name)
            tell(content.code)
            _load(content, people, road_map, papers=papers, today=today)
    return True


def _load(
    content: Content, people: dict[str, User], road_map: Programme, *, papers: int, today: date
) -> None:
    drawn = random.Random(f"{SEED} {content.code}")  # noqa: S311 - invented figures, not secrets
    programme = begin_programme(content, people["administrator"], today)
    team = give_roles(content.code, people, programme)
    hand_over_direction(programme, people["administrator"])
    framework = build_framework(content, programme, team, road_map)
    align_results(programme, team["director"])
    report_figures(framework, content, team, drawn, today)
    plan_series(programme, team)
    write_papers(programme, team, drawn, count=papers, today=today)
    ask_about_texts(programme, team, today)
    hold_calls(programme, team | {key: people[key] for key in PANELLISTS}, drawn, today)


def sign_ins_of_demo() -> list[tuple[str, str, str]]:
    """Return address, password and name of everybody who can sign in; a candidate has own doors."""
    found = read_people()
    where = reverse("vacancies:sign-in")
    own = (found.candidate.email, found.password, f"{found.candidate.name}, {where}")
    return [*((each.email, found.password, each.name) for each in found.people), own]
