"""What the site reads from its environment, and nothing else; no Django here."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jalon.errors import Problem, Problems

MODES = ("local", "production")
TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Environment:
    """The site's settings, each named ``JALON_…`` but for ``DATABASE_URL``."""

    values: Mapping[str, str]

    @property
    def production(self) -> bool:
        """A site that others reach; ``local`` alone is one person's own machine."""
        return self.mode != "local"

    @property
    def mode(self) -> str:
        """How the site is used: one of MODES, or a word that `jalon check` refuses."""
        return self.text("JALON_MODE", "local").lower()

    @property
    def home(self) -> Path:
        """The folder of everything the site keeps: database, files, secret key."""
        return Path(self.text("JALON_HOME", "var")).resolve()

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name).lower()
        return value in TRUE if value else default

    def listed(self, name: str, default: str = "") -> list[str]:
        return [part.strip() for part in self.text(name, default).split(",") if part.strip()]

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit()):
            raise Problems([Problem(name, "setting-not-a-number", {"value": value})])
        return int(value)

    def secret_key(self) -> str:
        """Return the key that signs sessions; a local site makes and keeps one of its own."""
        given = self.text("JALON_SECRET_KEY")
        if given or self.production:
            # `jalon check` refuses none; whatever runs without asking signs nothing that lasts.
            return given or secrets.token_urlsafe(50)
        file = self.home / "secret-key"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(50), encoding="ascii")
        return file.read_text(encoding="ascii")


ENVIRONMENT = Environment(os.environ)
