"""Deadlines: over zones, clock changes, leap days, and in every wording."""

from datetime import UTC, date, datetime, time

import pytest

from jalon.errors import BadInput
from jalon.workspace.recruitment.reader.clocks import Hour, at_time, end_of_day
from jalon.workspace.recruitment.reader.notice import Sureness
from jalon.workspace.recruitment.reader.read import read_notice

#  last day    zone                  too late at (UTC)   what the clock does
ENDS = """
2024-02-29    Europe/Zurich         2024-02-29 23:00    once
2024-03-30    Europe/Zurich         2024-03-30 23:00    once
2024-03-31    Europe/Zurich         2024-03-31 22:00    once
2024-10-26    Europe/Zurich         2024-10-26 22:00    once
2024-12-31    Africa/Dakar          2025-01-01 00:00    once
2024-04-25    Africa/Cairo          2024-04-25 22:00    skipped
2024-09-07    America/Santiago      2024-09-08 04:00    skipped
2024-04-06    America/Santiago      2024-04-07 04:00    once
2011-12-29    Pacific/Apia          2011-12-30 10:00    skipped
2011-12-30    Pacific/Apia          2011-12-30 10:00    once
2024-10-26    Asia/Beirut           2024-10-26 22:00    once
2024-11-02    America/Havana        2024-11-03 04:00    once
2024-03-30    America/Godthab       2024-03-31 01:00    once
2024-04-06    Australia/Lord_Howe   2024-04-06 13:00    once
2000-02-29    Asia/Kathmandu        2000-02-29 18:15    once
2025-03-01    Africa/Casablanca     2025-03-02 00:00    once
"""


@pytest.mark.parametrize("row", [line.split() for line in ENDS.strip().splitlines()], ids=" ".join)
def test_a_day_ends_with_the_first_instant_of_the_next(row: list[str]) -> None:
    day, zone, on, at, hour = row
    found = end_of_day(date.fromisoformat(day), zone)
    assert found.at == datetime.fromisoformat(f"{on}T{at}").replace(tzinfo=UTC)
    assert found.hour is Hour(hour)


#  day         time   zone            too late at (UTC)  what the clock does
TIMES = """
2024-03-31    02:30  Europe/Zurich   2024-03-31 01:00    skipped
2024-10-27    02:30  Europe/Zurich   2024-10-27 01:30    repeated
2024-10-27    03:00  Europe/Zurich   2024-10-27 02:00    once
2024-06-01    23:59  Europe/Zurich   2024-06-01 22:00    once
2024-06-01    17:00  America/Lima    2024-06-01 22:00    once
2024-03-30    23:30  America/Godthab 2024-03-31 01:00    skipped
2011-12-30    12:00  Pacific/Apia    2011-12-30 10:00    skipped
2024-10-26    23:30  Asia/Beirut     2024-10-26 21:30    repeated
2024-10-26    23:59  Asia/Beirut     2024-10-26 22:00    once
2024-04-07    01:45  Australia/Lord_Howe 2024-04-06 15:15 repeated
2024-10-06    02:15  Australia/Lord_Howe 2024-10-05 15:30 skipped
2024-02-29    00:01  Africa/Cairo    2024-02-28 22:01    once
"""


@pytest.mark.parametrize("row", [line.split() for line in TIMES.strip().splitlines()], ids=" ".join)
def test_a_time_that_the_clock_skips_or_repeats(row: list[str]) -> None:
    day, clock, zone, on, at, hour = row
    found = at_time(date.fromisoformat(day), time.fromisoformat(clock), zone)
    assert found.at == datetime.fromisoformat(f"{on}T{at}").replace(tzinfo=UTC)
    assert found.hour is Hour(hour)


def test_what_the_clock_does_is_said() -> None:
    text = "Grade: P3\nApplication deadline: 31 March 2024, 02:30 Geneva time\n"
    notice = read_notice(text)
    assert [problem.code for problem in notice.remarks] == ["notice-hour-skipped"]
    notice = read_notice(text.replace("31 March", "27 October"))
    assert [problem.code for problem in notice.remarks] == ["notice-hour-repeated"]


