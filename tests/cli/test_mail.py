"""`complaints mail receive`: what a mail server hands over is kept, or is asked for again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.caseload import Caseload
from support.checkout import ROOT
from support.command_line import complaints
from support.letters_in import letter_in


@pytest.fixture
def env(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {
        "COMPLAINTS_ENV": "test", "COMPLAINTS_DATABASE_URL": database_url,
        "COMPLAINTS_DATA_DIR": str(tmp_path / "data"),
    }


def test_files_and_folders_are_taken_in_once(
    database_url: str, env: dict[str, str], tmp_path: Path
) -> None:
    Caseload(database_url).engine.dispose()
    folder = tmp_path / "mail"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.eml").write_bytes(letter_in(f"Message {number}").as_bytes())
    ended = complaints("mail", "receive", str(folder), "--json", env=env)
    assert [json.loads(line)["place"] for line in ended.out.splitlines()] == ["triage"] * 3
    assert "example.org" not in ended.out
    ended = complaints("mail", "receive", str(folder / "0.eml"), env=env)
    assert ended.out == "1 we had it already.\n"


def test_a_pipe_is_read_and_asked_again_when_nothing_could_be_kept(
    database_url: str, env: dict[str, str]
) -> None:
    Caseload(database_url).engine.dispose()
    run = [sys.executable, "-m", "complaints_service", "mail", "receive", "--pipe"]
    message = letter_in("By pipe").as_bytes()
    kept = subprocess.run(run, input=message, env={"PATH": "", **env}, cwd=ROOT, check=False,
                          capture_output=True)
    assert (kept.returncode, kept.stdout) == (0, b"1 waits for a person.\n")
    away = {**env, "COMPLAINTS_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:9/none"}
    later = subprocess.run(run, input=message, env={"PATH": "", **away}, cwd=ROOT, check=False,
                           capture_output=True)
    assert later.returncode == 75
    assert later.stderr.decode().count("\n") >= 1
    assert b"Traceback" not in later.stderr
