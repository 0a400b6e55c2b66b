"""Make the search's index anew: after a restore, or if searches find what is not there."""

from typing import Any

from django.core.management.base import BaseCommand

from jalon.workspace.home.index import rebuild


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} rows can be found.")