#  line of the notice -> zone, too late at (UTC); nothing: asked
WORDINGS = [
    ("Closing date (midnight, Geneva time): 3 May 2024", "Europe/Zurich", "2024-05-03T22:00"),
    ("Closing date: 3 May 2024, 5 p.m. (New York time)", "America/New_York", "2024-05-03T21:00"),
    ("Deadline: 3 May 2024 at 17:00 hours GMT+3", "Etc/GMT-3", "2024-05-03T14:00"),
    ("Cierre: 3 de mayo de 2024, 12:00 p. m. hora de Bogotá", "America/Bogota", "2024-05-03T17:00"),
    ("Date limite : 3 mai 2024 à 18h00, heure de Bamako", "Africa/Bamako", "2024-05-03T18:00"),
    ("Clôture (minuit, heure locale d'Abidjan): 3 mai 2024", "Africa/Abidjan", "2024-05-04T00:00"),
    ("Deadline: 3 May 2024 24:00 UTC", "Etc/UTC", "2024-05-04T00:00"),
    ("Aplication deadline (midnight Geneva time): 3 May 2024", "Europe/Zurich", "2024-05-03T22:00"),
    ("Closing date: 3-May-24 (Midnight New York, USA)", "America/New_York", "2024-05-04T04:00"),
    ("Closing date: 3 May 2024, 17:00 Nairobi", "Africa/Nairobi", "2024-05-03T14:00"),
    ("Date limite : 3 mai 2024 à 17h00 TU", "Etc/UTC", "2024-05-03T17:00"),
    ("Cierre: 3 de mayo de 2024, 23:59 (hora peninsular)", "Europe/Madrid", "2024-05-03T22:00"),
    ("Closing date: 1 May 2024, extended to 3 May 2024 (midnight UTC)", "Etc/UTC",
     "2024-05-04T00:00"),
    ("Closing date: 3 May 2024, applications to be sent to the Nairobi office", "", ""),
    ("Closing date: 3 May 2024 (midnight), by mail to our office in Lima", "", ""),
    ("Closing date: 3 May 2024 (interviews in Dakar in June)", "", ""),
    ("Date limite : 3 mai 2024, le dossier est à remettre à Dakar", "", ""),
    ("Closing date: 3 May 2024, close of business, Amman time", "Asia/Amman", ""),
    ("Closing date: 3 May 2024", "", ""),
    ("Closing date (midnight Springfield time): 3 May 2024", "", ""),
    ("Closing date: 3 May 2024 00:00 Geneva time", "Europe/Zurich", ""),
]  # fmt: skip


@pytest.mark.parametrize(("line", "zone", "at"), WORDINGS, ids=[row[0] for row in WORDINGS])
def test_wordings(line: str, zone: str, at: str) -> None:
    read = read_notice(f"Grade: P3\n{line}\nJob ID: 1234\n").deadline
    assert read.value is not None
    assert read.value.day == date(2024, 5, 3)
    assert read.value.zone == zone
    if at:
        assert read.value.too_late_at == datetime.fromisoformat(at).replace(tzinfo=UTC)
    else:
        assert read.value.too_late_at is None
        assert read.question is not None


def test_a_date_with_two_readings_is_asked() -> None:
    read = read_notice("Grade: P3\nDeadline (midnight Geneva time): 3/4/2024\n").deadline
    assert read.value is None
    assert read.question is not None
    assert read.question.code == "notice-date-two-ways"


def test_the_answer_to_the_question_is_used() -> None:
    text = "Grade: P3\nApplication deadline (midnight): 3 May 2024\n"
    read = read_notice(text, zone="Africa/Djibouti").deadline
    assert read.value is not None
    assert read.value.too_late_at == datetime(2024, 5, 3, 21, tzinfo=UTC)
    with pytest.raises(BadInput, match="notice-not-a-zone"):
        read_notice(text, zone="Atlantis/City")


def test_contradictions_are_said() -> None:
    codes = {
        problem.code
        for problem in read_notice(
            "Title: Officer P2\nGrade: P4\nVacancy no: DC/X/NO/2024/1\nDate: 4 May 2024\n"
            "Deadline (midnight Geneva time): 3 May 2024\nClosing date: 5 May 2024\n"
        ).remarks
    }
    assert codes == {
        "notice-grade-against-number",
        "notice-grade-against-title",
        "notice-closes-before-publication",
        "notice-said-twice",
    }


def test_a_deadline_whose_line_is_broken() -> None:
    read = read_notice("Grade: P3\nDate limite : 3 mai 2024 à 17h00 (heure\nd'Antananarivo)\n")
    assert read.deadline.value is not None
    assert read.deadline.value.too_late_at == datetime(2024, 5, 3, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("5 July 2025 midnight EST", "2025-07-06 05:00"),  # EDT would be an hour earlier
        ("5 January 2025 midnight EDT", "2025-01-06 05:00"),
        ("5 July 2025, 17:00 CET", "2025-07-05 16:00"),
    ],
)
def test_letters_against_the_season_are_doubted_and_the_later_is_taken(words: str, at: str) -> None:
    notice = read_notice(f"Title: Officer\nDeadline: {words}\nGrade: P3\n")
    assert notice.deadline.value
    assert notice.deadline.sureness is Sureness.DOUBTFUL
    assert f"{notice.deadline.value.too_late_at:%Y-%m-%d %H:%M}" == at
    assert "notice-zone-against-season" in {one.code for one in notice.remarks}


def test_letters_of_the_season_are_believed() -> None:
    notice = read_notice("Title: Officer\nDeadline: 5 January 2025 midnight EST\nGrade: P3\n")
    assert notice.deadline.sureness is Sureness.SURE


def test_a_day_that_no_calendar_has_is_asked_by_its_words() -> None:
    notice = read_notice("Title: Officer\nDeadline: 31 April 2025\nGrade: P3\n")
    assert notice.deadline.value is None
    assert notice.deadline.question
    assert notice.deadline.question.code == "notice-day-not-there"


def test_a_list_that_is_cut_off_is_said_to_be() -> None:
    many = "\n".join(f"- Duty of number {n}" for n in range(1_200))
    notice = read_notice(f"Title: Officer\nGrade: P3\n\nDuties\n{many}\n")
    assert "notice-items-cut" in {one.code for one in notice.remarks}
