"""What a council may set: each setting's name, what it is for, and what may stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from complaints_service.domain.allocation import BY_HAND, WAYS
from complaints_service.domain.commands.registry import COMMANDS, CREATION
from complaints_service.domain.decide.drafts import OWN
from complaints_service.domain.refusals import InvalidData

from .allocation import EVERY_SERVICE, SETTING
from .colours import checked_colour
from .command_fields import EMAIL_FORM
from .command_problems import shown
from .mail_tokens import PLACE
from .rules_in_use import rules

LONGEST_TEXT = 300
MOST_LINES = 12
MOST_DAYS = 200
APPROVABLE = tuple(name for name in COMMANDS if name not in OWN | {CREATION})
"""Steps that a council may want approved by a second person."""
_LINK = re.compile(r"(https?://|/(?!/)|mailto:)\S+")
_ACCOUNT = re.compile(r"ACC-[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True)
class Setting:
    """A setting: its group on the page, what it is called, what it does, and its form.

    `form` is `text`, `lines`, `email`, `marked`, `emails`, `url`, `colour`, `number`, `percent`,
    `commands`, `days` or `allocation`.
    """

    name: str
    group: str
    label: str
    hint: str
    form: str = "text"


LETTERS, PAGES, WORK, FIGURES = "Letters", "Pages", "How work is done", "Figures"
SETTINGS: Mapping[str, Setting] = {one.name: one for one in (
    Setting("address", LETTERS, "Address", "At the head of letters, a line each.", "lines"),
    Setting("reply_address", LETTERS, "Address for replies",
            "Only where replies go somewhere else, a line each.", "lines"),
    Setting("team", LETTERS, "Name of the team", "As letters name it, such as Complaints team."),
    Setting("telephone", LETTERS, "Telephone", "As letters and pages give it."),
    Setting("email", LETTERS, "Email for the public", "As letters and pages give it.", "email"),
    Setting("website", LETTERS, "Website", "As letters give it."),
    Setting("hours", LETTERS, "Opening hours", "Such as Monday to Friday, 9am to 5pm."),
    Setting("service_name", PAGES, "Name of the service", "At the head of every page."),
    Setting("colour", PAGES, "Colour",
            "As #rrggbb, dark enough for white words on it (contrast 4.5 to 1).", "colour"),
    Setting("accessibility_url", PAGES, "Accessibility statement",
            "Begins with https:// or with / for a page of ours.", "url"),
    Setting("privacy_url", PAGES, "Privacy notice", "Begins with https://.", "url"),
    Setting("contact_url", PAGES, "How to reach us", "Begins with https:// or mailto:.", "url"),
    Setting("contact_words", PAGES, "Words of that link", "Such as Contact the council."),
    Setting("team_email", WORK, "The team's own mailbox",
            "For daily summaries, and for what nobody else has.", "email"),
    Setting("reply_email", WORK, "Where answers to our emails go",
            "Such as answers+{token}@council.example; a secret mark stands in for {token}.",
            "email"),
    Setting("bounce_email", WORK, "Where undelivered emails come back to",
            "Such as bounces+{token}@council.example, where this service reads the mailbox.",
            "email"),
    Setting("escalate_to", WORK, "Heads to tell when something stays overdue",
            "The addresses of their accounts, a line each.", "emails"),
    Setting("approval", WORK, "Steps that need a second person",
            "The author sends a draft, an approver approves it, and only those words go.",
            "commands"),
    Setting("closed_days", WORK, "Days on which the council is closed",
            "A line each: the date and why, such as 2026-12-29 Offices closed. They are named "
            "beside a date that passes over them, and move no date of either Code.", "days"),
    Setting("sampling_percent", WORK, "Answers looked at afterwards",
            "How many of a hundred answers are chosen for a check of their quality.", "percent"),
    Setting(SETTING, WORK, "Who gets a new complaint",
            "By service, once it is accepted. What no rule names waits with the team.",
            "allocation"),
    Setting("residents", FIGURES, "Residents", "For figures by 1,000 people.", "number"),
    Setting("homes", FIGURES, "Homes let", "For figures by 1,000 homes.", "number"),
)}
"""Every setting by its name, in the order shown."""


def checked(name: str, value: Any) -> Any:
    """Return what is stored for a setting of this value. Raises InvalidData naming it.

    None and what is empty mean that nothing is set: None is returned.
    """
    setting = SETTINGS.get(name)
    if setting is None:
        raise InvalidData(name, f"{name[:60]} is no setting; choose from {', '.join(SETTINGS)}.")
    if value is None or value in ("", [], {}, ()):
        return None
    return _CHECKS[setting.form](setting, value)


def all_checked(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as they are stored. Raises InvalidData naming the first that cannot be."""
    found = {name: checked(name, value) for name, value in settings.items()}
    return {name: value for name, value in found.items() if value is not None}


