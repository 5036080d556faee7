"""Decisions about documents: put on file, described anew, withdrawn with a reason."""

from __future__ import annotations

from complaints_service.domain.commands import documents as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.documents import Document, standing
from complaints_service.domain.refusals import InvalidData
from complaints_service.domain.sealing import Private, private

from .context import Context, Decision, event
from .wording import known_term, say


def add_document(complaint: Complaint, command: ask.AddDocument, context: Context) -> Decision:
    """A file of the asker's own, uploaded before; its name is personal and stands apart."""
    upload = context.upload(command.upload)
    if upload is None:
        raise InvalidData("upload", f"'upload' is '{command.upload}', which is no file of yours "
                          "that waits to be put on file; upload it again and use the new id")
    return Decision((event(
        context,
        "document_added",
        document=upload.id,
        sha256=upload.sha256,
        size=upload.size,
        type=upload.type,
        name=Private(upload.name),
        description=private(command.description),
        kind=_kind(command.kind, context),
        staff_only=bool(command.staff_only),
    ),))


def describe_document(
    complaint: Complaint, command: ask.DescribeDocument, context: Context
) -> Decision:
    """What it shows, its kind and who may see it; earlier words stay in the record."""
    document = _document(complaint, command.document)
    shown = private(command.description)
    kept = document.description
    return Decision((event(
        context,
        "document_described",
        document=document.id,
        description=shown or (None if kept is None else {"sha256": kept.sha256}),
        kind=_kind(command.kind, context) or document.kind,
        staff_only=document.staff_only if command.staff_only is None else command.staff_only,
    ),))


def withdraw_document(
    complaint: Complaint, command: ask.WithdrawDocument, context: Context
) -> Decision:
    """It is no longer relied on; nothing is edited away."""
    document = _document(complaint, command.document)
    reason = say(command.reason, "reason", "say why the document is withdrawn")
    return Decision((event(context, "document_withdrawn", document=document.id,
                           reason=private(reason)),))


def _kind(key: str | None, context: Context) -> str | None:
    if key is None:
        return None
    return known_term(context.rules, "document_kinds", key, "kind", context.today)


def _document(complaint: Complaint, document_id: str) -> Document:
    found = next((one for one in standing(complaint.documents) if one.id == document_id), None)
    if found is None:
        raise InvalidData("document", f"'document' is '{document_id}', which is no document of "
                          "this complaint or was withdrawn; take an id from 'documents'")
    return found
