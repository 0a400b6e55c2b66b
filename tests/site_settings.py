"""The site's settings under test: a folder of its own, no mail leaves, jobs run at once."""

import os
import tempfile
from pathlib import Path

home = Path(os.environ.setdefault("JALON_HOME", tempfile.mkdtemp(prefix="jalon-tests-")))
(home / "static").mkdir(parents=True, exist_ok=True)
os.environ.setdefault("JALON_SECRET_KEY", "only-for-tests")

from jalon.workspace.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, not memory: the browser tests' server has connections of its own
    DATABASES["default"]["TEST"] = {"NAME": str(home / "tests.sqlite3")}  # noqa: F405
    # Rows that were asked for in no order come last first, as PostgreSQL gives them some day
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA reverse_unordered_selects=ON;"  # noqa: F405
