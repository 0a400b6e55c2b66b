"""Forget what papers keep of a person beyond the office's own record."""

from typing import Any

from jalon.workspace.documents.models import CalendarFeed, DigestMail, Reminder, Upload
from jalon.workspace.documents.services.uploads import drop_upload


def erase_from_papers(person: Any) -> None:
    """Forget a person's calendar address, what was mailed to them, and files that never arrived.

    What they owed, wrote, said and decided is the office's record: it stays, by a former member.
    """
    CalendarFeed.objects.filter(user=person).delete()
    Reminder.objects.filter(to=person).delete()
    DigestMail.objects.filter(to=person).delete()
    for upload in Upload.objects.filter(by=person):
        drop_upload(upload=upload)
