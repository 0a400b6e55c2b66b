"""Ask the site's virus scanner about a file, where the site has one."""

import shlex
import subprocess
from pathlib import Path

from django.conf import settings

from jalon.errors import BadInput

PATIENCE = 120  # seconds
INFECTED = 1  # what clamscan and clamdscan answer; 2 and above mean that they failed


def scan(path: Path, name: str) -> bool:
    """Tell whether the file was scanned; refuse it if the scanner does, or cannot answer.

    ``JALON_VIRUS_SCAN`` names the command, for instance ``clamdscan --fdpass --no-summary``; the
    file's path is added to it.
    """
    command = shlex.split(settings.VIRUS_SCAN_COMMAND)
    if not command:
        return False
    try:
        done = subprocess.run(  # noqa: S603 - the command is the administrator's
            [*command, str(path)], capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BadInput("file-scan-failed", name=name) from error
    if done.returncode == INFECTED:
        raise BadInput("file-infected", name=name)
    if done.returncode != 0:
        raise BadInput("file-scan-failed", name=name)
    return True
