"""Opens the borough: makes it if it is not there whole, and hands out the sign-ins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select

from complaints_service.domain.refusals import InvalidData
from complaints_service.persistence import database, databases, migrate
from complaints_service.persistence.base import table
from complaints_service.persistence.models.event import HeartbeatRow
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services.database_address import BOROUGH, database_url, server_url
from complaints_service.services.moving_clock import FILE, MovingClock
from complaints_service.services.showroom import GROWN, SignIn, write_sign_ins
from complaints_service.settings import Settings

from . import grow, staff
from .learning import improvements
from .looking import look_afterwards
from .publishing import quarters
from .stories.every import STORIES
from .telling import Teller
from .thanks import thanks

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Opened:
    """The borough, ready to be looked at."""

    database_url: str
    folder: Path
    sign_ins: list[SignIn]


def open_borough(
    settings: Settings, *, cases: int, seed: int, progress: Progress
) -> Opened:
    """Make the borough unless it stands already, and set its clock going.

    A borough whose making was interrupted is made anew. The same seed makes the same borough.
    """
    url = _address(settings)
    clock = MovingClock(settings.data_dir / FILE)
    if not _grown(url):
        url = _emptied(settings, url)
        clock.stand_at(_before(grow.FIRST))
        with _context(url).app_context():
            _grow(clock, cases, seed, progress)
        clock.run_on_from(grow.NOW)
    with _context(url).app_context():
        sign_ins = staff.sign_ins()
    write_sign_ins(settings.data_dir, sign_ins)
    return Opened(url, settings.data_dir, sign_ins)


def fill(
    settings: Settings, folder: Path, *, cases: int, seed: int, progress: Progress
) -> int:
    """Fill this installation's database with the borough's two years; returns the acts done.

    `folder` holds the clock meanwhile. Raises `InvalidData` where accounts are there already.
    """
    url = database_url(settings)
    migrate.upgrade(url)
    clock = MovingClock(folder / FILE)
    clock.stand_at(_before(grow.FIRST))
    with _context(url).app_context():
        return _grow(clock, cases, seed, progress)


def _before(moment: datetime) -> datetime:
    return moment - timedelta(days=30)


def _address(settings: Settings) -> str:
    """The borough's own database, where none is named."""
    if settings.database_url:
        migrate.upgrade(settings.database_url)
        return settings.database_url
    return _made(server_url(settings))


def _made(admin_url: str) -> str:
    url = databases.create_database(admin_url, BOROUGH)
    migrate.upgrade(url)
    return url


def _emptied(settings: Settings, url: str) -> str:
    """Nothing half-made stays; a database that somebody named is never dropped."""
    if settings.database_url:
        return url
    admin_url = server_url(settings)
    databases.drop_database(admin_url, BOROUGH)
    return _made(admin_url)


def _context(url: str) -> Flask:
    app = Flask("demo")
    database.bind(app, url)
    return app


def _grown(url: str) -> bool:
    with _context(url).app_context(), transaction() as session:
        found = session.scalar(select(HeartbeatRow.name).where(HeartbeatRow.name == GROWN))
        return found is not None


def _must_be_empty() -> None:
    with transaction() as session:
        if session.scalar(select(AccountRow.id).limit(1)) is not None:
            raise InvalidData(
                "database",
                "The database holds accounts already; invent the borough in an empty one.",
            )


def _grow(clock: MovingClock, cases: int, seed: int, progress: Progress) -> int:
    _must_be_empty()
    staff.found_councils()
    actors = staff.take_on_staff()
    tellers = [Teller(story, actors) for story in STORIES]
    told = [happening for teller in tellers for happening in teller.begin()]
    besides = [*told, *improvements(actors), *quarters(actors), *thanks(cases, seed, actors)]
    acts = grow.live(cases, seed, actors, clock, progress, besides)
    look_afterwards(seed, actors)
    with transaction() as session:
        session.execute(insert(table(HeartbeatRow)).values(
            name=GROWN, succeeded_at=grow.NOW, detail={
                "cases": cases, "seed": seed, "stories": [one.told().as_json() for one in tellers]
            },
        ))
    return acts
