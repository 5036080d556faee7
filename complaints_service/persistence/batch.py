"""Gives many statements to the database in one go, so that a command waits for it only once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, cast

import psycopg
from sqlalchemy import ClauseElement, Executable
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # published without types

Row = Mapping[str, Any]


class Writes(Protocol):
    """Whatever takes statements: a session, which runs each at once, or a batch."""

    def execute(self, statement: Executable, params: Any = None, /) -> Any:
        """Run the statement with one row of values, or once for each of several."""


@dataclass(frozen=True)
class _Compiled:
    """A statement as the driver takes it, and how each of its values gets there."""

    sql: str
    constants: Row
    ways: Mapping[str, Callable[[Any], Any]]

    def values(self, row: Row) -> dict[str, Any]:
        """The values of one run, in the driver's types."""
        given = {**self.constants, **row}
        for name, way in self.ways.items():
            given[name] = way(given[name])
        return given


class Answer:
    """What a question found; there is nothing in it before the batch is sent.

    Values are as the driver gives them: JSON is read, instants are aware.
    """

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []

    @property
    def row(self) -> tuple[Any, ...] | None:
        """The first row; None where nothing was found."""
        return self.rows[0] if self.rows else None


class Batch:
    """Statements of the session's transaction that wait for `send`.

    Each is compiled once for the life of the process: give it statements that live in a module,
    with their values as parameters.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: list[tuple[_Compiled, Row, Answer | None]] = []

    def execute(self, statement: Executable, params: Row | Sequence[Row] | None = None, /) -> None:
        """Let the statement wait, once for each row of values."""
        rows = [params or {}] if params is None or isinstance(params, Mapping) else params
        for row in rows:
            self._waiting.append((_compiled(statement, tuple(row)), row, None))

    def ask(self, statement: Executable, row: Row) -> Answer:
        """Let a question wait, with its values; the answer is filled by `send`."""
        answer = Answer()
        self._waiting.append((_compiled(statement, tuple(row)), row, answer))
        return answer

    def send(self, *, commit: bool = False) -> None:
        """Run all that waits, in order and inside the session's transaction, and perhaps end it.

        Only `transaction()` commits. Raises what SQLAlchemy would raise for the first statement
        that fails.
        """
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        driver = cast(psycopg.Connection, self._session.connection().connection.driver_connection)
        asked: list[tuple[psycopg.Cursor[tuple[Any, ...]], Answer]] = []
        try:
            with driver.pipeline(), driver.cursor() as silent:
                for compiled, row, answer in waiting:
                    cursor = silent if answer is None else driver.cursor()
                    cursor.execute(compiled.sql, compiled.values(row))
                    if answer is not None:
                        asked.append((cursor, answer))
                if commit:
                    driver.commit()
            for cursor, answer in asked:
                answer.rows = cursor.fetchall()
        except psycopg.Error as error:
            raise DBAPIError.instance(None, None, error, psycopg.Error, dialect=DIALECT) from error


@cache
def _compiled(statement: Executable, names: tuple[str, ...]) -> _Compiled:
    made = cast(ClauseElement, statement).compile(dialect=DIALECT, column_keys=list(names))
    compiled = cast(SQLCompiler, made)
    processors = {
        name: bind.type.dialect_impl(DIALECT).bind_processor(DIALECT)
        for name, bind in compiled.binds.items()
    }
    ways = {name: way for name, way in processors.items() if way is not None}
    return _Compiled(str(compiled), dict(compiled.params), ways)
