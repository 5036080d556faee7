"""The form that adds documents: what was chosen, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from complaints_service.services.document_refusals import FileRefused, Why
from complaints_service.services.documents import About
from complaints_service.web import acting

LONGEST = 2_000
_STATUS = {Why.TOO_LARGE: 413, Why.TYPE: 415}


@dataclass(frozen=True)
class Form:
    """What was typed; `kept` counts the files of the same form that were put on file."""

    key: str
    description: str = ""
    kind: str = ""
    staff_only: bool = False
    errors: tuple[str, ...] = ()
    kept: int = 0

    @property
    def about(self) -> About:
        """What is said of each file."""
        return About(self.description or None, self.kind or None, self.staff_only)

    def with_errors(
        self, errors: tuple[str, ...], *, key: str | None = None, kept: int = 0
    ) -> Form:
        """The same form, with what is wrong."""
        return replace(self, errors=errors, key=key or self.key, kept=kept)


def given(posted: MultiDict[str, str]) -> Form:
    """Read a posted form."""
    return Form(
        key=acting.posted_key(posted),
        description=posted.get("description", "").replace("\0", "").strip()[:LONGEST],
        kind=posted.get("kind", "")[:60],
        staff_only="staff_only" in posted,
    )


def refused_status(error: FileRefused) -> int:
    """The status of the page that tells of a file that is not taken."""
    return _STATUS.get(error.why, 422)
