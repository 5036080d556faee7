"""What a page is told that keeps by itself what is typed into it."""

from __future__ import annotations

from flask import Response, jsonify

from complaints_service.services.answer_drafts import Draft
from complaints_service.web.shown import clock_time

ELSEWHERE = ("You saved this answer in another window too. Nothing is overwritten: press any "
             "button here to see both.")
NO_LONGER = ("This answer can no longer be kept: the complaint was answered, or given to somebody "
             "else. Press “Save” to see how it stands; what you typed is shown there.")


def kept_by_itself(draft: Draft) -> Response:
    """Return the name of what is kept now, and the words that tell of it."""
    return jsonify(draft=draft.token, said=f"Saved at {clock_time(draft.saved_at)}. Not sent.")


def not_kept(*, elsewhere: bool = False) -> Response:
    """Return why nothing was kept."""
    return jsonify(said=ELSEWHERE if elsewhere else NO_LONGER)
