"""What the trail calls the events of files, questions, the guide, calendars and reminders."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "documents.file-stored": _("stored a file"),
    "documents.file-taken": _("took a copy of a file"),
    "documents.file-forgotten": _("forgot a file that nothing holds"),
    "documents.question-asked": _("asked a question"),
    "documents.question-replied": _("answered the question"),
    "documents.question-closed": _("marked the question as answered"),
    "documents.question-reopened": _("opened the question again"),
    "documents.guide-added": _("added the case to the guide"),
    "documents.guide-edited": _("changed the case"),
    "documents.guide-retired": _("took the case out of the guide"),
    "documents.guide-restored": _("brought the case back into the guide"),
    "documents.calendar-made": _("made a calendar address"),
    "documents.calendar-revoked": _("ended the calendar address"),
    "documents.reminded": _("sent a reminder"),
}
