"""To what the invented results answer: real provisions and items of real agendas."""

from datetime import timedelta

from jalon.workspace.accounts.models import User
from jalon.workspace.demo.clock import on
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Result
from jalon.workspace.results.services.alignments import align
from jalon.workspace.standards.models import AgendaItem, Provision

# programme -> result -> (instrument, article) or (agenda, code)
ANSWERS: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "DEMO-MX87": {
        "1.1": (("C138", "3"), ("C182", "4"), ("P029", "1(2)")),
        "1.2": (("C182", "6"), ("Alliance8.7", "Step3"), ("SDG", "8.7")),
        "1.3": (("SDG", "8.7"),),
        "2.1": (("C182", "7(1)"), ("P029", "2(c)")),
        "2.2": (("C029", "25"),),
        "2.3": (("C182", "5"),),
        "3.1": (("P029", "2(e)"),),
        "3.2": (("C181", "7(1)"), ("SDG", "8.8")),
        "3.3": (("C182", "7(2)"), ("C138", "1")),
    },
    "DEMO-MIG12": {
        "1.1": (("C097", "1"), ("C143", "1"), ("SDG", "10.7")),
        "2.1": (("C181", "3"), ("C181", "7(1)"), ("GCM", "6")),
        "2.2": (("C097", "2"), ("C097", "4")),
        "3.1": (("C097", "7"),),
        "3.2": (("C143", "4"), ("GCM", "23")),
    },
}


def align_results(programme: Programme, by: User) -> None:
    """Say to what the results of a programme answer, where the catalogue is loaded."""
    results = {row.code: row for row in Result.objects.filter(programme=programme)}
    with on(programme.start_date + timedelta(days=20)):
        for code, answers in ANSWERS.get(programme.code, {}).items():
            for key, place in answers:
                to = (
                    Provision.objects.filter(instrument__key=key, article=place).first()
                    or AgendaItem.objects.filter(agenda__key=key, code=place).first()
                )
                if to is not None:
                    align(subject=results[code], to=to, by=by)
