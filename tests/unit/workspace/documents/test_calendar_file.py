"""The calendar file is read again by another reader than ours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from jalon.workspace.documents.feed import Deadline, calendar_file

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def read(*deadlines: Deadline, name: str = "Deadlines") -> list[Event]:
    raw = calendar_file(deadlines, name=name, now=NOW)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    calendar = Calendar.from_ical(raw)
    assert str(calendar["x-wr-calname"]) == name
    return [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]


def deadline(**fields: object) -> Deadline:
    values: dict[str, object] = {
        "uid": "obligation-1@example.org",
        "title": "Report",
        "url": "https://example.org/documents/P/1/",
        "due_at": datetime(2026, 4, 1, 6, tzinfo=UTC),  # midnight in Mexico City
        "zone": "America/Mexico_City",
    }
    return Deadline(**{**values, **fields})  # type: ignore[arg-type]


def test_midnight_is_the_whole_day_before_and_its_end_is_exclusive() -> None:
    (event,) = read(deadline())
    assert event["dtstart"].dt == date(2026, 3, 31)
    assert event["dtend"].dt == date(2026, 4, 1)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["dtstamp"].dt == NOW
    assert str(event["transp"]) == "TRANSPARENT"


def test_the_same_instant_is_another_moment_where_it_is_not_midnight() -> None:
    (event,) = read(deadline(zone="Africa/Algiers"))
    assert event["dtend"].dt == datetime(2026, 4, 1, 6, tzinfo=UTC)
    assert event["dtstart"].dt == datetime(2026, 4, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "title",
    [
        "Informe de avance; con coma, y barra \\",
        "تقرير مرحلي عن الفترة الأولى من السنة الثالثة للبرنامج الإقليمي",
        "<script>alert(1)</script>",
        "END:VEVENT BEGIN:VALARM",
        "emoji 📄" * 20,
    ],
)
def test_titles_come_back_as_they_were(title: str) -> None:
    (event,) = read(deadline(title=title, details="a\nb"), name=title)
    assert str(event["summary"]) == title
    assert str(event["description"]) == "a\nb"


def test_entries_keep_their_number_and_tell_when_they_change() -> None:
    first, second = read(deadline(sequence=3), deadline(uid="step-2@example.org"))
    assert (str(first["uid"]), first["sequence"]) == ("obligation-1@example.org", 3)
    assert str(second["uid"]) == "step-2@example.org"


def test_an_empty_calendar_is_a_calendar() -> None:
    assert read() == []


@given(due=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)), zone=st.sampled_from(
    ["UTC", "America/Mexico_City", "Africa/Cairo", "Asia/Kathmandu"]
))  # fmt: skip
def test_every_entry_ends_after_it_starts_and_at_its_deadline(due: datetime, zone: str) -> None:
    instant = due.replace(tzinfo=UTC)
    (event,) = read(deadline(due_at=instant, zone=zone))
    start, end = event["dtstart"].dt, event["dtend"].dt
    assert type(start) is type(end)
    assert start < end
    if isinstance(end, datetime):
        assert end == instant.replace(microsecond=0)
    else:
        assert end - start == timedelta(days=1)


def test_a_day_that_begins_at_one_o_clock_is_a_whole_day_too() -> None:
    first = datetime(2025, 4, 24, 22, tzinfo=UTC)  # Cairo's clocks go from 23:59 to 1:00
    (event,) = read(deadline(due_at=first, zone="Africa/Cairo"))
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2025, 4, 24), date(2025, 4, 25))


def test_the_refresh_interval_says_what_it_is() -> None:
    raw = calendar_file([], name="Deadlines", now=NOW)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT4H" in raw
