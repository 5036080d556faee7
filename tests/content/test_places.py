"""The council's own folder comes before the shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaints_service.content import places


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the council's own folder, empty."""
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("name", places.PLACES)
def test_everything_is_shipped(name: str) -> None:
    assert places.place(name).exists()


def test_an_empty_home_hides_nothing(home: Path) -> None:
    assert places.overlays("templates") == [places.shipped("templates")]


def test_the_councils_own_comes_first(home: Path) -> None:
    (home / "templates").mkdir()
    (home / "templates" / "only-here.html").write_text("")
    assert places.overlays("templates") == [home / "templates", places.shipped("templates")]
    assert places.place("templates") == home / "templates"
    assert places.find("templates", "only-here.html").parent == home / "templates"
    assert places.find("templates", "README.md").parent == places.shipped("templates")


def test_a_place_nobody_knows_is_a_slip_of_ours() -> None:
    with pytest.raises(ValueError, match="no place"):
        places.place("static")


@pytest.mark.parametrize("path", ["../config.py", "/etc/passwd", "a/../../config.py"])
def test_a_file_outside_is_never_found(home: Path, path: str) -> None:
    with pytest.raises(ValueError, match="leads out"):
        places.find("templates", path)


def test_a_missing_file_is_told() -> None:
    with pytest.raises(places.PlaceMissing, match="does not exist"):
        places.find("templates", "no-such-page.html")
