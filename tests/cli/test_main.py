"""The console command answers with one sentence and a status that programs can rely on."""

from __future__ import annotations

import json
import subprocess
import sys
from types import ModuleType
from typing import Any

import click
import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError
from support.command_line import complaints

from complaints_service.cli import exit_status, main
from complaints_service.clock import ClockError
from complaints_service.domain.refusals import Refusal
from complaints_service.settings import RefusedSettings, SettingsError


@pytest.fixture
def verb(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make `complaints check` do what the test wants."""

    def become(error: BaseException | None) -> None:
        @click.command("check")
        def command() -> None:
            if error is not None:
                raise error

        module = ModuleType("complaints_service.cli.check")
        module.command = command  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)

    return become


STATUSES = [
    (None, 0),
    (exit_status.CheckFailed("Two letters are missing."), 1),
    (click.UsageError("There is no such file."), 2),
    (SettingsError("COMPLAINTS_ENV is 'x'; write production."), 2),
    (ClockError("The clock's file holds nothing."), 2),
    (exit_status.NotReady("Run complaints db upgrade."), 3),
    (exit_status.RefusedByPolicy("Only an approver may."), 4),
    (RefusedSettings("COMPLAINTS_NOW_FILE is set."), 4),
    (Refusal("self_approval", "The author may not approve."), 4),
]


@pytest.mark.parametrize(("error", "status"), STATUSES)
def test_each_ending_has_its_status_and_one_sentence(
    verb: Any, capsys: pytest.CaptureFixture[str], error: Exception | None, status: int
) -> None:
    verb(error)
    assert main.run(["check"]) == status
    told = capsys.readouterr().err
    assert told == ("" if error is None else f"{getattr(error, 'message', error)}\n")


def test_a_database_before_its_migration_is_not_ready(
    verb: Any, capsys: pytest.CaptureFixture[str], empty_database_url: str
) -> None:
    engine = create_engine(empty_database_url, poolclass=NullPool)
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("SELECT ref FROM complaint"))
    verb(caught.value)
    assert main.run(["check"]) == exit_status.NOT_READY
    assert "complaints db upgrade" in capsys.readouterr().err


def test_what_nobody_foresaw_is_one_sentence_without_its_words(
    verb: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    verb(KeyError("Mrs Invented"))
    assert main.run(["check"]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "KeyError" in told
    assert "Invented" not in told


def test_with_debugging_it_is_told_as_json_too(
    verb: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPLAINTS_DEBUG", "1")
    verb(KeyError("the words"))
    assert main.run(["check"]) == 1
    log, sentence = capsys.readouterr().err.splitlines()
    assert "Traceback" in json.loads(log)["exception"]
    assert "KeyError" in sentence


MISUSED = [
    (["bogus"], "No such command 'bogus'."),
    (["--bogus"], "No such option"),
    (["version", "surplus"], "unexpected extra argument"),
    (["db", "downgrade"], "Missing argument 'REV'"),
]


@pytest.mark.parametrize(("arguments", "words"), MISUSED)
def test_a_slip_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main.run(arguments) == exit_status.USAGE
    told = capsys.readouterr()
    assert words in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


@pytest.mark.parametrize("arguments", [[], ["db"]])
def test_without_a_verb_the_help_is_readable(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main.run(arguments) == exit_status.USAGE
    told = capsys.readouterr()
    assert told.err.startswith("Usage: complaints")
    assert told.err.count("\n") > 5
    assert told.out == ""


def test_a_missing_verb_leaves_the_others_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(main.VERBS, "not-there", "A verb of another edition.")
    assert main.run(["not-there"]) == exit_status.USAGE
    assert "not part of this installation" in capsys.readouterr().err
    assert main.run(["--help"]) == 0
    assert "not-there" in capsys.readouterr().out
    assert main.run(["version"]) == 0


@pytest.mark.parametrize("name", main.VERBS)
def test_every_verb_answers_its_help_and_takes_json(name: str) -> None:
    context = click.Context(main.complaints)
    command = main.complaints.get_command(context, name)
    assert command is not None
    for leaf in _leaves(command):
        options = {option for parameter in leaf.params for option in parameter.opts}
        assert "--json" in options, leaf.name


def _leaves(command: click.Command) -> list[click.Command]:
    if isinstance(command, click.Group):
        return [leaf for part in command.commands.values() for leaf in _leaves(part)]
    return [command]


def test_versions() -> None:
    ended = complaints("version", "--json")
    assert ended.status == 0
    assert ended.answer["contract"] == 1
    assert ended.answer["python"].startswith("3.")
    assert {"flask", "marshmallow", "weasyprint"} <= ended.answer["dependencies"].keys()
    assert all(version[0].isdigit() for version in ended.answer["dependencies"].values())


HEAVY = {"flask", "sqlalchemy", "alembic", "weasyprint", "apscheduler", "jinja2"}


@pytest.mark.parametrize("arguments", [["version"], ["--help"], ["due", "--help"]])
def test_a_small_verb_starts_quickly(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom complaints_service.cli.main import run\n"
        f"assert run({arguments!r}) == 0\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(ended.stderr.split())


def test_a_reader_that_leaves_early_hears_no_complaint() -> None:
    pipe = f"{sys.executable} -m complaints_service --help | true"
    ended = subprocess.run(
        ["/bin/bash", "-c", pipe], capture_output=True, text=True, check=False
    )
    assert (ended.stdout, ended.stderr) == ("", "")
