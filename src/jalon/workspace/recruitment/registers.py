"""What recruitment gives to the rest of the site: panels, words of the trail, what is found."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jalon.workspace import daily, leaving, panels, searchable
from jalon.workspace.accounts import personal
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit import hidden
from jalon.workspace.audit.words import register_words
from jalon.workspace.documents.files import readers
from jalon.workspace.programmes import archiving, standing
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import has_permission
from jalon.workspace.recruitment import sources, words
from jalon.workspace.recruitment.jobs.contracts import remind_of_contracts
from jalon.workspace.recruitment.jobs.letters import send_left
from jalon.workspace.recruitment.mailing.fraud import tell_of_the_rest
from jalon.workspace.recruitment.queries.fraud import reads_reports
from jalon.workspace.recruitment.queries.held import (
    calls_in,
    calls_of,
    check_no_appeal_is_open,
    check_no_call_runs,
)
from jalon.workspace.recruitment.queries.kept_from import events_of_blind_calls
from jalon.workspace.recruitment.queries.own_data import applications_of
from jalon.workspace.recruitment.queries.own_files import own_files
from jalon.workspace.recruitment.queries.subscribers import what_is_held
from jalon.workspace.recruitment.services.expiring import expire_drafts
from jalon.workspace.recruitment.services.finishing import finish_accounts
from jalon.workspace.recruitment.services.fraud import forget_reports
from jalon.workspace.recruitment.services.leaving import hand_over_calls, hand_over_contracts
from jalon.workspace.recruitment.services.panels import end_seats
from jalon.workspace.recruitment.services.purging import purge_all
from jalon.workspace.recruitment.services.subscribing import forget, forget_unconfirmed


def register_recruitment() -> None:
    """Register all of it, once, when the app is loaded."""
    register_words(words.WORDS)
    hidden.register("recruitment", events_of_blind_calls)
    readers.register("recruitment.own-files", own_files)
    personal.register("recruitment", personal.Holding(_("Applications"), applications_of))
    daily.register("recruitment.expire-drafts", expire_drafts)
    daily.register("recruitment.letters-left", send_left)
    daily.register("recruitment.contracts", remind_of_contracts)
    daily.register("recruitment.purge", purge_all)
    daily.register("recruitment.finish-accounts", finish_accounts)
    daily.register("recruitment.forget-unconfirmed", forget_unconfirmed)
    daily.register("recruitment.tell-of-reports", tell_of_the_rest)
    daily.register("recruitment.forget-reports", forget_reports)
    personal.register("vacancies-list", personal.Holding(_("Vacancies"), what_is_held, forget))
    panels.register(
        "account",
        panels.Panel(
            key="fraud",
            title=_("Reports of fraud"),
            url=lambda _user: reverse("vacancies:reports"),
            visible=lambda user, _subject: reads_reports(user),
            order=70,
        ),
    )
    panels.register(
        "account",
        panels.Panel(
            key="panels",
            title=_("My panels"),
            url=lambda _user: reverse("recruitment:my-panels"),
            order=60,
        ),
    )
    leaving.register("recruitment", hand_over_calls)
    leaving.register("contracts", hand_over_contracts)
    leaving.register("panels", end_seats)
    personal.register("calls", personal.Holding(_("Calls"), calls_of))
    standing.register("recruitment", calls_in)
    archiving.register("recruitment", check_no_call_runs)
    archiving.register("appeals", check_no_appeal_is_open)
    for source in sources.SOURCES:
        searchable.register(source)
    panels.register(
        "programme",
        panels.Panel(
            key="recruitment",
            title=_("Recruitment"),
            url=lambda programme: reverse("recruitment:calls", args=[programme.code]),
            visible=_sees_calls,
            order=60,
        ),
    )


def _sees_calls(user: Any, programme: Programme) -> bool:
    return has_permission(user, Permission.CALL_VIEW, programme, anywhere=True)
