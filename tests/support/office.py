"""A council with lives in every state, and its pages as people of each role see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import update

from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.transaction import transaction
from support.lives import Lives
from support.pages import Visitor
from support.staffed import Staffed


@dataclass
class Office:
    """A council at work: its lives, and visitors who are its staff."""

    council: Staffed
    lives: Lives
    app: Flask

    def visitor(self, name: str) -> Visitor:
        """The account of that name, signed in."""
        return Visitor(self.app).sign_in_as(self.council.actors[name].id)

    def settings(self, settings: dict[str, Any]) -> None:
        """Let the council have these settings."""
        with self.council.app.app_context(), transaction() as session:
            session.execute(update(OrganisationRow).values(settings=settings))

    def states(self, ref: str) -> list[str]:
        """How far each draft is."""
        return [one.state.value for one in self.lives.complaint(ref).drafts]
