"""Why rows were left out, or what was mended, in the reader's words."""

from collections.abc import Callable

from jalon.messages import marked as _

# Reason in the table of readings -> words.
REASONS = {
    "where": _("outside the study's condition"),
    "outside-population": _("outside the ages of the population"),
    "outcome-unknown": _("outcome unknown"),
    "no-area": _("area unknown"),
    "area-unmatched": _("area in no register"),
    "patterns-the-survey-lacks": _(
        "combinations of levels that the survey lacks, used all the same"
    ),
    "persons-in-patterns-the-survey-lacks": _("children in such combinations, used all the same"),
}
# What a reason begins with -> words; the rest of the reason is the name.
WITH_NAME = {
    "missing-": _("no value of %(name)s"),
    "area-code-in-no-register ": _("area code in no register: %(name)s"),
    "code-mended ": _("area code mended: %(name)s"),
}


def reason_in_words(reason: str, say: Callable[[str], str]) -> str:
    """Say a reason in the language of `say`, a gettext function; an unknown one stays as it is."""
    if reason in REASONS:
        return say(REASONS[reason])
    for beginning, text in WITH_NAME.items():
        if reason.startswith(beginning):
            return say(text) % {"name": reason.removeprefix(beginning)}
    return reason
