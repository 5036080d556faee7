"""Why a command was not carried out, apart from a rule that refused it (`domain.refusals`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class NotFound(LookupError):
    """There is no such thing, or the caller may not know of it: the two look the same."""


class Forbidden(PermissionError):
    """The caller sees it but may not do this; `detail` says who may, in one sentence."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class VersionConflict(Exception):
    """Somebody else was first; `current_version` is where the stream stands now."""

    def __init__(self, current_version: int) -> None:
        super().__init__(f"The version is now {current_version}; read it again and decide anew.")
        self.current_version = current_version


class KeyReused(Exception):
    """The idempotency key was used before, for another request."""


class InProgress(Exception):
    """The same request, under the same key, is being carried out at this moment."""


class Busy(Exception):
    """Others hold what this needs, and did not let go of it in time; nothing was changed."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault in what was given: `field` is its path, such as `points.0.text`.

    `code` is a stable word for programs; `detail` is one sentence with field, value and mend.
    """

    field: str
    code: str
    detail: str


class InvalidCommand(Exception):
    """What was given does not have the shape of the command: every fault that was found."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__(" ".join(error.detail for error in errors))
        self.errors = tuple(errors)