def _text(setting: Setting, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(setting, value, "write one line of words")
    plain = " ".join(value.split())
    if not plain.isprintable() or len(plain) > LONGEST_TEXT:
        raise _wrong(setting, value, f"write one line of at most {LONGEST_TEXT} characters")
    return plain


def _lines(setting: Setting, value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_LINES:
        raise _wrong(setting, value, f"write at most {MOST_LINES} lines")
    return [line for line in (_text(setting, one) for one in value) if line]


def _email(setting: Setting, value: Any) -> str:
    plain = _text(setting, value)
    if not EMAIL_FORM.fullmatch(plain.lower()):
        raise _wrong(setting, value, "write an address such as complaints@council.example")
    return plain


def _marked(setting: Setting, value: Any) -> str:
    """An address that may hold a place for each message's own mark, before the @."""
    plain = _text(setting, value)
    local, at, host = plain.rpartition("@")
    _email(setting, local.replace(PLACE, "x", 1) + at + host)
    return plain


def _emails(setting: Setting, value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_LINES:
        raise _wrong(setting, value, f"write at most {MOST_LINES} addresses")
    return list(dict.fromkeys(_email(setting, one).lower() for one in value))


def _url(setting: Setting, value: Any) -> str:
    plain = _text(setting, value)
    if not _LINK.fullmatch(plain):
        raise _wrong(setting, value, "write an address that begins with https://, mailto: or /")
    return plain


def _colour(setting: Setting, value: Any) -> str:
    return checked_colour(_text(setting, value))


def _whole(setting: Setting, value: Any, most: int, mend: str) -> int:
    text = str(value).replace(",", "").strip() if not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most):
        raise _wrong(setting, value, mend)
    return int(text)


def _number(setting: Setting, value: Any) -> int:
    return _whole(setting, value, 10**9, "write a whole number")


def _percent(setting: Setting, value: Any) -> int:
    return _whole(setting, value, 100, "write a whole number from 0 to 100")


def _commands(setting: Setting, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise _wrong(setting, value, "give a list of steps")
    for one in value:
        if one not in APPROVABLE:
            raise _wrong(setting, one, f"choose from {', '.join(APPROVABLE)}")
    return [name for name in COMMANDS if name in value]


def _days(setting: Setting, value: Any) -> list[dict[str, str]]:
    if not isinstance(value, list) or len(value) > MOST_DAYS:
        raise _wrong(setting, value, f"give at most {MOST_DAYS} days")
    found = {}
    for one in value:
        if not isinstance(one, Mapping) or set(one) != {"day", "name"} or not one["name"]:
            raise _wrong(setting, one, "give the date and why, such as 2026-12-29 Offices closed")
        try:
            day = date.fromisoformat(str(one["day"]))
        except ValueError:
            raise _wrong(setting, one["day"], "write the date like 2026-12-29") from None
        found[day] = _text(setting, one["name"])
    return [{"day": day.isoformat(), "name": name} for day, name in sorted(found.items())]


def _allocation(setting: Setting, value: Any) -> dict[str, Any]:
    """`{service or *: {by, people}}`; people are accounts by id, in the order of their turns."""
    if not isinstance(value, Mapping):
        raise _wrong(setting, value, "give a rule for each service")
    known = {term.key for term in rules().vocabularies["services"]} | {EVERY_SERVICE}
    made = {}
    for service, rule in value.items():
        if service not in known:
            raise _wrong(setting, service, "name services of the list, or * for all others")
        if not isinstance(rule, Mapping) or rule.get("by") not in WAYS:
            raise _wrong(setting, service, f"choose one of {', '.join(WAYS)} for it")
        people = rule.get("people") or []
        if not isinstance(people, list) or not all(_is_account(one) for one in people):
            raise _wrong(setting, service, "name people who have accounts")
        if rule["by"] == BY_HAND:
            people = []
        made[service] = {"by": rule["by"], "people": list(dict.fromkeys(people))}
    return made


def _is_account(one: Any) -> bool:
    return isinstance(one, str) and _ACCOUNT.fullmatch(one) is not None


def _wrong(setting: Setting, value: Any, mend: str) -> InvalidData:
    return InvalidData(setting.name, f"{setting.name} is {shown(value)}; {mend}.")


_CHECKS: Mapping[str, Callable[[Setting, Any], Any]] = {
    "text": _text, "lines": _lines, "email": _email, "marked": _marked, "emails": _emails,
    "url": _url, "colour": _colour, "number": _number, "percent": _percent, "commands": _commands,
    "days": _days, "allocation": _allocation,
}
