"""The matrix as a table for one person: what they see, open where they may report."""

from datetime import date

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.exchange.table import Table
from jalon.workspace.results.permissions import may
from jalon.workspace.results.queries.matrix import Filters
from jalon.workspace.results.queries.workbook_table import read_table
from jalon.workspace.results.rules.facts import IndicatorFacts


def table_for(
    user: User,
    programme: Programme,
    filters: Filters | None = None,
    *,
    until: date | None = None,
) -> Table:
    """Return the table, in the language that is active."""

    def reports(indicator: IndicatorFacts, country: int | None) -> bool:
        return may(
            user,
            Permission.ACTUAL_REPORT,
            programme=programme.pk,
            responsible=indicator.responsible_id,
            organisation=indicator.organisation_id,
            country=country,
        )

    return read_table(user, programme, filters, reports=reports, until=until)
