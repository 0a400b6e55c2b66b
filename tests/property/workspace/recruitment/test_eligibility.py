"""Whatever a candidate writes, the rules read it without falling over, and count no day twice."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from jalon.errors import Problems, RuleBroken
from jalon.workspace.recruitment.rules import requirements as asked
from jalon.workspace.recruitment.rules.applications import (
    FIELDS,
    Section,
    check_form,
    check_whole,
    unfilled,
)
from jalon.workspace.recruitment.rules.candidate import Answers, Employment
from jalon.workspace.recruitment.rules.eligibility import Verdict, assess
from jalon.workspace.recruitment.rules.experience import months_between, months_worked
from jalon.workspace.recruitment.rules.reading import answers_of

UPTO = date(2026, 6, 15)
DAY = timedelta(days=1)
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
shares = st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(4, 5), Fraction(1)])


@st.composite
def employments(draw: st.DrawFn) -> Employment:
    start = draw(days)
    length = draw(st.one_of(st.none(), st.integers(0, 400)))
    return Employment(
        row=draw(st.text("ab", min_size=1, max_size=3)),
        start=start,
        end=None if length is None else start + length * DAY,
        share=draw(shares),
        relevant=draw(st.sampled_from([True, False, None])),
    )


jobs = st.lists(employments(), max_size=4)


@given(jobs=jobs)
def test_months_by_counting_every_day(jobs: list[Employment]) -> None:
    counted, day = Fraction(), date(2024, 1, 1)
    while day <= UPTO:
        at_once = sum(
            (job.share for job in jobs if job.start <= day <= (job.end or UPTO)), Fraction()
        )
        counted += min(Fraction(1), at_once) * months_between(day, day + DAY)
        day += DAY
    assert months_worked(jobs, UPTO) == counted


@given(jobs=jobs, data=st.data())
def test_order_and_repetition_of_full_time_change_nothing(jobs, data) -> None:
    full = [Employment(row=job.row, start=job.start, end=job.end) for job in jobs]
    again = data.draw(st.permutations(full + full[:1]))
    assert months_worked(again, UPTO) == months_worked(full, UPTO)


@given(jobs=jobs, months=st.integers(1, 30))
def test_more_work_never_harms_and_what_is_open_can_go_either_way(jobs, months) -> None:
    asked_ = (asked.Experience(key="work", months=months),)
    order = [Verdict.NOT_MET, Verdict.CANNOT_TELL, Verdict.MET]

    def verdict(rows: list[Employment]) -> Verdict:
        return assess(asked_, Answers(employments=tuple(rows)), on=UPTO)[0].verdict

    found = verdict(jobs)
    assert order.index(verdict(jobs[1:])) <= order.index(found)
    settled = [
        [
            Employment(
                row=j.row,
                start=j.start,
                end=j.end,
                share=j.share,
                relevant=yes if j.relevant is None else j.relevant,
            )
            for j in jobs
        ]
        for yes in (False, True)
    ]
    worst, best = map(verdict, settled)
    if found is Verdict.CANNOT_TELL:
        assert (worst, best) == (Verdict.NOT_MET, Verdict.MET)
    else:
        assert worst is best is found


leaves = st.one_of(st.none(), st.booleans(), st.integers(-5, 200), st.text(max_size=12))
names = st.sampled_from(sorted({name for fields in FIELDS.values() for name in fields}))
trees = st.recursive(
    leaves,
    lambda inside: st.one_of(
        st.lists(inside, max_size=3), st.dictionaries(names, inside, max_size=5)
    ),
    max_leaves=12,
)
REQUIREMENTS = (
    asked.Experience(key="work", months=12),
    asked.Languages(key="en", of=frozenset({"en"}), levels={"reading": "B2"}),
    asked.Declared(key="retired", passes=False, said={"en": "Retired?"}),
)


@given(sections=st.dictionaries(st.sampled_from(list(Section)), trees, max_size=8))
def test_what_passes_the_form_can_be_judged_and_the_rest_is_refused(sections) -> None:
    try:
        for section, content in sections.items():
            check_form(section, content)
    except Problems:
        return
    found = assess(REQUIREMENTS, answers_of(sections), on=UPTO)
    assert [each.key for each in found] == ["work", "en", "retired"]


@given(sections=st.dictionaries(st.sampled_from(list(Section)), trees, max_size=8))
def test_nothing_that_is_handed_in_makes_the_check_fall_over(sections) -> None:
    try:
        check_whole(sections)
    except (Problems, RuleBroken):
        return
    assert unfilled(sections) == ()
