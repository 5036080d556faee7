"""`complaints doctor`: checks this installation and says how to mend what is wrong."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from importlib import metadata
from io import BytesIO

import click
from sqlalchemy.exc import SQLAlchemyError

from complaints_service.cli import exit_status, installation
from complaints_service.cli.output import json_option, say
from complaints_service.clock import london_date, now
from complaints_service.content import rules
from complaints_service.letters.glyphs import glyph_finder, not_drawable
from complaints_service.persistence import migrate
from complaints_service.persistence.embedded import EmbeddedDatabaseError
from complaints_service.persistence.standing import OLDEST_SERVER, Standing, standing
from complaints_service.services.database_address import database_url
from complaints_service.services.virus_scanner import CLEAN, scanned
from complaints_service.settings import Settings, SettingsError

# Versions below these have known holes in what we use of them.
FLOORS = {"flask": (3, 1, 3), "marshmallow": (4, 1, 2), "weasyprint": (70, 0)}

_CALENDAR_NOTICE = timedelta(days=120)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `state` is ok, warning or wrong; `detail` says what was found."""

    id: str
    state: str
    detail: str


@click.command("doctor")
@json_option
def command(as_json: bool) -> None:
    """Check this installation; exit 1 when something is wrong."""
    findings = [*_settings_and_database(), _calendar(), _fonts(), *_dependencies()]
    wrong = [finding for finding in findings if finding.state == "wrong"]
    answer = {"ok": not wrong, "checks": [asdict(finding) for finding in findings]}
    say(answer, "\n".join(_line(finding) for finding in findings), as_json=as_json)
    if wrong:
        raise exit_status.CheckFailed(
            f"{len(wrong)} of {len(findings)} checks found something wrong; mend it as told above."
        )


def _settings_and_database() -> Iterator[Finding]:
    try:
        settings = installation.settings()
    except SettingsError as error:
        yield Finding("settings", "wrong", str(error))
        return
    yield Finding("settings", "ok", f"This is a {settings.env} installation.")
    yield _data_dir(settings)
    yield _scanner(settings)
    try:
        found = standing(database_url(settings))
    except (SQLAlchemyError, EmbeddedDatabaseError):
        yield Finding("database", "wrong", "The database cannot be reached; start it or mend "
                      "COMPLAINTS_DATABASE_URL.")
        return
    yield from _database(settings, found)


def _data_dir(settings: Settings) -> Finding:
    mode = stat.S_IMODE(settings.data_dir.stat().st_mode)
    if mode != 0o700:
        return Finding("data_dir", "wrong", f"{settings.data_dir} has mode {mode:04o}; set 0700.")
    return Finding("data_dir", "ok", f"{settings.data_dir} is readable by its owner only.")


def _scanner(settings: Settings) -> Finding:
    if settings.clamd_url is None:
        return Finding("scanner", "warning", "Documents are not scanned for viruses; name a clamd "
                       "in COMPLAINTS_CLAMD_URL.")
    if scanned(BytesIO(b"Is anybody there?"), settings.clamd_url).scan != CLEAN:
        return Finding("scanner", "wrong", f"No clamd answers at {settings.clamd_url}, so every "
                       "document waits in quarantine; start it or mend COMPLAINTS_CLAMD_URL.")
    return Finding("scanner", "ok", f"clamd answers at {settings.clamd_url}.")


def _database(settings: Settings, found: Standing) -> Iterator[Finding]:
    if found.server < OLDEST_SERVER:
        yield Finding("database", "wrong", f"PostgreSQL {found.server} is too old; "
                      f"use {OLDEST_SERVER} or later.")
    else:
        yield Finding("database", "ok", f"PostgreSQL {found.server} answers.")
    newest = migrate.head()
    if found.schema == newest:
        yield Finding("schema", "ok", f"The schema is at {newest}.")
    else:
        yield Finding("schema", "wrong", f"The schema is at {found.schema or 'base'}, not "
                      f"{newest}; run complaints db upgrade.")
    yield _role(settings, found)


def _role(settings: Settings, found: Standing) -> Finding:
    if found.rewritable:
        state = "wrong" if settings.is_production else "warning"
        return Finding("role", state, f"The role {found.role} may change {found.rewritable[0]}, "
                       "which must only grow; name a role of its own in COMPLAINTS_DATABASE_URL "
                       "and the owner in COMPLAINTS_MIGRATION_URL.")
    if settings.migration_url is None:
        return Finding("role", "warning", "One address serves the program and its migrations; "
                       "name the owner in COMPLAINTS_MIGRATION_URL.")
    return Finding("role", "ok", f"The role {found.role} may only add to what is recorded.")


def _calendar() -> Finding:
    _, calendar = rules.load_clock_rules()
    today = london_date(now())
    proclaimed_to = _proclaimed_to(calendar.last_day, calendar.provisional_years)
    days = (proclaimed_to - today).days
    if proclaimed_to - today < _CALENDAR_NOTICE:
        return Finding("calendar", "warning", f"Bank holidays are known to {proclaimed_to} only "
                       f"({days} days); run complaints calendar import.")
    return Finding("calendar", "ok", f"Bank holidays are known to {proclaimed_to} ({days} days).")


def _proclaimed_to(last_day: date, provisional_years: frozenset[int]) -> date:
    if not provisional_years:
        return last_day
    return date(min(provisional_years) - 1, 12, 31)


def _fonts() -> Finding:
    missing = not_drawable(glyph_finder())
    if missing:
        return Finding("fonts", "warning", f"No font here draws {', '.join(missing)}: letters "
                       "would print a stand-in for a name written so; install fonts-noto-core and "
                       "fonts-noto-cjk.")
    return Finding("fonts", "ok", "Letters can be printed in every writing that is looked for.")


def _dependencies() -> Iterator[Finding]:
    for name, floor in FLOORS.items():
        version = metadata.version(name)
        if _numbers(version) < floor:
            wanted = ".".join(str(number) for number in floor)
            yield Finding(name, "wrong", f"{name} {version} has known holes; install {wanted}.")
        else:
            yield Finding(name, "ok", f"{name} {version} is installed.")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _line(finding: Finding) -> str:
    return f"{finding.state:8}{finding.id:12}{finding.detail}"
