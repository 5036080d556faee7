"""Letters are printed once and kept; a folder that fails costs time, never the letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text
from support.lives import Lives
from support.staffed import staffed

from complaints_service.jobs.letter_files import LetterFiles, Pressed
from complaints_service.letters.pdf import PdfFailed
from complaints_service.persistence.database import db
from complaints_service.services import letter_print
from complaints_service.services.letter_print import printed

HTML = "<p>Dear Ada"
DIGEST = sha256(HTML.encode()).hexdigest()


class Press:
    """Prints nothing, and counts how often."""

    def __init__(self, fails: bool = False) -> None:
        self.calls: list[bool] = []
        self.fails = fails

    def __call__(self, html: str, *, large_print: bool = False) -> bytes:
        self.calls.append(large_print)
        if self.fails:
            raise PdfFailed("too long")
        return b"%PDF-1.7 " + html.encode()


def test_a_letter_is_printed_once_in_each_size(tmp_path: Path) -> None:
    press, folder = Press(), tmp_path / "letters"
    for _ in range(2):
        assert printed(DIGEST, HTML, folder, press=press).startswith(b"%PDF-")
        printed(DIGEST, HTML, folder, large_print=True, press=press)
    assert press.calls == [False, True]
    names = sorted(one.name for one in folder.iterdir())
    assert names == [f"{DIGEST}-large.pdf", f"{DIGEST}.pdf"]
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


def test_a_damaged_file_is_printed_again(tmp_path: Path) -> None:
    (tmp_path / f"{DIGEST}.pdf").write_bytes(b"")
    press = Press()
    assert printed(DIGEST, HTML, tmp_path, press=press).startswith(b"%PDF-")
    assert (tmp_path / f"{DIGEST}.pdf").read_bytes().startswith(b"%PDF-")


def test_where_nothing_can_be_kept_the_letter_is_there_all_the_same(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    assert printed(DIGEST, HTML, blocked, press=Press()).startswith(b"%PDF-")


def test_what_cannot_be_printed_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(PdfFailed):
        printed(DIGEST, HTML, tmp_path, press=Press(fails=True))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../secret-key", "", DIGEST[:-1], DIGEST.upper() + "/x"])
def test_only_a_digest_names_a_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="64"):
        printed(name, HTML, tmp_path, press=Press())


def test_forgetting_removes_both_sizes(tmp_path: Path) -> None:
    for large in (False, True):
        printed(DIGEST, HTML, tmp_path, large_print=large, press=Press())
    letter_print.forget(DIGEST, tmp_path)
    letter_print.forget(DIGEST, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def lives(database_url: str, tmp_path: Path) -> Iterator[Lives]:
    with staffed(database_url, tmp_path, seed=4) as council:
        yield Lives(council)


def run(files: LetterFiles, lives: Lives, **later: float) -> Pressed:
    """One pass of the worker."""
    with lives.council.app.app_context():
        return files.run(lives.council.now + timedelta(**later))


def test_the_worker_prints_what_is_new_in_batches(lives: Lives, tmp_path: Path) -> None:
    """A responded complaint has three letters; two are a batch."""
    folder, press = tmp_path / "letters", Press()
    lives.responded()
    files = LetterFiles(folder, batch=2, press=press)
    done = [run(files, lives).printed for _ in range(3)]
    assert done == [2, 1, 0]
    lives.received()
    assert run(files, lives).printed == 1
    assert len(press.calls) == 4


def test_one_that_cannot_be_printed_holds_up_no_other(lives: Lives, tmp_path: Path) -> None:
    lives.responded()
    files = LetterFiles(tmp_path / "letters", press=Press(fails=True))
    assert run(files, lives) == Pressed(failed=3)
    assert run(files, lives) == Pressed()


def test_old_letters_wait_until_somebody_asks(lives: Lives, tmp_path: Path) -> None:
    lives.received()
    files = LetterFiles(tmp_path / "letters", press=Press())
    assert run(files, lives, days=15).printed == 0


def test_an_erased_letter_loses_its_files(lives: Lives, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    lives.received()
    files = LetterFiles(folder, press=Press())
    assert run(files, lives).printed == 1
    with lives.council.app.app_context():
        db.session.execute(text("UPDATE letter SET html = NULL, plain_text = NULL"))
        db.session.commit()
    assert run(files, lives, hours=1).removed == 0
    assert run(files, lives, hours=7).removed == 1
    assert not list(folder.glob("*.pdf"))


def test_of_two_workers_on_one_folder_one_prints(lives: Lives, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    lives.received()
    other = LetterFiles(folder, press=Press())
    seen: list[Pressed] = []

    def press(html: str, *, large_print: bool = False) -> bytes:
        seen.append(run(other, lives))
        return b"%PDF-1.7"

    assert run(LetterFiles(folder, press=press), lives).printed == 1
    assert seen == [Pressed()]
