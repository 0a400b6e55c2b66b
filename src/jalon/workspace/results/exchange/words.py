"""The words that a workbook says to its reader; who writes it gives them in the right language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Texts of one language."""

    instructions_sheet: str
    matrix_sheet: str
    title: str
    facts: tuple[tuple[str, str], ...]  # about the workbook: what -> which
    steps: tuple[str, ...]
    key_title: str
    key_input: str
    key_locked: str
    number_wanted: str
    number_hint: str
    choice_wanted: str
    choice_hint: str
    page_footer: str
    yes: str
    no: str
    right_to_left: bool = False

    def answers(self) -> dict[str, str]:
        """Return what yes and no stand for."""
        return {self.yes: "1", self.no: "0"}
