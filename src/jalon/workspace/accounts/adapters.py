"""Where Jalon answers allauth's questions."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up by themselves: people are invited by someone who may grant roles."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
