"""What swindlers ask for is found in four languages; what is near it is left alone."""

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.money import asks_for_money, check_message

#   language | what a letter says  | what is found
ASKED = """
    en | Please pay the processing fee of 50 dollars  | processing fee
    en | Send us your Bank  Details and your IBAN  | bank details, your iban
    en | Send an IBAN  | iban
    en | The registration charges are paid by Western Union  | registration charges, western union
    en | Buy two gift cards  | gift cards
    en | Give your account number and SWIFT code  | account number, swift code
    es | Indique su Cuenta bancaria  | cuenta bancaria
    es | Pague los gastos de tramitacion  | gastos de tramitacion
    es | la cuota de su inscripción  | cuota de su inscripción
    es | el número de su cuenta o la CLABE  | número de su cuenta, clabe
    es | con tarjeta de débito o en criptomonedas  | tarjeta de débito, criptomonedas
    fr | Vos coordonnées bancaires  | coordonnées bancaires
    fr | des frais de dossier et des frais d’inscription  | frais de dossier, frais d’inscription
    fr | un relevé d'identité bancaire (RIB)  | relevé d'identité bancaire, rib
    fr | par virement bancaire ou par carte prépayée  | virement bancaire, carte prépayée
    ar | يرجى دفع رسوم التقديم  | رسوم التقديم
    ar | أرسل رقم حسابك  | رقم حسابك
    ar | والحساب البنكي  | والحساب البنكي
    ar | بياناتكم المصرفية  | بياناتكم المصرفية
    ar | عبر ويسترن يونيون أو ببطاقة الائتمان  | ويسترن يونيون, ببطاقة الائتمان
    ar | الرُّسُوم الإداريّة  | الرُّسُوم الإداريّة
"""
LEFT_ALONE = """
    You are invited to a test.
    Duty station: Beyrouth, Liban
    Los candidatos que iban a la entrevista no pagan nada.
    Iban a llegar tarde.
    Officer, recruitment fees and fair recruitment
    Estadística, tasas de inscripción escolar y de registro de nacimientos
    Le compte rendu de la réunion; les frais de voyage sont remboursés.
    The office takes account of numbers.
    Caribana, un ribosome, la tribune
    نحسب عدد الطلبات، ورسوم بيانية توضيحية
    مصرفي سابق
"""


@pytest.mark.parametrize("line", ASKED.strip().splitlines())
def test_what_only_swindlers_ask_for_is_found_and_refused(line: str) -> None:
    language, text, words = (cell.strip() for cell in line.split("|"))
    assert asks_for_money(text) == tuple(words.split(", "))
    assert asks_for_money(text, [language]) == tuple(words.split(", "))
    with pytest.raises(RuleBroken, match="message-asks-for-money"):
        check_message(text)


@pytest.mark.parametrize("text", [line.strip() for line in LEFT_ALONE.strip().splitlines()])
def test_what_is_near_is_left_alone(text: str) -> None:
    assert asks_for_money(text) == ()
    check_message(text)
