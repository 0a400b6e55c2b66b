"""The index follows its sources by itself, whoever writes, and folds what people write alike."""

import sys

import pytest
from django.core.management import call_command
from django.db import connection

from factories.programmes import make_organisation, make_programme
from jalon.workspace.accounts.models import User
from jalon.workspace.home import index
from jalon.workspace.home.index import Match
from jalon.workspace.home.queries.search import search
from jalon.workspace.programmes.models import Organisation, Programme

pytestmark = pytest.mark.usefixtures("sources")


def labels(user: User, query: str) -> list[str]:
    return [
        "".join(piece.text for piece in find.label)
        for group in search(user, query)
        for find in group.finds
    ]


def test_it_finds_what_is_written_changed_and_no_longer_what_is_deleted(amina: User) -> None:
    assert labels(amina, "observatory") == []
    made = make_organisation("OBS", name={"en": "Observatory of work"})
    assert labels(amina, "observatory") == ["OBS"]
    Organisation.objects.filter(pk=made.pk).update(name={"en": "Institute"})
    assert labels(amina, "observatory") == []
    assert labels(amina, "institute") == ["OBS"]
    Organisation.objects.filter(pk=made.pk).delete()
    assert labels(amina, "institute") == []


@pytest.mark.parametrize(
    "query",
    ["migración", "MIGRACION", "migr", "travail force", "الاطفال", "أطفال", "عمل", "c190", "2.1"],
)
def test_every_language_with_or_without_its_marks(amina: User, query: str) -> None:
    make_organisation(
        "STI",
        name={
            "es": "Migración laboral",
            "fr": "Travail forcé (C190), point 2.1",
            "ar": "عَمَل الأطفال",
        },
    )
    assert labels(amina, query) == ["STI"]


@pytest.mark.parametrize(
    "query",
    [
        "1ª",
        "1a",
        "2º",
        "2o",
        "œuvre",
        "oeuvre",
        "OEUV",
        "straße",
        "strasse",
        "ﬁnal",
        "final",
        "ﬂux",
    ],
)
def test_letters_that_stand_for_two_are_found_either_way(amina: User, query: str) -> None:
    make_organisation("LIG", name={"es": "1ª, 2º punto", "fr": "Œuvre, ﬁnal, ﬂux, Straße"})
    assert labels(amina, query) == ["LIG"]


def test_every_word_must_be_there(amina: User) -> None:
    make_organisation("A1", name={"en": "Ministry of labour"})
    make_organisation("A2", name={"en": "Ministry of finance"})
    assert labels(amina, "ministry labour") == ["A1"]
    assert sorted(labels(amina, "ministry")) == ["A1", "A2"]


def test_a_find_in_the_name_stands_above_one_in_the_text(amina: User) -> None:
    make_organisation("TEXT", name={"en": "A long name that says recruitment somewhere in it"})
    make_organisation("RECRUITMENT", name={"en": "Other"})
    assert labels(amina, "recruitment") == ["RECRUITMENT", "TEXT"]


def test_others_programmes_are_not_found(amina: User, carla: User) -> None:
    make_programme("SECRET", title={"en": "Quiet diplomacy"})
    assert labels(amina, "diplomacy") == []
    assert labels(carla, "diplomacy") == []
    assert labels(amina, "programme") == [str(Programme.objects.get(code="MEX-87"))]


@pytest.mark.parametrize("query", ["", "   ", "'", '"', "* OR *", "NEAR(", "a:b", "%", "\x00"])
def test_no_query_breaks_the_question(amina: User, query: str) -> None:
    search(amina, query)


def test_many_finds_are_counted_and_the_first_shown(amina: User) -> None:
    for number in range(8):
        make_organisation(f"N{number}", name={"en": "Numerous"})
    (group,) = search(amina, "numerous")
    assert (group.total, len(group.finds), group.more) == (8, 5, True)


def test_migrating_puts_back_triggers_that_are_missing(amina: User) -> None:
    index.drop()
    assert not index.is_current()
    make_organisation("LOST", name={"en": "Written meanwhile"})
    call_command("migrate", verbosity=0)
    assert index.is_current()
    assert labels(amina, "meanwhile") == ["LOST"]


def test_two_questions_and_one_for_each_kind(
    amina: User, django_assert_num_queries: object
) -> None:
    make_organisation("ONE", name={"en": "Once"})
    labels(amina, "once")  # the grants are read and kept
    with django_assert_num_queries(3):  # type: ignore[operator]  # how many, which, the one kind
        labels(amina, "once")


def test_long_texts_are_indexed_up_to_a_limit(amina: User) -> None:
    make_organisation("LONG", name={"en": "beginning " + "word " * 60_000 + "ending"})
    assert labels(amina, "beginning") == ["LONG"]
    assert connection.vendor in {"sqlite", "postgresql"}


def test_words_that_stand_everywhere_give_the_newest(
    amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[Match.__module__], "RANKED", 3)
    for number in range(4):
        make_organisation(f"N{number}", name={"en": "Everywhere"})
    assert labels(amina, "everywhere") == ["N3", "N2", "N1", "N0"]


def test_looking_at_what_is_to_be_migrated_leaves_the_index_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index, "drop", lambda: pytest.fail("the index was dropped"))
    call_command("migrate", plan=True, verbosity=0)
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_the_index_is_made_anew_when_a_migration_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: object, **_options: object) -> None:
        index.drop()
        raise RuntimeError("half way")

    monkeypatch.setattr("django.core.management.commands.migrate.Command.handle", fails)
    with pytest.raises(RuntimeError, match="half way"):
        call_command("migrate", verbosity=0)
    assert index.is_current()
