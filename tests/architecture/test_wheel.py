"""A wheel, installed where there is no checkout, carries the words and rules and works.

Its dependencies are lent by the environment that runs the tests, so this proves what the wheel
itself must bring: the modules, the four folders of words and rules, the migrations, the console
command. That the declared dependencies suffice is proved by `make test` on a bare machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from support.checkout import ROOT

pytestmark = pytest.mark.slow

FOLDERS = ("workflows", "templates", "reports")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel into an environment of its own; give that environment's folder."""
    folder = tmp_path_factory.mktemp("installed") / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    site = Path(_ask(python, "import sysconfig; print(sysconfig.get_path('purelib'))"))
    lenders = Path(sysconfig.get_path("purelib"))
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps",
         "--no-index", "--disable-pip-version-check", str(wheel)],
        check=True, capture_output=True,
    )
    # The path alone: the .pth file of the lender, which leads back to the checkout, is not read.
    (site / "lent.pth").write_text(f"{lenders}\n")
    return folder


def _ask(python: Path, program: str) -> str:
    return _run([str(python), "-c", program]).stdout.strip()


def _run(command: list[str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    bare = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    return subprocess.run(
        command, cwd="/", env=bare, input=stdin, capture_output=True, text=True, check=False
    )


def _complaints(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _run([str(installed / "bin" / "complaints"), *arguments])


def test_the_wheel_brings_all_words_and_rules(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"complaints_service/bundled/{path.relative_to(ROOT)}" in inside
    assert "complaints_service/bundled/config.py" in inside
    assert "complaints_service/persistence/migrations/current-head" in inside


def test_no_folder_becomes_an_import_name_of_its_own(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"complaints_service"}


def test_it_is_the_wheel_that_runs(installed: Path) -> None:
    where = _ask(installed / "bin" / "python",
                 "import complaints_service; print(complaints_service.__file__)")
    assert Path(where).is_relative_to(installed)


def test_version(installed: Path) -> None:
    ended = _complaints(installed, "version", "--json")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["contract"] == 1


def test_due(installed: Path) -> None:
    # LGSCO Code: acknowledged within 5 working days of Monday 6 July 2026.
    ended = _complaints(
        installed, "due", "--code", "lgsco", "--stage-1-received", "2026-07-06", "--json"
    )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["stage_1_acknowledge_by"] == "2026-07-13"


def test_the_rules_are_found(installed: Path) -> None:
    ended = _complaints(installed, "workflow", "check", "--json")
    assert ended.returncode == 0, ended.stdout + ended.stderr
