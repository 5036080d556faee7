"""The console command: finds the verb, runs it and turns its ending into an exit status."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from complaints_service.cli import exit_status

PROGRAM = "complaints"

# The verbs in the order of `--help`. A verb's module is imported only when it is called.
VERBS = {
    "demo": "Show the service with an invented borough.",
    "serve": "Run the web application.",
    "worker": "Run the scheduler and the outbox.",
    "tick": "Do all due work once.",
    "mail": "Take in messages that came by email.",
    "outbox": "Show the messages that need a person, and send them again.",
    "due": "Calculate the due dates of one case or of a file.",
    "calendar": "Show or check working-day calendars.",
    "workflow": "Check the rules' data files, or draw one.",
    "db": "Move the database's schema up or down.",
    "organisation": "Make councils and change their settings.",
    "user": "Create and change accounts.",
    "token": "Create and revoke API tokens.",
    "import": "Bring in a register.",
    "export": "Write one complaint in an open format.",
    "report": "Build, approve and publish frozen editions.",
    "publish": "Write the public site as static files.",
    "check": "Check all invariants.",
    "audit": "Verify, show or export the event chain.",
    "rebuild": "Replay events against the stored rows.",
    "seed": "Fill a database with invented complaints.",
    "openapi": "Print the API's description.",
    "doctor": "Check this installation.",
    "version": "Print the versions in use.",
}


class Verbs(click.Group):
    """The verbs, each imported when it is called, so that one missing cannot harm the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every verb, in the order of `--help`."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the click command of a verb, `None` for an unknown one."""
        if cmd_name not in VERBS:
            return None
        name = f"complaints_service.cli.{_module_of(cmd_name)}"
        try:
            command: click.Command = import_module(name).command
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            raise click.UsageError(f"{cmd_name} is not part of this installation.", ctx) from error
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing any."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs, name=PROGRAM, context_settings={"help_option_names": ["-h", "--help"]})
def complaints() -> None:
    """Handle complaints to a council: time limits, letters, learning and published figures."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line (by default the process's own) and exit with its status."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; errors become one sentence on stderr."""
    try:
        status = complaints.main(
            args=None if arguments is None else list(arguments),
            prog_name=PROGRAM,
            standalone_mode=False,
        )
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say("Stopped before it was done.", exit_status.CHECK_FAILED)
    except Exception as error:
        return _ending(error)
    return status if isinstance(status, int) else exit_status.OK


def _ending(error: Exception) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return exit_status.USAGE
    status = exit_status.status_of(error)
    if status is not None:
        return _say(exit_status.sentence_of(error), status)
    if os.environ.get("COMPLAINTS_DEBUG") == "1":
        _log(error)
    return _say(
        f"An unexpected {type(error).__name__} stopped this; nothing was half done. "
        "Run it again with COMPLAINTS_DEBUG=1 for the details.",
        exit_status.CHECK_FAILED,
    )


def _say(sentence: str, status: int) -> int:
    click.echo(" ".join(sentence.split()), err=True)
    return status


def _log(error: Exception) -> None:
    import traceback

    details: dict[str, Any] = {
        "level": "error",
        "event": "unexpected_exception",
        "exception": "".join(traceback.format_exception(error)),
    }
    click.echo(json.dumps(details), err=True)


def _module_of(verb: str) -> str:
    # `import` is a word of the language and cannot name a module.
    return "import_" if verb == "import" else verb.replace("-", "_")


if __name__ == "__main__":
    main()
