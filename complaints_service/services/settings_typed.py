"""Settings as people type and read them: lines and words, on pages and on the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from complaints_service.domain.allocation import BY_HAND
from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.queries import file_lists

from .allocation import SETTING
from .command_fields import EMAIL_FORM
from .command_problems import shown
from .council_settings import SETTINGS

BREAK = "|"
LISTS = frozenset({"lines", "emails", "commands"})
_DAY = re.compile(r"(\S+)\s+(.+)")
_PARTS = re.compile(r"[|\n,;]+")


def from_words(
    name: str, words: str, settings: Mapping[str, Any]
) -> tuple[str, Any]:
    """Return the setting's name and value that somebody typed; empty words take it away.

    `allocation.SERVICE` changes one rule of `settings` and keeps the others. Raises InvalidData.
    """
    plain = words.strip()
    if name.startswith(f"{SETTING}."):
        return SETTING, _with_rule(settings, name.partition(".")[2], plain)
    if name not in SETTINGS:
        return name, plain  # refused where it is checked
    if not plain:
        return name, None
    if plain[0] in "[{":
        try:
            return name, json.loads(plain)
        except ValueError:
            raise InvalidData(name, f"{name} is {shown(plain)}, which is no JSON; write lists with "
                              f"{BREAK} between their parts.") from None
    return name, from_lines(name, plain.split(BREAK))


def from_lines(name: str, lines: list[str]) -> Any:
    """Return the value of a setting that stands in lines; checked where it is stored."""
    form, full = SETTINGS[name].form, [line.strip() for line in lines if line.strip()]
    if form == "days":
        return [_day(line) for line in full]
    if form in LISTS:
        return full
    return " ".join(full)


def _day(line: str) -> dict[str, str]:
    found = _DAY.fullmatch(line)
    return {"day": found[1], "name": found[2]} if found else {"day": line, "name": ""}


def _with_rule(settings: Mapping[str, Any], service: str, words: str) -> dict[str, Any] | None:
    rules = dict(settings.get(SETTING) or {})
    rules.pop(service, None)
    if words:
        way, _, people = words.partition(":")
        rules[service] = a_rule(way.strip(), _PARTS.split(people))
    return rules or None


def a_rule(way: str, emails: list[str]) -> dict[str, Any]:
    """Return a rule of allocation for people named by address. Raises InvalidData for an address
    that is no account's."""
    wanted = [one.strip().lower() for one in emails if one.strip()]
    for one in wanted:
        if not EMAIL_FORM.fullmatch(one):
            raise InvalidData(SETTING, f"{SETTING} names {shown(one)}, which is no address; write "
                              "the address of an account.")
    if way == BY_HAND:
        return {"by": way, "people": []}
    account = table(AccountRow).c
    rows = db.session.execute(
        select(account.email, account.id).where(account.email.in_(wanted), account.enabled))
    found = {row.email: row.id for row in rows}
    for one in wanted:
        if one not in found:
            raise InvalidData(SETTING, f"{SETTING} names {shown(one)}, which is no account that "
                              "can sign in; write the address of one.")
    return {"by": way, "people": [found[one] for one in wanted]}


def in_words(name: str, value: Any) -> str:
    """Return a setting as it is typed, with `|` between the parts of a list."""
    return f" {BREAK} ".join(in_lines(name, value))


def in_lines(name: str, value: Any) -> list[str]:
    """Return a setting in lines, as pages show and ask for it."""
    if value in (None, "", [], {}):
        return []
    form = SETTINGS[name].form if name in SETTINGS else "text"
    if form == "days":
        return [f"{one['day']} {one['name']}" for one in value]
    if form == "allocation":
        return [_rule_in_words(service, rule) for service, rule in sorted(value.items())]
    if isinstance(value, list):
        return [str(one) for one in value]
    return [str(value)]


def _rule_in_words(service: str, rule: Mapping[str, Any]) -> str:
    emails = file_lists.emails(set(rule["people"])) if rule["people"] else {}
    people = ", ".join(emails.get(one, one) for one in rule["people"])
    return f"{service}: {rule['by']}" + (f": {people}" if people else "")
