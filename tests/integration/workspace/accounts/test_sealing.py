"""A copy of the database opens no account: what makes codes is sealed in it."""

import base64
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.sealing import seal, unseal


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_the_secret_is_not_in_the_database_and_its_codes_still_work(fatima: User) -> None:
    secret = generate_totp_secret()
    factor = TOTP.activate(fatima, secret)
    kept = Authenticator.objects.get(pk=factor.instance.pk)
    assert secret not in str(kept.data)
    assert TOTP(kept).validate_code(code_for(secret))


def test_recovery_codes_are_the_same_each_time_and_their_seed_is_sealed(fatima: User) -> None:
    codes = RecoveryCodes.activate(fatima)
    assert codes.instance.data["seed"].startswith("sealed:")
    assert codes.generate_codes() == codes.generate_codes()


def test_with_another_key_no_code_is_right(fatima: User, settings: Any) -> None:
    secret = generate_totp_secret()
    factor = TOTP.activate(fatima, secret)
    settings.SECRET_KEY = "another"
    cache.clear()
    empty = base64.b32encode(b"").decode()
    assert not factor.validate_code(code_for(secret))
    assert not factor.validate_code(code_for(empty))


def test_a_seal_is_broken_by_its_own_key_alone(settings: Any) -> None:
    sealed = seal("señal")
    assert unseal(sealed) == "señal"
    assert unseal("plain, from before") == "plain, from before"
    settings.SECRET_KEY = "another"
    assert unseal(sealed) is None
