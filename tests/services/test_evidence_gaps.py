"""What an Ombudsman would miss on a file: each row a rule in words, a life, and what is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from support.lives import Lives
from support.staffed import Staffed, staffed

from complaints_service.domain.evidence_gaps import gaps_of
from complaints_service.persistence.database import db
from complaints_service.persistence.streams import read_events
from complaints_service.services.rules_in_use import rules

Life = Callable[[Lives], str]


@pytest.fixture(scope="module")
def council(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Staffed]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=6) as made:
        yield made


@pytest.fixture
def lives(council: Staffed, monkeypatch: pytest.MonkeyPatch) -> Lives:
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(council.clock_file))
    return Lives(council)


def later(days: int, then: Life) -> Life:
    """A life after which so many days pass."""
    def life(lives: Lives) -> str:
        ref = then(lives)
        lives.council.later(days=days)
        return ref

    return life


def extended_by_post(lives: Lives) -> str:
    ref = lives.investigating()
    lives.tell(ref, "extend", working_days=5, send_by="post")
    return ref


ROWS: list[tuple[str, Life, str]] = [
    ("an acknowledgement that was never sent", later(30, Lives.accepted),
     "Stage 1 acknowledgement: not on file, and "),
    ("an answer that is overdue", later(40, Lives.investigating),
     "Stage 1 answer: not on file, and "),
    ("a letter of more time that lies in the post room", extended_by_post,
     "Extension of stage 1 by 5 working days: the letter is not known to have left"),
    ("a letter that was printed and never left", lambda on: on.investigating(by_post=True),
     "A letter (acknowledgement) was printed and is not known to have left"),
    ("weeks of silence", later(40, Lives.investigating), "No contact with the complainant for "),
    ("a finding that rests on nothing named", Lives.responded,
     "Point 1: no policy, law or evidence named at stage 1"),
    ("something upheld, and nothing learnt", lambda on: on.responded(upheld=True),
     "Something was upheld, and no lesson is on file"),
]


@pytest.mark.parametrize(("life", "said"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_tells_of(lives: Lives, life: Life, said: str) -> None:
    ref = life(lives)
    assert [one for one in told(lives, ref) if one.startswith(said)]


def told(lives: Lives, ref: str) -> list[str]:
    with lives.council.app.app_context():
        events = read_events(db.session(), ref)
        found = gaps_of(lives.complaint(ref), events, rules(), lives.near(None).today)
    return [one.text for one in found]


def test_tells_of_nothing_where_everything_was_done_in_time(lives: Lives) -> None:
    ref = lives.investigating()
    assert told(lives, ref) == []
