"""The page on which an answer is written, in each of its states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template

from complaints_service.services.actors import Actor
from complaints_service.services.answer_drafts import Draft, begun_by_others
from complaints_service.services.answering import AnswerSheet, provisions_of
from complaints_service.services.approval import asks_approval, own_draft
from complaints_service.services.left_over import given_answer
from complaints_service.services.letter_preview import LetterPreview
from complaints_service.services.reading import events, seen, today
from complaints_service.services.remedy_guidance import guidance_for
from complaints_service.services.view_documents import known
from complaints_service.web.document_list import DocumentLine, document_lines
from complaints_service.web.drafts import asked_draft
from complaints_service.web.handler.advice import AnswerAdvice
from complaints_service.web.handler.answer_form import AnswerForm, Typed, command_of, new_key
from complaints_service.web.handler.both import both
from complaints_service.web.left_open import left_open_lines

MOST_CHANGES = 20


def shown(
    sheet: AnswerSheet, by: Actor, form: AnswerForm, *, typed: Typed | None = None,
    draft: Draft | None = None, advice: AnswerAdvice | None = None,
    preview: LetterPreview | None = None, other: Draft | None = None, other_gone: bool = False,
    decided: Mapping[str, Any] | None = None,
) -> str:
    """Return the page with its form; what was typed is never lost.

    `draft` is the one that the form was filled from. `other` is a draft that another window saved
    meanwhile (`other_gone`: it was removed); the page shows both, and the next button pressed
    knows of it. `decided` is a draft that an approver approved or sent back.
    """
    ref, stage = sheet.view["ref"], sheet.standing.stage
    if decided is None:
        decided = own_draft(seen(ref, by), asked_draft(), command_of(sheet), by)
    seen_version = typed.version if typed else draft.base_version if draft else None
    kept = other if other or other_gone else draft
    token = kept.token if kept else "" if typed is None or other_gone else typed.token
    return render_template(
        "handler/answer.html", sheet=sheet, form=form, errors=form.errors, advice=advice,
        preview=preview, draft=draft, other=other, other_gone=other_gone,
        versions=both(command_of(sheet), sheet.view, by, typed.values, other.data)
        if typed and other else None,
        begun=begun_by_others(ref, stage, by.id), window=new_key(),
        money=guidance_for(sheet.view["codes"], today()),
        changes=changes_since(sheet, by, seen_version), key=typed.key if typed else new_key(),
        token=token, checked=bool(advice), decided=decided,
        asks_approval=asks_approval(sheet.view["organisation"], command_of(sheet)),
        evidence=evidence_of(sheet, by),
        left_lines=left_open_lines(seen(ref, by)) if stage == 2 else None,
        **_needed(sheet),
    )


def evidence_of(sheet: AnswerSheet, by: Actor) -> list[DocumentLine]:
    """Return the documents on file that `by` may know of, newest first."""
    lines = document_lines(known(seen(sheet.view["ref"], by), by), by)
    return [one for one in lines if one.document.withdrawn_at is None]


def _needed(sheet: AnswerSheet) -> Mapping[str, Any]:
    mine = [one for one in sheet.needed if not one.by_itself]
    return {
        "mine": mine,
        "by_itself": [one for one in sheet.needed if one.by_itself],
        "asked_by": provisions_of([one for one in sheet.needed if one.required]),
    }


def changes_since(sheet: AnswerSheet, by: Actor, version: int | None) -> list[dict[str, Any]]:
    """Return what happened on the complaint after `version`, oldest first; nothing for None."""
    if version is None or version >= sheet.view["version"]:
        return []
    complaint = seen(sheet.view["ref"], by)
    return events(complaint, after=(version,), limit=MOST_CHANGES).items


def not_now(sheet: AnswerSheet, by: Actor, typed: Typed | None = None) -> str:
    """Return the page that says why no answer can be given now, with what was typed; beside it,
    where somebody else answered meanwhile, what they sent."""
    standing, versions = sheet.standing, None
    if typed is not None:
        complaint = seen(sheet.view["ref"], by)
        given = given_answer(complaint, sheet.view, standing.stage) if standing.answered else {}
        versions = both(command_of(sheet), sheet.view, by, typed.values, given)
    return render_template("handler/not_now.html", sheet=sheet, versions=versions)
