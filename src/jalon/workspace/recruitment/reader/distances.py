"""How many letters two words differ by: a misspelt label is still that label."""

LONG, SHORT = 9, 5  # letters: from here two may be wrong, from here one


def allowed(length: int) -> int:
    """Return how many letters may be wrong in a word or label of `length` letters."""
    return 2 if length >= LONG else 1 if length >= SHORT else 0


def letters(word: str) -> int:
    """Return the set of letters of a word as bits; a first, cheap look at a difference."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 64)
    return bits


def may_be_near(first: int, second: int, most: int) -> bool:
    """Tell from two sets of letters whether the words can be `most` letters apart."""
    return (first ^ second).bit_count() <= 2 * most


def distance(first: str, second: str, most: int) -> int:
    """Return how many letters are wrong, missing, added or swapped; `most` + 1 if more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(second, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]
