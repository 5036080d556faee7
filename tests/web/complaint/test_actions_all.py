"""Every action of every role: the page of what may be done now, and what is done with it."""

from __future__ import annotations

import random

import pytest
from support.forms import KINDS, drawing, sent
from support.good_data import Data, NoGoodData, good_data
from support.lives import STATES
from support.office import Office
from support.pages import Page, Visitor

from complaints_service.domain.commands.registry import COMMANDS, CREATION
from complaints_service.services import reading
from complaints_service.services.open_commands import open_commands
from complaints_service.services.permissions import WHO
from complaints_service.services.rules_in_use import rules
from complaints_service.web.forms.build import build
from complaints_service.web.forms.choices import choices_for
from complaints_service.web.forms.words import words_of

ACTORS = ("officer", "handler", "reviewer", "manager", "approver")
ELSEWHERE = {"add_document": "tests/web/complaint/test_documents.py",
             "tell_new_date": "tests/web/officer/test_calendar.py"}
"""Done on pages of their own, or after what no life here meets; and where that is tried."""
SHOWN = tuple(name for name in COMMANDS
              if name in KINDS and name != CREATION and name not in ELSEWHERE)


def allowed(office: Office, ref: str, who: str) -> tuple[str, ...]:
    with office.council.app.app_context():
        complaint, by = office.lives.complaint(ref), office.council.actors[who]
        return open_commands(complaint, by, rules(), reading.today())


def sees(office: Office, visitor: Visitor, ref: str) -> bool:
    return visitor.client.get(f"/complaints/{ref}").status_code == 200


# The page of an action is there exactly while the action may be taken; else a page says why.
@pytest.mark.parametrize("state", STATES)
def test_pages_and_rules_agree(office: Office, state: str, seeded: random.Random) -> None:
    ref = STATES[state](office.lives)
    for who in ACTORS:
        visitor = office.visitor(who)
        if not sees(office, visitor, ref):
            continue
        now = allowed(office, ref, who)
        closed = [one for one in SHOWN if one not in now] if who == "officer" else []
        # Each closed page reads the whole file; some of them, other ones in each run, are enough.
        for command in [*seeded.sample(closed, min(8, len(closed))), *now]:
            if command not in SHOWN:
                continue
            if command in now:
                page = visitor.get(f"/complaints/{ref}/do/{command}")
                assert page.heading == words_of(command).title
            elif "officer" in WHO[command]:
                page = visitor.get(f"/complaints/{ref}/do/{command}", status=409)
                assert page.heading == f"{words_of(command).title}: not possible now"
                assert not page.select("main form")
            else:
                visitor.get(f"/complaints/{ref}/do/{command}", status=403)


@pytest.fixture(scope="module")
def open_in(opened: Office) -> dict[tuple[str, str], tuple[str, ...]]:
    """What each actor may do in each state, learnt from one life of each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPLAINTS_NOW_FILE", str(opened.council.clock_file))
        # At once: some lives move the clock on, and with it what is overdue elsewhere.
        return {(state, who): allowed(opened, ref, who) for state, life in STATES.items()
                for ref in (life(opened.lives),) for who in ACTORS}


# Good data typed into the form does what the command does, and the next page says so.
@pytest.mark.parametrize("command", SHOWN)
def test_does_what_its_button_says(
    office: Office, open_in: dict[tuple[str, str], tuple[str, ...]], command: str
) -> None:
    for (state, who), commands in open_in.items():
        if command not in commands:
            continue
        ref = STATES[state](office.lives)
        complaint = office.lives.complaint(ref)
        try:
            data = good_data(command, complaint, office.lives.near(complaint))
        except NoGoodData:
            continue
        done = typed_and_sent(office, who, ref, command, data)
        assert done.page_id == "complaint"
        assert done.notice.startswith(words_of(command).done.split("{", 1)[0].strip())
        return
    pytest.fail(f"nobody can give {command} in any state")


def typed_and_sent(office: Office, who: str, ref: str, command: str, data: Data) -> Page:
    """What a person sees who types this data into the action's page and sends it."""
    visitor = office.visitor(who)
    first = visitor.get(f"/complaints/{ref}/do/{command}")
    with office.council.app.app_context():
        view = reading.complaint_view(office.lives.complaint(ref))
        choices = choices_for(command, view, office.council.actors[who])
        form = build(COMMANDS[command].data, words_of(command), choices, data)
    typed = sent(drawing()(form))
    for hidden in ("csrf", "version", "key"):
        typed[hidden] = first.one(f"main input[name={hidden}]").get("value") or ""
    return visitor.post(f"/complaints/{ref}/do/{command}", typed)
