"""A list of documents as pages show it: where each is read, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints_service.persistence.queries.file_lists import names
from complaints_service.services.actors import Actor
from complaints_service.services.document_refusals import megabytes
from complaints_service.services.document_types import KINDS
from complaints_service.services.documents import QUARANTINED, READY, FiledDocument, may_open
from complaints_service.web.document_answers import can_be_shown

WITHOUT_ACCOUNT = {"complainant": "The complainant", "system": "The service"}
_KIND_WORDS = {kind.type: kind.words.partition(" ")[2] for kind in KINDS}


@dataclass(frozen=True)
class DocumentLine:
    """One line; `address` is empty where the content cannot be read, and `preview` where it is
    not shown. `state` is a key of the pages' own words."""

    document: FiledDocument
    format: str
    size: str
    by: str
    state: str
    address: str
    preview: str


def document_lines(
    documents: Sequence[FiledDocument], by: Actor, below: str = ""
) -> list[DocumentLine]:
    """The documents that the actor may know of, newest first. `below` is the address under which
    they are read, by default the complaint's own."""
    people = names({one.added_by for one in documents})
    return [_line(one, by, people.get(one.added_by, ""), below) for one in reversed(documents)]


def _line(one: FiledDocument, by: Actor, name: str, below: str) -> DocumentLine:
    readable = one.state == READY and may_open(one, by)
    address = f"{below or f'/complaints/{one.ref}/documents'}/{one.id}" if readable else ""
    return DocumentLine(
        document=one,
        format=_KIND_WORDS.get(one.type, "File"),
        size=megabytes(one.size),
        by=WITHOUT_ACCOUNT.get(one.added_by) or name or "Somebody whose account is gone",
        state=_state(one),
        address=address,
        preview=f"{address}/preview" if address and can_be_shown(one) else "",
    )


def _state(one: FiledDocument) -> str:
    if one.withdrawn_at is not None:
        return "withdrawn"
    if one.state in (READY, QUARANTINED):
        return one.scan
    return one.state
