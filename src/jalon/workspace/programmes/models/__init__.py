"""Programmes: their agreement, countries, organisations, people and calendars."""

from jalon.workspace.programmes.models.calendars import Holiday
from jalon.workspace.programmes.models.organisations import Organisation
from jalon.workspace.programmes.models.partners import FocalPoint, Participation, ProgrammeCountry
from jalon.workspace.programmes.models.people import Delegation, Grant
from jalon.workspace.programmes.models.programmes import Agreement, Programme, ProgrammeQuerySet
from jalon.workspace.programmes.models.spreadsheets import PendingSpreadsheet

__all__ = [
    "Agreement",
    "Delegation",
    "FocalPoint",
    "Grant",
    "Holiday",
    "Organisation",
    "Participation",
    "PendingSpreadsheet",
    "Programme",
    "ProgrammeCountry",
    "ProgrammeQuerySet",
]
