"""Logs as one JSON object a line, without what people write; and one line for each request."""

import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]
_LONG = re.compile(r"/[^/\s]{25,}")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request"}

requests = logging.getLogger("jalon.requests")


def without_secrets(text: str) -> str:
    """Return a text without the long parts of addresses in it: tokens and keys that open doors."""
    return _LONG.sub("/…", text)


class JsonFormatter(logging.Formatter):
    """One object a line: when, level, logger, message, and the facts given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
            **{
                key: without_secrets(item) if isinstance(item, str) else item
                for key, item in vars(record).items()
                if key not in _STANDARD
            },
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def request_log(get_response: Handler) -> Handler:
    """Log each request: what was asked, by which user's number, how it ended, how long it took."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        reference = uuid.uuid4().hex[:12]
        request.reference = reference  # type: ignore[attr-defined]
        response = get_response(request)
        user = getattr(request, "user", None)
        requests.info(
            "request",
            extra={
                "reference": reference,
                "method": request.method,
                "path": request.path,  # without the query: it may hold what somebody searched
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - started) * 1000),
                "user": getattr(user, "pk", None),
            },
        )
        response["X-Request-Reference"] = reference
        return response

    return middleware
