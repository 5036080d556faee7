"""Documents: added as a form with a file, listed, described, and read as they came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, request
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from complaints_service.services import reading, view_documents
from complaints_service.services.command_problems import Problem, shown
from complaints_service.services.documents import About, added_by, put_on
from complaints_service.services.errors import FieldError, Forbidden, InvalidCommand
from complaints_service.services.held_uploads import hold
from complaints_service.services.permissions import WHO, acting_role
from complaints_service.web import uploads
from complaints_service.web.access import actor, open_to
from complaints_service.web.api.answers import listed_from_memory, told
from complaints_service.web.api.bodies import KEY, KEY_HEADER
from complaints_service.web.api.described import (
    gives,
    link_to,
    lists,
    responses_with,
    takes_form,
)
from complaints_service.web.api.filters import PAGING, read_query
from complaints_service.web.api.operations import operation
from complaints_service.web.api.shapes import TEXT, Json, named
from complaints_service.web.document_answers import as_file
from complaints_service.web.uploads import takes_files

blueprint = Blueprint("documents", __name__, description="Documents on a complaint's file")

COMMAND = "add_document"
LONGEST_DESCRIPTION = 2_000
TRUTHS = {"true": True, "false": False}
FORM: Mapping[str, Json] = {
    "file": {"type": "string", "contentMediaType": "application/octet-stream",
             "description": "The file, with its name"},
    "description": {**TEXT, "maxLength": LONGEST_DESCRIPTION, "description": "What it shows"},
    "kind": {**TEXT, "description": "A key of the vocabulary document_kinds"},
    "staff_only": {"type": "string", "enum": list(TRUTHS),
                   "description": "Not for contributors and contractors"},
}
LINKS: Mapping[str, Json] = {
    "listDocuments": link_to("listDocuments"), "getComplaint": link_to("getComplaint"),
}
CONTENT: Mapping[str, Json] = {
    "200": {
        "description": "The bytes as they came, to be kept as a file",
        "content": {"application/octet-stream": {"schema": {}}},
    },
}


@operation(blueprint, "/complaints/<ref>/documents", "listDocuments", lists("Document", 404))
@open_to("signed_in")
def documents(ref: str) -> Response:
    """List the documents of a complaint in the order they were added."""
    found = reading.seen(ref, actor())
    query = read_query(PAGING)
    known = view_documents.known(found, actor())
    return listed_from_memory(view_documents.documents_json(known), query)


@operation(
    blueprint, "/complaints/<ref>/documents", "addDocument",
    takes_form(named("AddedDocument"), FORM, LINKS), method="POST",
)
@takes_files
@open_to("signed_in")
def add(ref: str) -> Response:
    """Put a file on a complaint. Judged by its content; a key makes a retry harmless."""
    found = reading.seen(ref, actor())
    _readable_form()
    if acting_role(actor(), COMMAND, found) is None:
        raise Forbidden(f"'{COMMAND}' is for {', '.join(WHO[COMMAND])}, on what is theirs")
    sent = _sent()
    held = hold(sent.file.filename, sent.file.stream, actor().id, ref=ref)
    put = put_on(ref, held, sent.about, by=actor(), key=sent.key)
    view = view_documents.documents_json([added_by(put)])[0]
    answer = told({**view, "version": put.version}, 200 if put.replayed else 201)
    answer.headers["Location"] = f"/api/v1/documents/{view['id']}"
    if put.replayed:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer


@operation(blueprint, "/documents/<document_id>", "getDocument", gives("Document", 404))
@open_to("signed_in")
def document(document_id: str) -> Response:
    """Tell what is known of a document."""
    found = view_documents.document(document_id, actor())
    read_query({})
    return told(view_documents.documents_json([found])[0])


@operation(
    blueprint, "/documents/<document_id>/content", "readDocument",
    responses_with(CONTENT, 404, 410, 422, 423),
)
@open_to("signed_in")
def content(document_id: str) -> Response:
    """Give a document's bytes unchanged, always as a file to keep."""
    found = view_documents.document(document_id, actor())
    read_query({})
    return as_file(found, view_documents.readable(found, actor()))


@dataclass(frozen=True)
class Sent:
    """A form with a file, as it was sent."""

    file: FileStorage
    about: About
    key: str | None


def _readable_form() -> None:
    """Read the form; refuse what is none (415) and what is too much of one (413)."""
    if request.mimetype != "multipart/form-data" or "Content-Encoding" in request.headers:
        raise UnsupportedMediaType
    try:
        _ = request.files
    except RequestEntityTooLarge:
        raise uploads.too_large() from None


def _sent() -> Sent:
    """The form's parts. Raises InvalidCommand naming everything that is wrong with them."""
    read_query({})
    errors = [*_unknown(), *_file_errors(), *_about_errors()]
    key = request.headers.get(KEY_HEADER)
    if key is not None and not KEY.fullmatch(key):
        errors.append(Problem("invalid", "is not 1 to 200 visible ASCII characters",
                              "send such a key").at(KEY_HEADER))
    if errors:
        raise InvalidCommand(errors)
    given = request.form
    about = About(given.get("description") or None, given.get("kind") or None,
                  TRUTHS.get(given.get("staff_only", "")))
    return Sent(request.files["file"], about, key)


def _unknown() -> list[FieldError]:
    # A part may have no name at all.
    names = dict.fromkeys([*request.form, *request.files])
    return [Problem("unknown", "is no field here", "remove it").at((name or "a field")[:60])
            for name in list(names)[:50] if name not in FORM]


def _file_errors() -> list[FieldError]:
    given = request.files.getlist("file")
    if len(given) == 1 and "file" not in request.form:
        return []
    if given:
        return [Problem("repeated", "stands more than once", "send one file at a time").at("file")]
    return [Problem("required", "is missing", "send a file with its name").at("file")]


def _about_errors() -> list[FieldError]:
    given, errors = request.form, []
    for name in ("description", "kind", "staff_only"):
        if len(given.getlist(name)) > 1 or name in request.files:
            errors.append(Problem("repeated", "stands more than once, or is a file",
                                  "give it once, as text").at(name))
    if len(given.get("description", "")) > LONGEST_DESCRIPTION:
        errors.append(Problem("too_long", "is too long", f"write at most {LONGEST_DESCRIPTION} "
                              "characters").at("description"))
    for name in ("description", "kind"):
        if "\0" in given.get(name, ""):
            errors.append(Problem("bad_character", "holds a character that is no text",
                                  "leave out NUL").at(name))
    truth = given.get("staff_only")
    if truth is not None and truth not in TRUTHS:
        errors.append(Problem("not_listed", f"is {shown(truth)}", "write true or false")
                      .at("staff_only"))
    return errors
