"""Commands about documents on file: added, described anew, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from .fields import given, term, words

DOCUMENT = "Id of the document"
STAFF_ONLY = "Not for contributors and contractors"


@dataclass(frozen=True, kw_only=True)
class AddDocument:
    """Put an uploaded file on the complaint's file."""

    upload: str = words("Id of the upload", longest=60)
    description: str | None = words("What it shows", longest=2_000, default=None)
    kind: str | None = term("document_kinds", "What kind of document", default=None)
    staff_only: bool | None = given(STAFF_ONLY, default=None)


@dataclass(frozen=True, kw_only=True)
class DescribeDocument:
    """Describe a document anew; what is left out stays as it is."""

    document: str = words(DOCUMENT, longest=60)
    description: str | None = words("What it shows", longest=2_000, default=None)
    kind: str | None = term("document_kinds", "What kind of document", default=None)
    staff_only: bool | None = given(STAFF_ONLY, default=None)


@dataclass(frozen=True, kw_only=True)
class WithdrawDocument:
    """Say that a document is no longer relied on, and why; it stays on record."""

    document: str = words(DOCUMENT, longest=60)
    reason: str | None = words("Why", longest=4_000, default=None, blank=True)
