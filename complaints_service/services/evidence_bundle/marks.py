"""Finds other people's data in what a bundle holds, for a person to decide about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.personal_data import BLOCKED
from complaints_service.services.case_export import StoredCase

from .items import Item, Mark

KINDS = ("an email address", "a telephone number", "a postcode", "a National Insurance number",
         "a payment number", "a house number with its street")
SHORTEST = 4
MOST_A_MARK = 20


def marked(
    items: Iterable[Item], case: StoredCase, public: Iterable[str] = ()
) -> tuple[Item, ...]:
    """Return the items, each with what of other people's stands in it.

    `public` is what everybody may know, such as the council's own address.

    What is the complainant's own, or the council's, is not marked; names of colleagues are, for
    decisions about findings name no officer.
    """
    own = " ".join((*_own(case.complaint, case.private), *map(_plain, public)))
    staff = {one.name: "a colleague's name" for one in case.people.values()
             if len(one.name) >= SHORTEST}
    others = dict.fromkeys(_others(case.complaint, case.private), "another person's name")
    looked_for = {**staff, **others}
    return tuple(replace(one, marks=tuple(_found(one.text, looked_for, own))) for one in items)


def _found(text: str, names: Mapping[str, str], own: str) -> Iterator[Mark]:
    seen: set[tuple[str, str]] = set()
    for mark in (*_named(text, names), *_patterned(text, own)):
        if (mark.kind, mark.words) not in seen and len(seen) < MOST_A_MARK:
            seen.add((mark.kind, mark.words))
            yield mark


def _named(text: str, names: Mapping[str, str]) -> Iterator[Mark]:
    for name, kind in names.items():
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            yield Mark(kind, name)


def _patterned(text: str, own: str) -> Iterator[Mark]:
    for kind in KINDS:
        for match in BLOCKED[kind].finditer(text):
            words = match.group().strip()
            if _plain(words) not in own:
                yield Mark(kind, words)


def _plain(words: str) -> str:
    return "".join(words.lower().split())


PERSONAL = ("email", "phone", "postcode", "address")


def _own(complaint: Complaint, private: Mapping[str, Any]) -> Iterator[str]:
    """What is the complainants' own, written as it is compared."""
    for person in complaint.complainants:
        details = private.get(person.details.sha256) or {}
        for key in PERSONAL:
            if details.get(key):
                yield from (_plain(line) for line in str(details[key]).splitlines())


def _others(complaint: Complaint, private: Mapping[str, Any]) -> Iterator[str]:
    """Everybody on the file but the one who leads the complaint."""
    lead = next((one for one in complaint.complainants if one.lead), None)
    lead = lead or next(iter(complaint.complainants), None)
    people = [*complaint.complainants, complaint.representative]
    for person in people:
        if person is None or person is lead:
            continue
        name = (private.get(person.details.sha256) or {}).get("name") or ""
        if len(name) >= SHORTEST:
            yield str(name)
