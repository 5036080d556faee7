"""Whose complaint this is, and what nobody who works on it may overlook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from complaints_service.web.shown import date_words, term, words

Json = dict[str, Any]
NAMELESS = "Name erased"


@dataclass(frozen=True)
class Caution:
    """Something to keep in mind on every screen; `urgent` where a person depends on it."""

    heading: str
    text: str
    urgent: bool = False


@dataclass(frozen=True)
class Identity:
    """The head of a complaint's pages; `state` is a key, `received_on` a London date as text."""

    ref: str
    old_reference: str | None
    kind: str
    state: str
    with_ombudsman: bool
    service: str
    who: str
    channel: str
    received_on: str
    cautions: tuple[Caution, ...]
    last_contact_on: str = ""
    last_contact_ago: int | None = None
    """Working days since the last contact in either direction."""

    @property
    def address(self) -> str:
        """The complaint's own page."""
        return f"/complaints/{self.ref}"


def identity_of(view: Json, today: date) -> Identity:
    """Return the head of a complaint's pages from its view on the London date `today`."""
    return Identity(
        ref=view["ref"],
        old_reference=view["old_reference"],
        kind=kind_of(view),
        state=view["state"],
        with_ombudsman=view["stage"] == "ombudsman",
        service=view["service"],
        who=who(view),
        channel=view["channel"],
        received_on=view["received_on"],
        cautions=tuple(_cautions(view, today)),
        last_contact_on=view["last_contact"]["on"],
        last_contact_ago=view["last_contact"]["working_days_ago"],
    )


def kind_of(view: Json) -> str:
    """Return what people call it."""
    return words(view["kind"], "kinds")


def who(view: Json) -> str:
    """Return who complains, in a few words."""
    people = view["complainants"]
    if not people:
        return "Anonymous" if view["anonymous"] else "Nobody is named"
    lead = next((one for one in people if one["lead"]), people[0])
    name = str(lead["name"] or NAMELESS)
    if len(people) == 1:
        return name
    others = len(people) - 1
    return f"{name} and {others} {'other' if others == 1 else 'others'}"


def _cautions(view: Json, today: date) -> Iterator[Caution]:
    if view["restricted"]:
        yield Caution("Restricted", "only the people named on this complaint may see it", True)
    for link in view["links"]:
        if link["kind"] == "merged_into" and view["state"] == "merged":
            yield Caution("Merged", f"this one is answered and counted under {link['ref']}")
    if view["vulnerability"]:
        yield Caution("Vulnerable", "ask what would help, and keep to it", True)
    for one in view["adjustments"]:
        yield Caution("Adjustment", _adjustment(one), True)
    yield from _limits(view["contact_limits"])
    yield from _authority(view["representative"], today)


def _adjustment(one: Json) -> str:
    kind = term(one["kind"], "adjustments") or "erased"
    return f"{kind}: {one['detail']}" if one["detail"] else kind


def _limits(limits: list[Json]) -> Iterator[Caution]:
    """The latest limit stands."""
    for one in limits[-1:]:
        review = date_words(one["review_on"])
        yield Caution("Limit on contact", f"{one['restriction'] or 'erased'} (review {review})")


def _authority(representative: Json | None, today: date) -> Iterator[Caution]:
    """Letters go to the complainant where a representative's authority does not stand."""
    if representative is None:
        return
    expires = representative["expires_on"]
    ended = expires is not None and date.fromisoformat(expires) < today
    if not representative["authorised"] or ended:
        why = f"ended on {date_words(expires)}" if ended else "is not shown"
        yield Caution("Representative", f"authority {why}; write to the complainant")
