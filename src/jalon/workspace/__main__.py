"""Django's own commands, for developers: ``python -m jalon.workspace migrate``."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jalon.workspace.config.settings")
    execute_from_command_line(sys.argv)
