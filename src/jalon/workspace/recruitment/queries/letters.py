"""The letters of a call: how many of each kind stand where."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from jalon.workspace.recruitment.models import Call, Letter
from jalon.workspace.recruitment.models.words import MESSAGE_KINDS
from jalon.workspace.recruitment.queries.audiences import audience_of, standings_of
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.rules.sending import IN_BULK, LetterState, digest_of, state_of

L = LetterState
STATES: dict[LetterState, str | Promise] = {
    L.DRAFT: pgettext_lazy("letter", "draft"),
    L.REVIEWED: pgettext_lazy("letter", "reviewed"),
    L.WAITING: pgettext_lazy("letter", "waiting to be sent"),
    L.UNCERTAIN: pgettext_lazy("letter", "interrupted while it was sent"),
    L.FAILED: pgettext_lazy("letter", "not sent"),
    L.SENT: pgettext_lazy("letter", "sent"),
}
TONES = {
    L.DRAFT: "neutral", L.REVIEWED: "waiting", L.WAITING: "waiting", L.UNCERTAIN: "warning",
    L.FAILED: "bad", L.SENT: "good",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bundle:
    """The letters of one kind: whom it concerns, and how far each has come."""

    kind: MessageKind
    audience: int
    unwritten: int
    counts: Mapping[LetterState, int]

    @property
    def words(self) -> Any:
        return MESSAGE_KINDS[self.kind]

    @property
    def written(self) -> int:
        return sum(self.counts.values())

    @property
    def states(self) -> list[tuple[Any, str, int]]:
        """Return (words, tone, how many) of each state in which there are letters."""
        return [(STATES[s], TONES[s], self.counts[s]) for s in L if self.counts.get(s)]

    @property
    def is_moving(self) -> bool:
        return bool(self.counts.get(L.WAITING))

    @property
    def sent(self) -> int:
        return self.counts.get(L.SENT, 0)

    @property
    def ready(self) -> int:
        return self.counts.get(L.REVIEWED, 0)

    @property
    def drafts(self) -> int:
        return self.counts.get(L.DRAFT, 0)

    @property
    def stuck(self) -> int:
        return self.counts.get(L.FAILED, 0) + self.counts.get(L.UNCERTAIN, 0)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in a list, with the code of whom it is to."""

    letter: Letter
    code: str

    @property
    def state(self) -> LetterState:
        return letter_state(self.letter)

    @property
    def words(self) -> Any:
        return STATES[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]


def letter_state(letter: Letter) -> LetterState:
    return state_of(
        reviewed_at=letter.reviewed_at,
        queued_at=letter.queued_at,
        taken_at=letter.taken_at,
        sent_at=letter.sent_at,
        failed_at=letter.failed_at,
    )


def bundles_of(call: Call) -> list[Bundle]:
    """Return the kinds that concern somebody, or of which letters are written."""
    standings = standings_of(call)
    counts: dict[str, Counter[LetterState]] = defaultdict(Counter)
    told: dict[str, set[int]] = defaultdict(set)
    rows = Letter.objects.filter(call=call).defer("subject", "body")
    for letter in rows:
        counts[letter.kind][letter_state(letter)] += 1
        told[letter.kind].add(letter.candidate_id)
    candidates = dict(call.applications.values_list("pk", "candidate_id"))
    found = []
    for kind in IN_BULK:
        audience = audience_of(call, kind, standings)
        rest = [pk for pk in audience if candidates[pk] not in told[kind]]
        if audience or counts[kind]:
            found.append(Bundle(kind, len(audience), len(rest), counts[kind]))
    return found


def rows_of(call: Call, kind: MessageKind) -> list[LetterRow]:
    """Return the letters of one kind, by the codes of the candidates."""
    codes = dict(call.applications.values_list("candidate_id", "code"))
    letters = Letter.objects.filter(call=call, kind=kind).select_related("by", "reviewed_by")
    rows = [LetterRow(letter, codes.get(letter.candidate_id, "—")) for letter in letters]
    return sorted(rows, key=lambda row: row.code)


def digest_of_drafts(letters: Sequence[Letter]) -> str:
    """Return the hash of the drafts among these, so that what is passed is what was shown."""
    return digest_of(
        (each.pk, each.subject, each.body)
        for each in letters
        if letter_state(each) is LetterState.DRAFT
    )
