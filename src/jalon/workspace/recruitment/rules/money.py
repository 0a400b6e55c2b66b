"""Words that no message of ours needs, by language: what swindlers ask candidates for.

Patterns are read without accents, capitals and the differences of Arabic spelling; a space is any
white space. They leave alone what is near: "Liban", "que iban", rates that are counted.
"""

import re
from collections.abc import Iterable
from functools import cache

from jalon.errors import RuleBroken
from jalon.workspace.folding import folded

EVERYWHERE = (
    r"(?:code|código|numéro|número|your|votre|su|tu) (?:iban|swift)",
    r"(?:iban|swift) (?:code|number)",
    "western union",
    "money ?gram",
    "bitcoins?",
    "paypal",
)
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "en": (
        "bank(?:ing)? (?:accounts?|details|data|information)",
        "account number",
        "(?:processing|application|registration|administrati(?:on|ve)) (?:fees?|charges?)",
        "(?:wire|bank) transfers?",
        "(?:credit|debit|gift|prepaid) cards?",
        "cryptocurrenc(?:y|ies)",
        "security deposit",
    ),
    "es": (
        "cuentas? bancarias?",
        "datos bancarios",
        "número de (?:la |su |tu )?cuenta",
        "(?:gastos|cuotas?|derechos|costos?) de (?:la |su |tu )?(?:solicitud|inscripción|registro)",
        "(?:gastos|derechos) de (?:la |su |tu )?(?:tramitación|gestión|postulación|candidatura)",
        "tasas? de (?:la |su |tu )?(?:tramitación|solicitud|candidatura)",
        "gastos administrativos",
        "transferencias? bancarias?",
        "tarjetas? de (?:crédito|débito|regalo|prepago)",
        "criptomonedas?",
        "depósito (?:en|de) garantía",
    ),
    "fr": (
        "comptes? bancaires?",
        "coordonnées bancaires",
        r"relevé d['’] ?identité bancaire",
        "numéro de (?:votre )?compte",
        r"frais (?:de |d['’] ?)(?:dossier|candidature|inscription|traitement|gestion)",
        "frais administratifs",
        "virements? bancaires?",
        "cartes? (?:de crédit|bancaires?|prépayées?|cadeaux?)",
        "crypto-?monnaies?",
        "dépôt de garantie",
    ),
    "ar": (
        "(?:ال)?حساب(?:ك|كم|ات)? (?:ال)?(?:بنكي|مصرفي)ة?",
        "(?:ال)?(?:بيانات|معلومات)(?:ك|كم)? (?:ال)?(?:بنكية|مصرفية)",
        "رقم (?:ال)?(?:حساب(?:ك|كم)?|آيبان)",
        "(?:ال)?رسوم (?:ال)?(?:تقديم|طلب|تسجيل|معالجة|ترشح|ترشيح|إدارية)",
        "(?:ال)?(?:تحويل|حوالة|تحويلات) (?:ال)?(?:بنكي|مصرفي|مالي)ة?",
        "(?:ويسترن|وسترن) يونيون",
        "موني ?غرام",
        "(?:ال)?بطاق(?:ة|تك|تكم|ات) (?:ال)?(?:ائتمان|ائتمانية|مصرفية|هدية)",
    ),
}
LETTERS = {"ar": "[وفبلك]{0,2}"}  # words that Arabic writes as one with what follows
NAMES = re.compile(r"\b(?:IBAN|CLABE|RIB)\b")  # in capitals: "que iban" is no account


def asks_for_money(text: str, languages: Iterable[str] = tuple(FORBIDDEN)) -> tuple[str, ...]:
    """Return the words of `text` that no message of the office may hold."""
    plain = [(sign, place) for place, letter in enumerate(text) for sign in folded(letter)]
    whole = "".join(sign for sign, _place in plain)
    found = {(match.start(), match.end()) for match in NAMES.finditer(text)} | {
        (plain[match.start()][1], plain[match.end() - 1][1] + 1)
        for language in languages
        for pattern in _patterns(language)
        for match in pattern.finditer(whole)
    }
    longest = [one for one in sorted(found) if not any(_holds(other, one) for other in found)]
    return tuple(dict.fromkeys(_plainly(text[start:end]) for start, end in longest))


def _holds(other: tuple[int, int], one: tuple[int, int]) -> bool:
    return other != one and other[0] <= one[0] and one[1] <= other[1]


def _plainly(words: str) -> str:
    return " ".join(words.casefold().split())


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    before = LETTERS.get(language, "")
    plain = map(folded, (*EVERYWHERE, *FORBIDDEN[language]))
    every = (words.replace(" ?", r"\s*").replace(" ", r"\s+") for words in plain)
    return tuple(re.compile(rf"(?<!\w){before}(?:{words})(?!\w)") for words in every)


def check_message(text: str) -> None:
    """Refuse a message that speaks of what only swindlers ask for."""
    if words := asks_for_money(text):
        raise RuleBroken("message-asks-for-money", words=words)
