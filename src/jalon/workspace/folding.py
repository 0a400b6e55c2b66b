"""Text as it is compared when it is searched; pure."""

import unicodedata

# Spellings that Arabic writers use for one another, and marks that they leave out
ARABIC = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه"}
DROPPED = "ـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
# One letter that is written as two where it is lacking
DOUBLE = {"ß": "ss", "œ": "oe", "æ": "ae", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl"}
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def folded(text: str) -> str:
    """Return `text` without capitals, accents and differences of Arabic spelling."""
    kept = "".join(ARABIC.get(char, char) for char in text if char not in DROPPED)
    parts = unicodedata.normalize("NFKD", kept.translate(_DIGITS))
    plain = "".join(char for char in parts if not unicodedata.combining(char)).casefold()
    return plain.replace("œ", "oe").replace("æ", "ae")
