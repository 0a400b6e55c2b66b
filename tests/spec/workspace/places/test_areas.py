"""What a file of areas changes, case by case."""

from jalon.workspace.places.rules import AreaFacts, plan_areas

CHIAPAS = AreaFacts("07", {"es": "Chiapas"})
TAPACHULA = AreaFacts("07089", {"es": "Tapachula"}, "07")


def test_new_areas_are_added_and_absent_ones_stay() -> None:
    plan = plan_areas([CHIAPAS], {"20": AreaFacts("20", {})}, frozenset(), needs_parent=False)
    assert plan.added == [CHIAPAS]
    assert plan.absent == ["20"]


def test_a_language_that_the_file_lacks_keeps_its_name() -> None:
    brought = AreaFacts("07", {"ar": "تشياباس"})
    plan = plan_areas([brought], {"07": CHIAPAS}, frozenset(), needs_parent=False)
    assert plan.changed[0].after.name == {"es": "Chiapas", "ar": "تشياباس"}


def test_the_same_again_changes_nothing() -> None:
    plan = plan_areas([TAPACHULA], {"07089": TAPACHULA}, frozenset({"07"}), needs_parent=True)
    assert plan.counts == {"added": 0, "changed": 0, "unchanged": 1, "refused": 0, "absent": 0}


def test_what_cannot_be_taken_says_why() -> None:
    brought = [
        AreaFacts("1", {}),
        AreaFacts("2" * 31, {"es": "x"}),
        AreaFacts("3", {"es": "x" * 201}),
        AreaFacts("4", {"es": "x"}),
        AreaFacts("5", {"es": "x"}, "99"),
    ]
    plan = plan_areas(brought, {}, frozenset({"07"}), needs_parent=True)
    assert [problem.code for problem in plan.refused] == [
        "area-without-name",
        "area-code-too-long",
        "area-name-too-long",
        "area-without-parent",
        "area-parent-unknown",
    ]
    assert plan.added == []


def test_a_known_area_needs_neither_name_nor_parent_again() -> None:
    plan = plan_areas(
        [AreaFacts("07089", {})], {"07089": TAPACHULA}, frozenset({"07"}), needs_parent=True
    )
    assert plan.unchanged == [TAPACHULA]
