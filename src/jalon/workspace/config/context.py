"""What every page knows: its language and theme, its scripts, whether it shows invented data."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext_lazy as _

from jalon import __version__
from jalon.workspace.programmes.models import Programme

THEMES = (("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark")))
MODULES = ("js/menus.js", "js/messages.js", "js/shortcuts.js", "js/drafts.js")
MINUTE = 60


def site(request: HttpRequest) -> dict[str, object]:
    theme = request.COOKIES.get("theme", "auto")
    return {
        "language": get_language() or settings.LANGUAGE_CODE,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "languages": settings.LANGUAGES,
        "theme": theme if theme in dict(THEMES) else "auto",
        "themes": THEMES,
        "modules": MODULES,
        "version": __version__,
        "holds_demo": settings.HOLDS_DEMO or holds_demo(),
    }


def holds_demo() -> bool:
    """Tell whether the site holds the demonstration; asked of the database once a minute."""
    return bool(cache.get_or_set("holds-demo", _demo_is_there, MINUTE))


def _demo_is_there() -> bool:
    return Programme.objects.filter(is_demo=True).exists()
