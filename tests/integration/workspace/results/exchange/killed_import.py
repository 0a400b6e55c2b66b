"""What the test of a killed import runs in processes of its own: prepare, confirm, count.

python killed_import.py prepare|slow|confirm|count
"""

import os
import sys
import time
from pathlib import Path

HOME = Path(os.environ["JALON_HOME"])


def prepare() -> None:
    from factories.accounts import make_user
    from factories.exchange import filled
    from factories.imports import TOTAL
    from factories.programmes import give, make_programme
    from factories.results import make_indicator, make_period
    from jalon.workspace.accounts.rules import Role
    from jalon.workspace.results.exchange.rows import row_id
    from jalon.workspace.results.services import exchange

    programme = make_programme("MEX-87")
    bruno = make_user("Bruno")
    give(bruno, Role.OFFICER, programme)
    periods = [make_period(make_indicator(programme)) for _ in range(10)]
    content = exchange.export_workbook(programme=programme, by=bruno)
    typed = [(row_id(period.pk, ()), TOTAL, 7) for period in periods]
    exchange.preview_import(
        programme=programme,
        content=filled(content, *typed, sheet="Matrix"),
        file_name="m.xlsx",
        by=bruno,
    )


def slow() -> None:
    """Confirm the import, but come to a halt in the middle, with the transaction open."""
    from jalon.workspace.results.models import Actual, ActualCell
    from jalon.workspace.results.services import keeping

    def halting(**facts: object) -> None:
        assert (Actual.objects.count(), ActualCell.objects.count()) == (10, 10)
        (HOME / "halted").touch()
        time.sleep(120)

    keeping.record_all = halting  # type: ignore[assignment]
    confirm()


def confirm() -> None:
    from jalon.workspace.results.models import PendingImport
    from jalon.workspace.results.services import exchange

    pending = PendingImport.objects.select_related("by").get()
    exchange.confirm_import(pending_id=pending.pk, by=pending.by)


def count() -> None:
    from jalon.workspace.audit.models import Event, Head
    from jalon.workspace.results.models import Actual, ActualCell, PendingImport

    about_figures = Event.objects.filter(what__startswith="results.")
    events = about_figures.exclude(what="results.exported").count()
    done = PendingImport.objects.exclude(done_at=None).count()
    head = Head.objects.first()
    whole_chain = (head.number if head else 0) == Event.objects.count()
    print(Actual.objects.count(), ActualCell.objects.count(), events, done, whole_chain)


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "site_settings"
    django.setup()
    {"prepare": prepare, "slow": slow, "confirm": confirm, "count": count}[sys.argv[1]]()
