"""A complaint's documents: listed, added, kept as a file, looked at."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services import reading, view_documents
from complaints_service.services.document_refusals import FileRefused
from complaints_service.services.documents import FiledDocument, added_by, put_on
from complaints_service.services.errors import Forbidden, KeyReused, NotFound
from complaints_service.services.held_uploads import hold
from complaints_service.services.rules_in_use import rules
from complaints_service.services.why_not import why_not
from complaints_service.web import acting, notices, uploads
from complaints_service.web.access import actor, for_role
from complaints_service.web.complaint.document_form import Form, given, refused_status
from complaints_service.web.complaint.examples import any_complaint
from complaints_service.web.complaint.identity import identity_of
from complaints_service.web.complaint.page import READERS
from complaints_service.web.document_answers import as_file, can_be_shown, shown
from complaints_service.web.document_list import document_lines
from complaints_service.web.failures import sentence
from complaints_service.web.pages import page
from complaints_service.web.shown import plural
from complaints_service.web.uploads import takes_files

blueprint = Blueprint("complaint_documents", __name__)

COMMAND = "add_document"
ADDERS = ("intake", "officer", "handler", "reviewer", "manager")
MOST_AT_ONCE = 10
BELOW = "/complaints/<ref>/documents"


@blueprint.get(BELOW)
@for_role(*READERS)
@page("complaint-documents", example=any_complaint("/complaints/{}/documents"))
def documents(ref: str) -> Response:
    """Show the documents of a complaint, and the form that adds one."""
    return _shown(reading.seen(ref, actor()), Form(key=acting.new_key()))


@blueprint.post(BELOW)
@takes_files
@for_role(*ADDERS)
@page("complaint-documents")
def add(ref: str) -> AnyResponse:
    """Put the files chosen on the complaint; what is not taken is told, and the rest is kept."""
    complaint = reading.seen(ref, actor())
    form = given(request.form)
    files = uploads.chosen("file")
    if not files:
        return _shown(complaint, form.with_errors(("Choose a file",)), 422)
    if len(files) > MOST_AT_ONCE:
        told = f"You chose {len(files)} files; choose at most {MOST_AT_ONCE} at a time"
        return _shown(complaint, form.with_errors((told,)), 422)
    return _put(complaint, form, files)


@dataclass
class _Done:
    """What became of the files of one form."""

    kept: list[str]
    refused: list[str]
    status: int = 200


def _put(complaint: Complaint, form: Form, files: tuple[FileStorage, ...]) -> AnyResponse:
    done = _Done([], [])
    for number, file in enumerate(files):
        try:
            held = hold(file.filename, file.stream, actor().id, ref=complaint.ref)
            put = put_on(complaint.ref, held, form.about, by=actor(),
                         key=f"{form.key}-{number}")
            done.kept.append(added_by(put).id)
        except FileRefused as error:
            done.refused.append(error.detail)
            done.status = refused_status(error)
        except (Refusal, InvalidData, Forbidden, KeyReused) as error:
            done.refused.append(_told(error))
            done.status = 422
    if not done.refused:
        notices.say(f"{plural(len(done.kept), 'document')} put on file.")
        return redirect(f"/complaints/{complaint.ref}/documents", 303)
    again = form.with_errors(tuple(done.refused), key=acting.new_key(), kept=len(done.kept))
    return _shown(reading.seen(complaint.ref, actor()), again, done.status)


def _told(error: Exception) -> str:
    if isinstance(error, KeyReused):
        return "This form was sent before; look in the list whether the document is there"
    if isinstance(error, Refusal):
        return sentence(error.detail)
    return "The file could not be put on this complaint now"


def _shown(complaint: Complaint, form: Form, status: int = 200) -> Response:
    closed = why_not(COMMAND, complaint, actor())
    answer = make_response(render_template(
        "complaint/documents.html",
        form=form,
        errors=[{"text": told, "href": "#file"} for told in form.errors],
        kinds=rules().vocabularies["document_kinds"].on(reading.today()),
        lines=document_lines(view_documents.known(complaint, actor()), actor()),
        refused=view_documents.refused_files(complaint.ref),
        may_add=closed is None and bool(actor().roles & set(ADDERS)),
        largest=uploads.largest_words(),
        accepted=uploads.accepted(),
        identity=identity_of(reading.complaint_view(complaint), reading.today()),
    ))
    answer.status_code = status
    return answer


@blueprint.get(f"{BELOW}/<document_id>")
@for_role(*READERS)
def download(ref: str, document_id: str) -> Response:
    """Give a document's bytes unchanged, to be kept as a file."""
    found = _document(ref, document_id)
    return as_file(found, view_documents.readable(found, actor()))


@blueprint.get(f"{BELOW}/<document_id>/preview")
@for_role(*READERS)
def preview(ref: str, document_id: str) -> Response:
    """Show a picture or a PDF by itself, sealed off from everything."""
    found = _document(ref, document_id)
    if not can_be_shown(found):
        raise NotFound("a document of this kind is never shown; download it")
    return shown(found, view_documents.readable(found, actor()))


def _document(ref: str, document_id: str) -> FiledDocument:
    found = view_documents.document(document_id, actor())
    if found.ref != ref:
        raise NotFound("there is no such document on this complaint")
    return found
