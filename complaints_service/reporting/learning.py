"""The learning list: what people told us and what changed, as feed, as pages and item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from complaints_service.content.reports import ReportDefinition
from complaints_service.reporting.feed import json_bytes
from complaints_service.reporting.html import render
from complaints_service.reporting.wording import day, day_of, instant

JSON_FEED = "https://jsonfeed.org/version/1.1"
ATOM = "http://www.w3.org/2005/Atom"
ITEM_PAGE = "learning-and-improvements/item.html"
LEARNING_FRAGMENT = "learning-and-improvements/fragment.html"
WITHDRAWN_TITLE = "Withdrawn"
FEWEST_TOLD = 5


@dataclass(frozen=True)
class Withdrawal:
    """When an item was taken back, and why."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Item:
    """One improvement as the public sees it; a withdrawn one has no words of its own left."""

    id: str
    title: str
    told: str
    found: str
    changed: str
    service: str
    done_on: date | None
    due_on: date
    complaints: int
    effect: tuple[int, int] | None
    published_at: datetime
    withdrawn: Withdrawal | None = None

    def status(self, today: date) -> str:
        """How far the change is; a date that has passed is told, not hidden."""
        if self.done_on:
            return f"Done on {day(self.done_on)}."
        if self.due_on < today:
            return f"Under way. It was to be done by {day(self.due_on)} and is late."
        return f"Under way, to be done by {day(self.due_on)}."

    @property
    def complaints_behind(self) -> str:
        """How many complaints are behind it, in bands."""
        if self.complaints == 0:
            return "what several people told us"
        if self.complaints == 1:
            return "one complaint"
        return "2 to 4 complaints" if self.complaints < FEWEST_TOLD else "5 or more complaints"

    @property
    def effect_told(self) -> str | None:
        """What changed in numbers, where none of them is small."""
        if self.effect is None or any(0 < n < FEWEST_TOLD for n in self.effect):
            return None
        before, after = self.effect
        return (
            f"Complaints about the same thing: {before} in the 180 days before, {after} in the "
            "180 days after."
        )


@dataclass(frozen=True)
class LearningList:
    """Everything that a learning edition says; `as_of` is an aware instant."""

    definition: ReportDefinition
    organisation: str
    organisation_name: str
    edition: str
    as_of: datetime
    today: date
    items: tuple[Item, ...]

    @property
    def title(self) -> str:
        """The list's title."""
        return self.definition.title.format(organisation=self.organisation_name)


def learning_files(learning: LearningList) -> dict[str, tuple[str, bytes]]:
    """Every file of a learning edition: its content type and bytes, by path."""
    live = [item for item in learning.items if item.withdrawn is None]
    files = {
        "learning.json": ("application/feed+json", json_feed(learning)),
        "learning.atom": ("application/atom+xml", atom_feed(learning)),
        "learning.html": ("text/html; charset=utf-8", _page(learning)),
        "fragment.html": ("text/html; charset=utf-8", _fragment(learning)),
    }
    for item in live:
        shaped = json_bytes(item_json(learning, item))
        files[f"learning/{item.id}.json"] = ("application/json", shaped)
        page = render(ITEM_PAGE, **_page_values(learning), item=_item_values(learning, item))
        files[f"learning/{item.id}.html"] = ("text/html; charset=utf-8", page)
    return files


def item_json(learning: LearningList, item: Item) -> dict[str, Any]:
    """One live item as programs read it."""
    return {
        "id": item.id,
        "organisation": learning.organisation,
        "edition": learning.edition,
        "title": item.title,
        "told": item.told,
        "found": item.found,
        "changed": item.changed,
        "service": item.service,
        "status": "done" if item.done_on else "under way",
        "done_on": item.done_on.isoformat() if item.done_on else None,
        "due_on": item.due_on.isoformat(),
        "complaints": item.complaints_behind,
        "effect": item.effect_told,
        "published_at": instant(item.published_at),
    }


def json_feed(learning: LearningList) -> bytes:
    """The list as JSON Feed 1.1; a withdrawn item stands in it with date and reason."""
    return json_bytes({
        "version": JSON_FEED,
        "title": learning.title,
        "description": learning.definition.purpose,
        "language": "en-GB",
        "_edition": {"id": learning.edition, "as_of": instant(learning.as_of)},
        "items": [_feed_item(learning, item) for item in learning.items],
    })


