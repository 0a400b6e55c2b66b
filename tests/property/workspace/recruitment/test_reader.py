"""Whatever the notice: no crash, nothing invented, and no text that takes long."""

import random
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.errors import BadInput
from jalon.workspace.recruitment.reader.notice import FIELDS, Notice, Passage, Span
from jalon.workspace.recruitment.reader.read import read_notice
from jalon.workspace.recruitment.reader.text import joined, keys
from jalon.workspace.recruitment.reader.words import rows
from jalon.workspace.recruitment.reader.zones import cities

FOLDER = Path(__file__).resolve().parents[3] / "unit" / "workspace" / "recruitment"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*/*.txt"))]
SETTINGS = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


def passages(value: Any) -> list[Passage]:
    """Return every passage inside a value."""
    if isinstance(value, Passage):
        return [value]
    if isinstance(value, tuple):
        return [found for one in value for found in passages(one)]
    names = getattr(value, "__dataclass_fields__", {})
    return [found for name in names for found in passages(getattr(value, name))]


def check_nothing_is_invented(notice: Notice) -> None:
    """Every word that is given stands in its span; what is empty is asked."""
    for name in FIELDS:
        read = getattr(notice, name)
        for span in read.spans:
            assert 0 <= span.start < span.end <= len(notice.text)
        if read.value is None:
            assert read.question is not None
            assert read.spans == ()
            continue
        assert read.sureness is not None
        assert read.spans
        for passage in passages(read.value):
            assert passage.text == joined(words(notice, passage.span))
        said = " ".join(joined(words(notice, span)) for span in read.spans)
        text = read.value if isinstance(read.value, str) else getattr(read.value, "text", "")
        assert squeezed(text) in squeezed(said)


def words(notice: Notice, span: Span) -> str:
    return notice.text[span.start : span.end]


def squeezed(text: str) -> str:
    return "".join(text.split())


def misspelt(text: str, rng: random.Random) -> str:
    """Return a text with a letter lost or exchanged in some of its words."""
    found = text.split(" ")
    for _ in range(len(found) // 30):
        at = rng.randrange(len(found))
        if len(found[at]) > 5:
            place = rng.randrange(1, len(found[at]) - 1)
            found[at] = found[at][:place] + rng.choice(["", "x"]) + found[at][place + 1 :]
    return " ".join(found)


@SETTINGS
@given(
    first=st.sampled_from(TEXTS),
    second=st.sampled_from(TEXTS),
    seed=st.integers(0, 10**6),
    way=st.sampled_from(["lines", "one line", "misspelt", "mixed", "cut"]),
)
def test_notices_shuffled_misspelt_mixed_and_cut(
    first: str, second: str, seed: int, way: str
) -> None:
    rng = random.Random(seed)
    lines = first.split("\n")
    if way == "lines":
        rng.shuffle(lines)
    elif way == "one line":
        lines = [" ".join(lines)]
    elif way == "misspelt":
        lines = [misspelt(first, rng)]
    elif way == "mixed":
        lines = [rng.choice(both) for both in zip(lines, second.split("\n"), strict=False)]
    else:
        lines = [first[rng.randrange(len(first)) :][: rng.randrange(1, len(first))] + "."]
    check_nothing_is_invented(read_notice("\n".join(lines)))


@SETTINGS
@given(text=st.text(max_size=400))
def test_any_text(text: str) -> None:
    check_nothing_is_invented(read_notice(f"{text}."))


@SETTINGS
@given(
    day=st.dates(
        min_value=date(1990, 1, 1),
        max_value=date(2099, 12, 31),
    ),
    form=st.sampled_from(
        ["{d} {m} {y}", "{d:02} de {m} de {y}", "{m} {d}, {y}", "{y}-{n:02}-{d:02}", "{d}-{m}-{y}",
         "{d} {m}, {y} .", "{d}° {m} {y};", "le {d} {m} {y}"]
    ),
    language=st.sampled_from(["en", "es", "fr"]),
    capitals=st.booleans(),
)  # fmt: skip
def test_a_date_in_every_form(day: Any, form: str, language: str, capitals: bool) -> None:
    month = MONTHS[language].split()[day.month - 1]
    written = form.format(d=day.day, m=month, y=day.year, n=day.month)
    written = written.upper() if capitals else written
    notice = read_notice(f"Grade: P3\nApplication deadline (midnight Geneva time): {written}\n")
    assert notice.deadline.value is not None
    assert notice.deadline.value.day == day


CITIES = sorted({row["city"] for row in rows("cities.csv")})
BESIDE = ["applications go to our office in {0}", "the post is in {0}", "interviews in {0} in May",
          "le dossier est à déposer à {0}", "enviar a la oficina de {0}"]  # fmt: skip


@SETTINGS
@given(
    city=st.sampled_from(CITIES),
    words=st.sampled_from(BESIDE),
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
def test_a_town_beside_a_deadline_is_no_clock(city: str, words: str, day: date) -> None:
    text = f"Grade: P3\nDeadline: {day.isoformat()}, {words.format(city)}\n"
    assert (found := read_notice(text).deadline.value) is not None
    assert (found.zone, found.too_late_at) == ("", None)


@SETTINGS
@given(city=st.sampled_from(CITIES), form=st.sampled_from(["{0} time", "17:00, hora de {0}"]))
def test_a_town_beside_the_word_for_time_is_one(city: str, form: str) -> None:
    text = f"Grade: P3\nDeadline: 3 May 2024 ({form.format(city)})\n"
    assert (found := read_notice(text).deadline.value) is not None
    assert found.zone == cities()[keys(city)].zone


@pytest.mark.parametrize(
    "piece",
    ["a", "(", "Grade: ", "Application deadline (midnight (", "1 May 2020 ", "1. a ", "• ",
     "Duties\n", "Languages\nEnglish and French, ", "Aa: ", "Ab cd. ", "English; ",
     "Departmant of x: y\n", "University degree in law "],
)  # fmt: skip
def test_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(letters: int) -> float:
        begun = time.process_time()
        read_notice((piece * letters)[:letters])
        return time.process_time() - begun

    seconds(1_000)
    tries = ((seconds(20_000), seconds(80_000)) for _ in range(3))
    # Four times the length; sixteen times would be a square. A busy machine spoils a try, not all.
    assert any(long < 8 * short + 0.3 for short, long in tries)


def test_a_megabyte_is_refused_at_once() -> None:
    begun = time.process_time()
    with pytest.raises(BadInput, match="notice-too-long"):
        read_notice(TEXTS[0] * 500)
    assert time.process_time() - begun < 2
