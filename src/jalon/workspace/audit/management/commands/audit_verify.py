from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jalon.messages import explain, terminal_language
from jalon.workspace.audit.verification import verify


class Command(BaseCommand):
    help = "Prove that the audit trail is as it was written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--witness",
            metavar="NUMBER:DIGEST",
            help="what an earlier check printed; a trail that was written anew differs from it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify(_witness(options["witness"]))
        if report.fault:
            raise CommandError(explain(report.fault, terminal_language()))
        self.stdout.write(f"{report.last}:{report.digest}")


def _witness(text: str | None) -> tuple[int, str] | None:
    if not text:
        return None
    number, _colon, digest = text.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise CommandError("--witness wants NUMBER:DIGEST, as an earlier check printed it")
    return int(number), digest