def _feed_item(learning: LearningList, item: Item) -> dict[str, Any]:
    if item.withdrawn:
        return {
            "id": item.id,
            "title": WITHDRAWN_TITLE,
            "content_text": _withdrawn_words(item.withdrawn),
            "date_published": instant(item.published_at),
            "date_modified": instant(item.withdrawn.at),
            "_withdrawn": {
                "withdrawn_at": instant(item.withdrawn.at), "reason": item.withdrawn.reason
            },
        }
    return {
        "id": item.id,
        "url": f"learning/{item.id}.html",
        "title": item.title,
        "content_text": _words(learning, item),
        "date_published": instant(item.published_at),
        "tags": [item.service],
        "_improvement": item_json(learning, item),
    }


def atom_feed(learning: LearningList) -> bytes:
    """The list as Atom; a withdrawn item stands in it with date and reason."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {
        "{http://www.w3.org/XML/1998/namespace}lang": "en-GB"
    })
    moments = [item.withdrawn.at if item.withdrawn else item.published_at
               for item in learning.items]
    _add(feed, "title", learning.title)
    _add(feed, "id", _urn(learning.organisation, "learning"))
    _add(feed, "updated", instant(max(moments, default=learning.as_of)))
    _add(_add(feed, "author"), "name", learning.organisation_name)
    _add(feed, "link", rel="self", type="application/atom+xml", href="learning.atom")
    for item in learning.items:
        _entry(feed, learning, item)
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _entry(feed: ElementTree.Element, learning: LearningList, item: Item) -> None:
    entry = _add(feed, "entry")
    withdrawn = item.withdrawn
    _add(entry, "title", WITHDRAWN_TITLE if withdrawn else item.title)
    _add(entry, "id", _urn(learning.organisation, item.id))
    _add(entry, "published", instant(item.published_at))
    _add(entry, "updated", instant(withdrawn.at if withdrawn else item.published_at))
    if withdrawn:
        _add(entry, "content", _withdrawn_words(withdrawn), type="text")
        return
    _add(entry, "link", rel="alternate", type="text/html", href=f"learning/{item.id}.html")
    _add(entry, "category", term=item.service)
    _add(entry, "content", _words(learning, item), type="text")


def _add(
    parent: ElementTree.Element, name: str, words: str | None = None, **attributes: str
) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = words
    return child


def _urn(organisation: str, name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'complaints:{organisation}:{name}')}"


def _words(learning: LearningList, item: Item) -> str:
    parts = [
        f"What people told us: {item.told}",
        f"What we found: {item.found}",
        f"What we changed: {item.changed}",
        item.status(learning.today),
        f"Behind it: {item.complaints_behind}.",
        item.effect_told or "",
    ]
    return "\n\n".join(part for part in parts if part)


def _withdrawn_words(withdrawal: Withdrawal) -> str:
    return f"Withdrawn on {day_of(withdrawal.at)}: {withdrawal.reason}"


def _page(learning: LearningList) -> bytes:
    return render(f"{learning.definition.key}/page.html", **_page_values(learning))


def _fragment(learning: LearningList) -> bytes:
    return render(LEARNING_FRAGMENT, **_page_values(learning))


def _page_values(learning: LearningList) -> dict[str, Any]:
    return {
        "title": learning.title,
        "organisation": learning.organisation_name,
        "purpose": learning.definition.purpose,
        "notes": learning.definition.notes,
        "as_of": day_of(learning.as_of),
        "items": [_item_values(learning, item) for item in learning.items],
    }


def _item_values(learning: LearningList, item: Item) -> Mapping[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "told": item.told,
        "found": item.found,
        "changed": item.changed,
        "service": item.service,
        "status": item.status(learning.today),
        "complaints": item.complaints_behind,
        "effect": item.effect_told,
        "withdrawn": _withdrawn_words(item.withdrawn) if item.withdrawn else None,
    }


def empty_list(
    definition: ReportDefinition, organisation: str, name: str, as_of: datetime, today: date,
    items: Sequence[Item] = (), edition: str = "",
) -> LearningList:
    """A list before anything was published."""
    return LearningList(definition, organisation, name, edition, as_of, today, tuple(items))
