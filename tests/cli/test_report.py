"""`complaints report` and `complaints publish`, as an operator types them."""

from __future__ import annotations

import io
import json
import os
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest
from openpyxl import load_workbook
from support.command_line import Ended
from support.publishing import application, with_figures

from complaints_service.cli import main
from complaints_service.services import accounts, tokens

PERIOD = "2026-27-q2"


@pytest.fixture(scope="module")
def installation(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """An installation with figures, and the tokens of an officer, approver and publisher."""
    folder = tmp_path_factory.mktemp("installation")
    clock = folder / "now"
    clock.write_text("2026-11-23T09:00:00Z")
    env = {
        "COMPLAINTS_DATABASE_URL": shared_database_url,
        "COMPLAINTS_DATA_DIR": str(folder / "instance"),
        "COMPLAINTS_ENV": "test",
        "COMPLAINTS_NOW_FILE": str(clock),
    }
    with application(shared_database_url):
        with_figures(number=120)
        for role in ("officer", "approver", "publisher"):
            accounts.create_account(f"{role}@example.org", role.title(), [role])
            env[role] = tokens.create_token(f"{role}@example.org").secret
    return env


def run(installation: dict[str, str], *arguments: str) -> Ended:
    """The console command in this very process, which many runs can afford."""
    settings = {name: value for name, value in installation.items() if name.isupper()}
    out, err = io.StringIO(), io.StringIO()
    with patch.dict(os.environ, settings), redirect_stdout(out), redirect_stderr(err):
        status = main.run(arguments)
    return Ended(status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def edition(installation: dict[str, str]) -> str:
    """A quarter, published by three people."""
    built = run(installation, "report", "build", "quarterly-committee", "--period", PERIOD,
                "--token", installation["officer"], "--json")
    assert built.status == 0, built.err
    name: str = built.answer["id"]
    refused = run(installation, "report", "approve", name, "--token", installation["officer"])
    assert (refused.status, "approver" in refused.err) == (4, True)
    for verb, role in (("approve", "approver"), ("publish", "publisher")):
        done = run(installation, "report", verb, name, "--token", installation[role], "--json")
        assert done.status == 0, done.err
    assert done.answer["state"] == "released"
    return name


def test_the_list_names_it(installation: dict[str, str], edition: str) -> None:
    listed = run(installation, "report", "list", "--json")
    assert [json.loads(line)["id"] for line in listed.out.splitlines()] == [edition]
    assert f"{edition}  quarterly-committee" in run(installation, "report", "list").out


def test_it_is_written_in_every_format(
    installation: dict[str, str], edition: str, tmp_path: Path
) -> None:
    for format in ("html", "csv", "json", "xlsx"):
        out = tmp_path / f"report.{format}"
        done = run(installation, "report", "export", edition, "--format", format, "--out", str(out))
        assert done.status == 0, done.err
    file = json.loads((tmp_path / "report.json").read_text())
    rows = list(load_workbook(io.BytesIO((tmp_path / "report.xlsx").read_bytes())).active.values)
    assert len(rows) == len(file["measures"]) + 1
    assert (tmp_path / "report.html").read_text().startswith("<!doctype html>")


def test_officers_see_the_small_numbers_and_are_told_not_to_publish_them(
    installation: dict[str, str], edition: str, tmp_path: Path
) -> None:
    out = tmp_path / "open.json"
    run(installation, "report", "export", edition, "--format", "json", "--out", str(out),
        "--unsuppressed")
    file = json.loads(out.read_text())
    assert any("Not for publication" in note for note in file["notes"])
    services = [one for one in file["measures"]
                if one["id"] == "V2" and one["breakdown"] == "service"]
    whole = next(one for one in file["measures"]
                 if one["id"] == "V2" and one["breakdown"] == "all")
    assert sum(one["value"] for one in services) == whole["value"]
    page = run(installation, "report", "export", edition, "--format", "html", "--out",
               str(tmp_path / "x"), "--unsuppressed")
    assert page.status == 2


def test_the_public_site_is_written_as_files(
    installation: dict[str, str], edition: str, tmp_path: Path
) -> None:
    done = run(installation, "publish", "--to", str(tmp_path / "site"), "--json")
    assert done.status == 0, done.err
    index = json.loads((tmp_path / "site" / "public" / "v1" / "index.json").read_text())
    assert index["editions"][0]["id"] == edition
    assert (tmp_path / "site" / "performance" / PERIOD / "index.html").exists()


# (what is typed, exit status, what the sentence names)
@pytest.mark.parametrize(("arguments", "status", "named"), [
    (["build", "quarterly-committee", "--period", "2026-28"], 2, "2026-28"),
    (["build", "quarterly-committee"], 2, "period"),
    (["build", "annual", "--period", PERIOD], 2, "annual"),
    (["build", "quarterly-committee", "--period", PERIOD, "--as-of", "soon"], 2, "soon"),
    (["build", "quarterly-committee", "--period", PERIOD, "--organisation", "x"], 2, "x"),
    (["approve", "ED-9999", "--token", "cmp_wrong"], 4, "token"),
    (["withdraw", "ED-9999", "--token", "cmp_wrong"], 4, "token"),
    (["export", "ED-9999", "--format", "csv", "--out", "/dev/null"], 2, "ED-9999"),
])
def test_bad_input_is_one_sentence(
    installation: dict[str, str], arguments: list[str], status: int, named: str
) -> None:
    ended = run(installation, "report", *arguments)
    assert (ended.status, named in ended.err) == (status, True), ended.err
    assert "Traceback" not in ended.err
    assert len(ended.err.strip().splitlines()) == 1
