"""Reads an answer to a question from its form, gives it, and says what is wrong with it."""

from __future__ import annotations

from flask import request

from complaints_service.domain.commands.fields import LONG_TEXT
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.services.actors import Actor
from complaints_service.services.contributions import Question
from complaints_service.services.errors import Busy, InProgress, InvalidCommand, KeyReused
from complaints_service.web import acting
from complaints_service.web.contributions.enclosing import NotTaken, put_on_file

BLANK = "Write what you know, or say that you know nothing of it"
TOO_LONG = f"Write at most {LONG_TEXT:,} characters"
AT_THIS_MOMENT = ("Somebody else is changing this complaint just now. Nothing that you typed is "
                  "lost: press the button again in a moment.")
SENT_BEFORE = "Your answer was sent already. Nothing more is needed."


def typed() -> str:
    """Return the answer as it was typed."""
    return request.form.get("text", "").replace("\r\n", "\n")


def give(question: Question, by: Actor) -> str:
    """Give the posted answer; return what is wrong with it, nothing where it is on file.

    It rests on the question alone, so what else happened to the complaint meanwhile is no matter.
    """
    text = typed()
    if not text.strip():
        return BLANK
    if len(text) > LONG_TEXT:
        return TOO_LONG
    key = acting.posted_key(request.form)
    try:
        data = {"text": text, "n": question.n, "documents": put_on_file(question, by, key)}
        acting.give("contribute", question.ref, data, version=None, key=key, by=by)
    except NotTaken as error:
        return error.detail
    except (Busy, InProgress):
        return AT_THIS_MOMENT
    except KeyReused:
        return SENT_BEFORE
    except InvalidCommand as error:
        return error.errors[0].detail
    except (InvalidData, Refusal) as error:
        return error.detail
    return ""
