"""`complaints tick`: does all due work once, now or at simulated moments."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import click

from complaints_service import clock, logs
from complaints_service.cli import background, exit_status, installation
from complaints_service.cli.output import json_option, say
from complaints_service.jobs.tick import Metronome, Tick, moments

_PATIENCE_SECONDS = 10.0


class Instant(click.ParamType[datetime]):
    """An ISO-8601 instant with its offset."""

    name = "ISO"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read an instant, or say what to write instead."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail(
                f"{value!r} is no instant; write it with its offset, such as 2026-12-19T22:40:00Z.",
                param, ctx,
            )
        return moment.astimezone(UTC)


@click.command("tick")
@click.option("--now", "now", type=Instant(), help="The moment to act at (not in production).")
@click.option("--from", "first", type=Instant(), help="The first of many moments.")
@click.option("--to", "last", type=Instant(), help="The end of the moments, itself left out.")
@click.option("--step", type=click.IntRange(min=1), metavar="SECONDS",
              help="Seconds between the moments (60).")
@json_option
def command(
    now: datetime | None,
    first: datetime | None,
    last: datetime | None,
    step: int | None,
    as_json: bool,
) -> None:
    """Do all due work once, and say what was done."""
    logs.configure()
    wanted = _moments(now, first, last, step)
    settings = installation.settings()
    if settings.is_production and wanted is not None:
        raise exit_status.RefusedByPolicy(
            "--now, --from and --to move the clock, which production does not allow; "
            "run complaints tick without them."
        )
    metronome = Metronome(background.surroundings(settings, patience_seconds=_PATIENCE_SECONDS))
    done = _run(metronome, wanted if wanted is not None else [clock.now()])
    say(asdict(done), lambda: _words(done), as_json=as_json)


def _moments(
    now: datetime | None, first: datetime | None, last: datetime | None, step: int | None
) -> list[datetime] | None:
    if first is None and last is None:
        if step is not None:
            raise click.UsageError("--step needs --from and --to; add them.")
        return None if now is None else [now]
    if now is not None or first is None or last is None:
        raise click.UsageError("Give --from and --to together, without --now.")
    if last <= first:
        raise click.UsageError(f"--to is {last.isoformat()}; write an instant after --from.")
    return list(moments(first, last, timedelta(seconds=step or 60)))


def _run(metronome: Metronome, wanted: list[datetime]) -> Tick:
    done = Tick()
    with _shown(wanted) as shown:
        for moment in shown:
            done = done.then(metronome.tick(moment))
    return done


def _shown(wanted: list[datetime]) -> AbstractContextManager[Iterable[datetime]]:
    """Show how far a long range is, to a person at a terminal."""
    if len(wanted) < 2 or not sys.stderr.isatty():
        return nullcontext(wanted)
    return click.progressbar(wanted, label="Ticking", file=sys.stderr)


def _words(done: Tick) -> str:
    return (
        f"{done.ran} done ({done.late} after their day), {done.failed} failed for now, "
        f"{done.remaining} remaining; next due: {done.next_due or 'nothing'}."
    )
