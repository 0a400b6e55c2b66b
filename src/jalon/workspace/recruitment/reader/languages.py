"""Which languages are asked for, how well, and whether each is required."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from jalon.workspace.recruitment.reader.notice import LanguageNeed, Passage
from jalon.workspace.recruitment.reader.text import fold, keys
from jalon.workspace.recruitment.reader.words import (
    LANGUAGES,
    Keys,
    listed,
    phrases,
    rows,
    says_any,
    tables,
    word_set,
)
from jalon.workspace.recruitment.reader.zones import countries

LEVELS = ("native", "excellent", "very-good", "good", "working", "intermediate", "reading", "basic")
CEFR = re.compile(r"\b[abc][12]\b")  # says more than any word
KNOWLEDGE = re.compile(
    r"\b(?:knowledge of|command of|conocimientos? del?|dominio del?|connaissance d(?:u|es?)?)\b"
)
NEAR = 3  # words behind it
UNSAID = "unsaid"  # spoken and written: no level, though a word of it would be one
SIGNS = (";", ".", ",", " and ", " y ", " e ", " et ", " while ")
JOINING = frozenset({" and ", " y ", " e ", " et "})
LONG = 600  # letters: no sentence, but a page whose sentences cannot be told
LONGEST = 3  # words of a language's name


@cache
def _names() -> dict[Keys, str]:
    """Return the languages by their name, in any of the three; our own words come first."""
    table = {keys(row["language"]): row["code"] for row in rows("languages.csv")}
    table |= {phrase.keys: phrase.kind for phrase in phrases("languages")}
    lands = {name: "" for name in countries() if len(name) > 1 and name not in table}
    return table | lands  # Lao PDR is no language


def named_in(text: str) -> list[str]:
    """Return the codes of the languages that a text names, in its order."""
    words, found, at = keys(text), [], 0
    while at < len(words):
        sizes = (size for size in range(LONGEST, 0, -1) if words[at : at + size] in _names())
        if size := next(sizes, 0):
            found.append(_names()[words[at : at + size]])
        at += max(size, 1)
    return list(dict.fromkeys(code for code in found if code))


def level_in(folded: str) -> str:
    """Return the level that a folded clause asks for; the most particular words count."""
    if exact := CEFR.search(folded):
        return exact[0].upper()
    said = f" {' '.join(keys(folded))} "
    for phrase in listed("levels", UNSAID):
        said = said.replace(f" {' '.join(keys(phrase))} ", " ")
    ways = sorted(
        ((phrase, kind) for kind in LEVELS for phrase in listed("levels", kind)),
        key=lambda way: -len(keys(way[0])),
    )
    return next((kind for phrase, kind in ways if f" {' '.join(keys(phrase))} " in said), "")


def asks_for_language(sentence: Passage) -> bool:
    """Tell whether a sentence asks for a language: one is named, or the word stands in it."""
    folded = fold(sentence.text)
    words = set(keys(sentence.text))
    if any(named_in(" ".join(keys(after)[:NEAR])) for after in KNOWLEDGE.split(folded)[1:]):
        return True
    if _knows_unnamed(folded) and "programming" not in words:
        return True
    speaks = bool(words & word_set("need", "language_word"))
    return (bool(named_in(sentence.text)) and (speaks or bool(level_in(folded)))) or (
        speaks and _has_verdict(sentence.text) and "programming" not in words
    )


def _knows_unnamed(folded: str) -> bool:
    """Tell whether knowledge of a language is asked for that is not named: a Mayan one."""
    after = (set(keys(part)[:NEAR]) for part in KNOWLEDGE.split(folded)[1:])
    return any(words & word_set("need", "a_language") for words in after)


def needs_in(sentences: Sequence[Passage]) -> Iterator[LanguageNeed]:
    """Yield the languages asked for, each as its clause asks for it."""
    found = [need for sentence in sentences for need in _in_sentence(sentence)]
    with_level = {need.language for need in found if need.level}
    seen: set[str] = set()
    for need in found:
        if need.language and (
            need.language in seen or (need.language in with_level and not need.level)
        ):
            continue
        seen.add(need.language)
        yield need


def _in_sentence(sentence: Passage) -> Iterator[LanguageNeed]:
    whole = fold(sentence.text)
    if says_any(whole, "need", "fact") and not level_in(whole):
        return
    clauses = _clauses(sentence.text)
    for clause in clauses:
        folded = fold(clause)
        codes = named_in(clause) or ([""] if _unnamed(clause, sentence) else [])
        if codes != [""] and says_any(folded, "need", "another"):
            codes = [*codes, ""]
        level = level_in(folded) or (level_in(whole) if len(clauses) == 1 else "")
        desirable = says_any(folded, "need", "desirable")
        one_of = len(codes) > 1 and says_any(f" {folded} ", "need", "one_of")
        for code in codes:
            yield LanguageNeed(code, level, not desirable, sentence, one_of)


def _unnamed(clause: str, sentence: Passage) -> bool:
    """Tell whether a clause asks for a language without naming it: one of the duty station."""
    return (
        (not named_in(sentence.text) or clause != sentence.text)
        and (_speaks(clause) or says_any(fold(clause), "need", "another_one"))
        and (_has_verdict(clause) or _knows_unnamed(fold(clause)))
    )


def _clauses(text: str) -> list[str]:
    """Cut a sentence into the parts that each ask for languages in their own way."""
    if len(text) > LONG:
        return [text]
    for sign in SIGNS:
        for at in _places(text, sign):
            first, second = text[:at], text[at + len(sign) :]
            if sign in JOINING and (not _has_own_verdict(second) or _shares(second)):
                continue
            if _asks(first) and (_asks(second) or (sign == ";" and _has_verdict(second))):
                return [*_clauses(first), *_clauses(second)]
    return [text]


def _has_own_verdict(part: str) -> bool:
    """Tell whether words behind 'and' ask in a way of their own: not only 'is required'."""
    folded = fold(part)
    return bool(level_in(folded)) or says_any(folded, "need", "desirable")


def _shares(part: str) -> bool:
    """Tell whether words behind 'and' go on with what is asked before: ... et du bambara."""
    begins = bool(set(keys(part)[:1]) & word_set("need", "shares"))
    return begins and not level_in(fold(part))


def _places(text: str, sign: str) -> Iterator[int]:
    """Yield where a sign stands outside brackets."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and text.startswith(sign, at):
            yield at


def _asks(part: str) -> bool:
    return (_speaks(part) or says_any(fold(part), "need", "another_one")) and _has_verdict(part)


def _speaks(part: str) -> bool:
    return bool(named_in(part) or set(keys(part)) & word_set("need", "language_word"))


def _has_verdict(part: str) -> bool:
    folded = fold(part)
    verdicts = ("desirable", "required")
    return bool(level_in(folded)) or any(says_any(folded, "need", kind) for kind in verdicts)


@cache
def stop_words() -> dict[str, frozenset[str]]:
    """Return the small words by which a language is known."""
    return {language: frozenset(tables(language)["stop_words"]) for language in LANGUAGES}


def language_of(words: Sequence[str]) -> str:
    """Return the language in which these words are written; English if that cannot be told."""
    counts = {code: sum(word in those for word in words) for code, those in stop_words().items()}
    return max(counts, key=lambda code: counts[code])
