"""Write the workbook of what somebody sees, in their language."""

from dataclasses import replace
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from jalon.messages import direction
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.narratives import text_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import check_permission, has_permission
from jalon.workspace.results.exchange.words import Words
from jalon.workspace.results.exchange.write import write_workbook
from jalon.workspace.results.queries.matrix import Filters
from jalon.workspace.results.queries.workbook_totals import read_totals
from jalon.workspace.results.services.exchange.seals import sign
from jalon.workspace.results.services.exchange.tables import table_for


def may_export(user: User, programme: Programme) -> bool:
    """Tell whether `user` may take the matrix along: to fill it in, or to keep it."""
    return any(
        has_permission(user, permission, programme, anywhere=True)
        for permission in (Permission.ACTUAL_REPORT, Permission.EXPORT)
    )


def export_workbook(
    *,
    programme: Programme,
    by: User,
    filters: Filters | None = None,
    until: date | None = None,
) -> bytes:
    """Return the workbook, in the language that is active."""
    if not may_export(by, programme):
        check_permission(by, Permission.EXPORT, programme)
    table = table_for(by, programme, filters, until=until)
    now = timezone.now()
    words = words_of(
        programme, by, now_text=date_format(timezone.localtime(now), "DATETIME_FORMAT")
    )
    content = write_workbook(
        table,
        words,
        exported_at=now.isoformat(timespec="seconds"),
        sign=sign,
        totals=read_totals(by, programme, replace(filters or Filters(), by=""), until=until),
    )
    record(by=by, what="results.exported", target=programme, programme_id=programme.pk)
    return content


def words_of(programme: Programme, by: User, *, now_text: str) -> Words:
    """Return what the workbook says, in the language that is active."""
    language = (get_language() or "en").split("-")[0]
    return Words(
        instructions_sheet=gettext("Instructions"),
        matrix_sheet=gettext("Matrix"),
        title=gettext("Indicators to fill in"),
        facts=(
            (gettext("Programme"), f"{programme.code} · {text_of(programme.title)}"),
            (gettext("Exported"), now_text),
            (gettext("Exported by"), str(by)),
        ),
        steps=(
            gettext("Go to the next sheet. Each row is one indicator in one period and one place."),
            gettext("Fill in the yellow cells. Grey cells explain, or are closed."),
            gettext(
                "Write numbers as your spreadsheet program writes them. Do not write units, and "
                "paste values, not formulas."
            ),
            gettext(
                "For percentages and ratios fill in numerator and denominator; the value is "
                "computed when you send the workbook back."
            ),
            gettext(
                "Leave a total empty if its parts add up to it: it is computed. If there is no "
                "figure, say why in the column for it."
            ),
            gettext(
                "You may sort, filter, hide columns and delete rows that you do not need. What is "
                "not in the workbook stays as it is. An emptied cell empties the figure."
            ),
            gettext(
                "Targets are grey: they were agreed, and are not changed here. Whoever may edit "
                "the framework changes them on the page of the indicator, with the reason."
            ),
            gettext(
                "The sheet of totals shows the figures of all places together, as they were when "
                "the workbook was made; it is not read back."
            ),
            gettext(
                "Save the workbook as .xlsx and upload it on the page of the matrix. You will see "
                "each change, and nothing is written until you confirm."
            ),
        ),
        key_title=gettext("Colours"),
        key_input=gettext("To be filled in"),
        key_locked=gettext("Explains, or is closed"),
        number_wanted=gettext("A number goes here"),
        number_hint=gettext("Write digits, with the decimal sign of your spreadsheet program."),
        choice_wanted=gettext("Choose from the list"),
        choice_hint=gettext("Choose one of the answers in the list, or leave the cell empty."),
        page_footer=f"{programme.code} · {timezone.localdate().isoformat()}",
        yes=gettext("yes"),
        no=gettext("no"),
        right_to_left=direction(language) == "rtl",
    )
