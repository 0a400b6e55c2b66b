"""Every component of the site on one page, for those who write pages."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from jalon.workspace.home.forms import SampleForm
from jalon.workspace.http import Request

TONES = ("good", "warning", "bad", "waiting", "neutral")
ROWS = (
    ("C1.1", [12, 30, 41, 44, 60], 60, "good"),
    ("C1.2", [3, None, 7, 8, 1250], 2000, "warning"),
    ("C2.1", [None, None, None, None, None], 40, "neutral"),
    ("C2.2", [9, 8, 8, 6, -5.5], 12, "bad"),
)
EVENTS = (
    SimpleNamespace(
        what="programmes.programme-edited",
        who="Amina",
        at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        reason="",
    ),
    SimpleNamespace(
        what="programmes.programme-archived",
        who="أمينة",
        at=datetime(2026, 3, 2, 16, 5, tzinfo=UTC),
        reason="<script>alert(1)</script>",
    ),
)


@login_required
def gallery(request: Request) -> HttpResponse:
    """Show each component with made-up content."""
    context = {
        "form": SampleForm(initial={"title": {"en": "Report", "ar": "تقرير"}}),
        "refused": SampleForm({"email": "nobody"}, prefix="refused", auto_id="id_again_%s"),
        "page": Paginator(range(1234), 50).page(7),
        "tones": TONES,
        "rows": ROWS,
        "history": EVENTS,
        "title_es": {"es": "Informe de avance"},
        "late": datetime(2026, 4, 30, 0, 0, tzinfo=UTC),
    }
    return render(request, "home/gallery.html", context)
