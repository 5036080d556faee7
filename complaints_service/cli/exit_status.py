"""What the exit status of the console command means, and which error leads to which."""

from __future__ import annotations

import sys

import click

OK = 0
CHECK_FAILED = 1
USAGE = 2
NOT_READY = 3
REFUSED = 4

# By name, so that a verb that needs no database never pays for importing one.
_STATUS_OF_KIND = {
    "click.exceptions.ClickException": USAGE,
    "complaints_service.cli.exit_status.CheckFailed": CHECK_FAILED,
    "complaints_service.cli.exit_status.NotReady": NOT_READY,
    "complaints_service.cli.exit_status.RefusedByPolicy": REFUSED,
    "complaints_service.setting_values.RefusedSettings": REFUSED,
    "complaints_service.setting_values.SettingsError": USAGE,
    "complaints_service.clock.ClockError": USAGE,
    "complaints_service.content.places.PlaceMissing": NOT_READY,
    "complaints_service.domain.refusals.Refusal": REFUSED,
    "complaints_service.domain.refusals.InvalidData": USAGE,
    "complaints_service.persistence.embedded.EmbeddedDatabaseError": NOT_READY,
    "complaints_service.persistence.migrate.MigrationError": USAGE,
    "sqlalchemy.exc.OperationalError": NOT_READY,
    "sqlalchemy.exc.InterfaceError": NOT_READY,
}
_MIGRATION_NEEDED = "The database is not at this version of the program; run complaints db upgrade."
_DATABASE_UNREACHABLE = (
    "The database cannot be reached or used; "
    "check that PostgreSQL runs and that COMPLAINTS_DATABASE_URL names it."
)


class CheckFailed(Exception):
    """Something that was checked is not as it should be: exit status 1."""


class NotReady(Exception):
    """The installation is not ready, such as a database before its migration: exit status 3."""


class RefusedByPolicy(Exception):
    """Policy forbids what was asked: exit status 4."""


def status_of(error: Exception) -> int | None:
    """Return the exit status that `error` leads to, `None` for one that nobody foresaw."""
    if _lacks_tables(error):
        return NOT_READY
    for kind in type(error).__mro__:
        found = _STATUS_OF_KIND.get(f"{kind.__module__}.{kind.__qualname__}")
        if found is not None:
            return found
    return None


def sentence_of(error: Exception) -> str:
    """Return what a person is told about `error`, which `status_of` knows."""
    if isinstance(error, click.ClickException):
        return error.format_message()
    if _lacks_tables(error):
        return _MIGRATION_NEEDED
    database_errors = getattr(sys.modules.get("sqlalchemy.exc"), "DBAPIError", ())
    if isinstance(error, database_errors):
        # The driver's own words may quote the address with its password.
        return _DATABASE_UNREACHABLE
    return str(error)


def _lacks_tables(error: Exception) -> bool:
    # What PostgreSQL says of a table or column that a migration has yet to make.
    return type(getattr(error, "orig", None)).__name__ in {"UndefinedTable", "UndefinedColumn"}
