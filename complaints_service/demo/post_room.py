"""The post room: records within the hour that a printed letter left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from complaints_service.domain.commands.stage_1 import RecordDispatch
from complaints_service.domain.london import london_date
from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import LetterRow
from complaints_service.services.actors import Actor
from complaints_service.services.handle import Request, handle

from . import borough
from .happening import Happening


def waiting_for_post(ref: str) -> list[str]:
    """The ids of a complaint's letters that are printed and have not left."""
    return list(db.session.scalars(
        select(LetterRow.id)
        .where(LetterRow.ref == ref, LetterRow.delivery == "awaiting_post")
    ))


def posting(at: datetime, ref: str, number: int, actors: Mapping[str, Actor]) -> list[Happening]:
    """What the post room does about a complaint's letters after `at`: each leaves within the hour.

    `number` tells complaints apart, so that not all letters leave in one minute.
    """
    soon = at + timedelta(minutes=30 + number % 20)
    officer = actors[borough.TEAM[number % len(borough.TEAM)].email]
    return [
        Happening(soon, number, lambda one=letter: _dispatch(soon, ref, one, officer))  # type: ignore[misc]
        for letter in waiting_for_post(ref)
    ]


def _dispatch(at: datetime, ref: str, letter: str, officer: Actor) -> list[Happening]:
    data = RecordDispatch(letter=letter, method="post", sent_on=london_date(at),
                          evidence="Franked with the afternoon's post")
    handle(Request("record_dispatch", data), by=officer, ref=ref)
    return []
