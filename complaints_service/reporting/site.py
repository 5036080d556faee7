"""The public site: every address and what stands there, from released editions alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from complaints_service.content.reports import FIGURES
from complaints_service.reporting.feed import json_bytes
from complaints_service.reporting.html import render
from complaints_service.reporting.wording import day_of, instant

ROOT = "/public/v1/"
HTML = "text/html; charset=utf-8"
JSON = "application/json"
START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class PublicEdition:
    """An edition that is or was public, with the type and hash of its files as released."""

    id: str
    report: str
    kind: str
    organisation: str
    organisation_name: str
    period: str | None
    number: int
    revises: str | None
    sha256: str
    as_of: datetime
    released_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    facts: Mapping[str, Any]
    files: Mapping[str, tuple[str, str]]

    @property
    def changed_at(self) -> datetime:
        """When something last happened to it."""
        return self.withdrawn_at or self.released_at

    @property
    def slug(self) -> str:
        """What its report is called in an address."""
        return f"{self.report}-{self.period}" if self.period else self.report


@dataclass(frozen=True)
class Resource:
    """What stands at an address: the hash of its bytes, their type, and 200 or 410."""

    sha256: str
    content_type: str
    modified: datetime
    status: int = 200


@dataclass
class Site:
    """Every address; `made` holds the bytes that are no edition's own file."""

    resources: dict[str, Resource] = field(default_factory=dict)
    made: dict[str, bytes] = field(default_factory=dict)

    def put(self, address: str, content_type: str, content: bytes, modified: datetime,
            status: int = 200) -> None:
        """Put bytes made here at an address."""
        sha256 = hashlib.sha256(content).hexdigest()
        self.made[sha256] = content
        self.resources[address] = Resource(sha256, content_type, modified, status)

    def put_gone(self, address: str, content_type: str, gone: Gone) -> None:
        """Say at an address that what stood there was withdrawn, when and why."""
        if content_type.startswith("text/html"):
            self.put(address, HTML, gone.page(), gone.at, 410)
        else:
            self.put(address, "application/problem+json", json_bytes(gone.problem()), gone.at, 410)


@dataclass(frozen=True)
class Gone:
    """Why something is no longer there."""

    what: str
    organisation_name: str
    at: datetime
    reason: str

    def page(self) -> bytes:
        """For people."""
        return render("withdrawn.html", title=f"{self.what} was withdrawn",
                      organisation=self.organisation_name, on=day_of(self.at), reason=self.reason)

    def problem(self) -> dict[str, Any]:
        """For programs."""
        return {
            "type": "about:blank",
            "title": "Withdrawn",
            "status": 410,
            "code": "withdrawn",
            "detail": f"{self.what} was withdrawn: {self.reason}",
            "withdrawn_at": instant(self.at),
            "reason": self.reason,
        }


def latest(editions: Sequence[PublicEdition]) -> list[PublicEdition]:
    """The newest edition of each report, organisation and period, withdrawn ones included."""
    found: dict[tuple[str, str, str | None], PublicEdition] = {}
    for one in sorted(editions, key=lambda one: one.number):
        found[one.report, one.organisation, one.period] = one
    return list(found.values())


def place_editions(site: Site, editions: Sequence[PublicEdition]) -> None:
    """Content addresses: these bytes for ever, or 410 once withdrawn."""
    for one in editions:
        root = f"{ROOT}editions/{one.sha256}/"
        for path, (content_type, sha256) in one.files.items():
            _place(site, f"{root}{path}", one, content_type, sha256)
        listing = json_bytes({"sha256": one.sha256, "files": [
            {"path": path, "sha256": sha256} for path, (_, sha256) in one.files.items()
        ]})
        made = hashlib.sha256(listing).hexdigest()
        site.made[made] = listing
        _place(site, root, one, JSON, made)


def place_friendly(
    site: Site, editions: Sequence[PublicEdition], organisations: Sequence[str]
) -> None:
    """Addresses that name the latest. Where several councils publish, the first keeps the short
    ones and each has its own below `organisations/`."""
    several = len({one.organisation for one in editions}) > 1
    ordered = sorted(latest(editions), key=lambda one: organisations.index(one.organisation))
    for one in ordered:
        roots = [ROOT, f"{ROOT}organisations/{one.organisation}/"] if several else [ROOT]
        for root in roots:
            for address, path in _friendly(one, root).items():
                if address not in site.resources and path in one.files:
                    _place(site, address, one, *one.files[path])
        _place_withdrawn_items(site, one, roots)


def _place(
    site: Site, address: str, one: PublicEdition, content_type: str, sha256: str
) -> None:
    if one.withdrawn_at is None:
        site.resources[address] = Resource(sha256, content_type, one.released_at)
        return
    what = f"Edition {one.id}"
    site.put_gone(address, content_type, Gone(
        what, one.organisation_name, one.withdrawn_at, one.withdrawn_reason or ""
    ))


def _friendly(one: PublicEdition, root: str) -> dict[str, str]:
    """Address to file of an edition."""
    pages = root == ROOT
    if one.kind == FIGURES:
        found = {
            f"{root}performance/{one.period}.json": "performance.json",
            f"{root}performance/{one.period}.csv": "performance.csv",
            f"{root}performance/{one.period}.html": "performance.html",
            f"{root}reports/{one.slug}/": "performance.html",
            f"{root}reports/{one.slug}/report.pdf": "report.pdf",
            f"{root}fragments/performance-{one.period}.html": "fragment.html",
        }
        return found | ({f"/performance/{one.period}/": "performance.html"} if pages else {})
    found = {
        f"{root}learning.json": "learning.json",
        f"{root}learning.atom": "learning.atom",
        f"{root}reports/{one.slug}/": "learning.html",
        f"{root}fragments/learning.html": "fragment.html",
    }
    if pages:
        found["/learning/"] = "learning.html"
    for path in one.files:
        if path.startswith("learning/"):
            found[f"{root}{path}"] = path
            if pages and path.endswith(".html"):
                found[f"/{path.removesuffix('.html')}/"] = path
    return found


def _place_withdrawn_items(site: Site, one: PublicEdition, roots: Sequence[str]) -> None:
    """An item taken back is gone from its own addresses, whichever list is the latest."""
    for item in one.facts.get("withdrawn", ()):
        gone = Gone(
            item["id"], one.organisation_name, datetime.fromisoformat(item["withdrawn_at"]),
            item["reason"],
        )
        for root in roots:
            site.put_gone(f"{root}learning/{item['id']}.json", JSON, gone)
            site.put_gone(f"{root}learning/{item['id']}.html", HTML, gone)
        site.put_gone(f"/learning/{item['id']}/", HTML, gone)
