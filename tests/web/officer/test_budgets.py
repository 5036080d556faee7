"""Pages of long lists stay quick: few questions to the database, each answered by an index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event, text
from support import web
from support.pages import Visitor

from complaints_service.persistence.database import db
from complaints_service.persistence.queries import search_words, worklist
from complaints_service.persistence.queries.worklist import Narrowed
from complaints_service.services.accounts import account_of_email
from complaints_service.services.visibility import visible_clause
from complaints_service.services.worklist import days_around

MOST_QUESTIONS = {"/officer/": 16, "/officer/?group=every": 17, "complaint": 24}
"""By address: well above what each needs today, well below one a line of the list."""


@pytest.fixture(scope="module")
def app(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = web.application(shared_database_url, tmp_path_factory.mktemp("budgets"))
    yield made
    web.close(made)


@contextmanager
def questions(app: Flask) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def keep(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", keep)


def test_bug_65_a_page_asks_the_database_few_questions_however_long_the_list(app: Flask) -> None:
    caller = web.caller(app, "officer")
    ref = caller.complaint()
    officer = Visitor(app).sign_in("officer", organisation="weston")
    addresses = {**MOST_QUESTIONS, f"/complaints/{ref}": MOST_QUESTIONS["complaint"]}
    del addresses["complaint"]
    counted: dict[str, int] = {}
    for more in (0, 25):
        for _ in range(more):
            caller.complaint()
        for address, most in addresses.items():
            officer.get(address)
            with questions(app) as asked:
                officer.get(address)
            assert len(asked) <= most, (address, len(asked))
            # As many for a full page as for a single line.
            assert counted.setdefault(address, len(asked)) >= len(asked) - 1, address


def _counts(by: object) -> None:
    worklist.counts(Narrowed(), visible_clause(by), days_around(date(2026, 3, 2)))  # type: ignore[arg-type]


def _rows(by: object) -> None:
    worklist.rows(Narrowed(), visible_clause(by), days_around(date(2026, 3, 2)),  # type: ignore[arg-type]
                  order="due", start=0, limit=25)


def _words(by: object) -> None:
    found = search_words.found(search_words.terms("kerb library"))
    db.session.execute(text("SELECT 1")).all()
    db.session.execute(found.select()).all()


@pytest.mark.parametrize(("ask", "index", "forbidden"), [
    (_counts, {"ix_complaint_worklist"}, ("enable_seqscan",)),
    (_rows, {"ix_complaint_worklist"}, ("enable_seqscan",)),
    # Nor by going through another index from end to end.
    (_words, {"ix_private_value_words", "ix_complaint_reference_words"},
     ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan")),
])
def test_bug_65_lists_are_found_by_an_index(
    app: Flask, ask: Callable[[object], None], index: set[str], forbidden: tuple[str, ...]
) -> None:
    """Where a table is so short that reading it whole is quicker, that is forbidden here."""
    caller = web.caller(app, "officer")
    asked: list[tuple[str, object]] = []

    def keep(connection: object, cursor: object, statement: str, values: object,
             *rest: object) -> None:
        if "FROM complaint" in statement or "FROM private_value" in statement:
            asked.append((statement, values))

    with app.app_context():
        # Of every council: one alone, in a table so short, would be found by its own index.
        account = account_of_email(db.session(), caller.email).as_actor()
        by = replace(account, organisation=None)
        event.listen(db.engine, "before_cursor_execute", keep)
        try:
            ask(by)
        finally:
            event.remove(db.engine, "before_cursor_execute", keep)
        statement, values = asked[-1]
        connection = db.session.connection()
        for way in forbidden:
            connection.exec_driver_sql(f"SET LOCAL {way} = off")
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())
        db.session.remove()
    for one in index:
        assert one in plan, plan
