"""Codes that stand in the tables as phrases: why rows were left out, what was compared."""

from collections.abc import Callable

from jalon.messages import marked as _

# Code -> phrase.
PHRASES = {
    "where": _("outside the study's condition"),
    "age-unknown": _("age unknown"),
    "outside-population": _("outside the ages of the population"),
    "outcome-unknown": _("outcome unknown"),
    "no-area": _("area unknown"),
    "area-unmatched": _("area in no register"),
    "patterns-the-survey-lacks": _(
        "combinations of levels that the survey lacks, used all the same"
    ),
    "persons-in-patterns-the-survey-lacks": _("children in such combinations, used all the same"),
    "joined-by-reviewed-guess": _("joined by a name spelt otherwise, which somebody reviewed"),
    "area-lacks-a-value": _("area without a value of some indicator"),
    "rate": _("rate"),
    "total": _("number of children"),
}
# What a code begins with -> phrase; the rest of the code is the name.
WITH_NAME = {
    "missing-": _("no value of %(name)s"),
    "area-code-in-no-register ": _("area code in no register: %(name)s"),
    "code-mended ": _("area code mended: %(name)s"),
    "areas in class ": _("areas in class %(name)s"),
    "lowest, ": _("lowest rate in region %(name)s"),
    "highest, ": _("highest rate in region %(name)s"),
}


def phrase(code: str, say: Callable[[str], str]) -> str:
    """Say a code in the language of `say`, a gettext function; an unknown one stays as it is."""
    if code in PHRASES:
        return say(PHRASES[code])
    for beginning, text in WITH_NAME.items():
        if code.startswith(beginning):
            return say(text) % {"name": code.removeprefix(beginning)}
    return code
