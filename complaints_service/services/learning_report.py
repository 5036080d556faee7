"""Gathers the improvements that the public may know of, and lays out the learning list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.content.reports import LEARNING, ReportDefinition
from complaints_service.domain.improvement import Improvement, PublicationState
from complaints_service.domain.london import london_date
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import Sealed
from complaints_service.persistence.improvements import load_improvement
from complaints_service.persistence.models.learning import ImprovementRow
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.streams import private_values
from complaints_service.reporting.learning import (
    Item,
    LearningList,
    Withdrawal,
    learning_files,
)
from complaints_service.services.figures_report import Built


def build_learning(
    session: Session,
    definition: ReportDefinition,
    organisation: OrganisationRow,
    edition: str,
    as_of: datetime,
    rules: Rules,
) -> Built:
    """The learning list as it stands now."""
    items = tuple(_items(session, organisation.key, rules))
    learning = LearningList(
        definition, organisation.key, organisation.name, edition, as_of, london_date(as_of), items
    )
    facts = {
        "kind": LEARNING,
        "title": learning.title,
        "items": [item.id for item in items if item.withdrawn is None],
        "withdrawn": [
            {"id": item.id, "withdrawn_at": item.withdrawn.at.isoformat(),
             "reason": item.withdrawn.reason}
            for item in items
            if item.withdrawn
        ],
    }
    return Built(learning_files(learning), facts)


def _items(session: Session, organisation: str, rules: Rules) -> list[Item]:
    ids = session.scalars(
        select(ImprovementRow.id)
        .where(ImprovementRow.organisation == organisation)
        .order_by(ImprovementRow.id)
    )
    found: list[Item] = []
    for one in ids:
        improvement = load_improvement(session, one)
        if improvement is not None:
            item = _item(improvement, private_values(session, one), rules)
            if item is not None:
                found.append(item)
    return sorted(found, key=lambda item: (item.published_at, item.id), reverse=True)


def _item(improvement: Improvement, texts: dict[str, Any], rules: Rules) -> Item | None:
    words = improvement.publication
    if words is None:
        return None
    live = words.state is PublicationState.PUBLISHED
    if not live and improvement.taken_back_at is None:
        return None

    def reveal(value: Sealed | None) -> str:
        return "" if value is None else str(texts.get(value.sha256, ""))

    withdrawn = None
    if not live and improvement.taken_back_at is not None:
        withdrawn = Withdrawal(improvement.taken_back_at, reveal(improvement.taken_back_because))
    service = rules.vocabularies["services"].get(improvement.service)
    effect = improvement.effect
    published_at = words.published_at or improvement.published_first_at
    if published_at is None:
        return None
    return Item(
        id=improvement.id,
        title=reveal(improvement.title),
        told=reveal(words.told) if live else "",
        found=reveal(words.found) if live else "",
        changed=reveal(words.changed) if live else "",
        service=service.label if service else improvement.service,
        done_on=improvement.done_on,
        due_on=improvement.due_on,
        complaints=len(improvement.complaints),
        effect=(effect.before, effect.after) if effect else None,
        published_at=published_at,
        withdrawn=withdrawn,
    )
