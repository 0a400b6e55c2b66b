"""Recurring papers follow the programme's dates and its reporting calendar."""

from datetime import date

from factories.documents import make_document, make_recurrence
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents.models import Obligation
from jalon.workspace.documents.queries.recurrences import preview
from jalon.workspace.documents.rules.recurrence import Change, Rhythm
from jalon.workspace.documents.services.recurrences import write_recurring
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.services.programmes import edit_agreement, edit_programme


def changes(programme: Programme) -> set[Change]:
    fresh = Programme.objects.get(pk=programme.pk)
    return {line.change for shown in preview(fresh) for line in shown.lines}


def test_a_longer_programme_goes_on_owing_its_reports(programme: Programme, amina: User) -> None:
    make_recurrence(programme, amina)
    write_recurring(programme=programme, by=amina)
    end = date(programme.end_date.year + 1, 12, 31)
    edit_programme(code=programme.code, version=programme.version, by=amina, end_date=end)
    last = Obligation.objects.order_by("period_end").last()
    assert last is not None
    assert last.period_end == end
    assert history_of(last)[0].what == "documents.owed"
    assert changes(programme) == {Change.THERE}


def test_another_calendar_leaves_what_is_begun(programme: Programme, amina: User) -> None:
    make_recurrence(programme, amina)
    write_recurring(programme=programme, by=amina)
    begun = Obligation.objects.order_by("due_at")[0]
    make_document(amina, begun)
    before = (begun.period_start, begun.period_end, begun.due_at)
    edit_agreement(code=programme.code, version=programme.version, by=amina, period_months=3)
    begun.refresh_from_db()
    assert (begun.period_start, begun.period_end, begun.due_at) == before
    assert changes(programme) == {Change.THERE}


def test_a_series_that_nobody_has_written_waits(programme: Programme, amina: User) -> None:
    make_recurrence(programme, amina)
    edit_agreement(code=programme.code, version=programme.version, by=amina, period_months=3)
    assert not Obligation.objects.exists()


def test_a_final_report_that_is_begun_is_owed_once(programme: Programme, amina: User) -> None:
    make_recurrence(programme, amina, rhythm=Rhythm.END)
    write_recurring(programme=programme, by=amina)
    make_document(amina, Obligation.objects.get())
    end = date(programme.end_date.year + 1, 12, 31)
    edit_programme(code=programme.code, version=programme.version, by=amina, end_date=end)
    assert Obligation.objects.count() == 1
