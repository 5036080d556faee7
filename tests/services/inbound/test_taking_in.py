"""Mail that comes in lands where it belongs, once; only proof joins it, and nothing answers it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, text, update
from support.letters_in import HOST, bounce, hostile, letter_in
from support.lives import Lives
from support.staffed import staffed

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.jobs.emails import email
from complaints_service.persistence.base import table
from complaints_service.persistence.database import db
from complaints_service.persistence.models.mail import InboundMessageRow, MessageActRow
from complaints_service.persistence.models.message import LetterRow, OutboxRow
from complaints_service.persistence.models.people import OrganisationRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services import mail_tokens
from complaints_service.services.errors import Forbidden, NotFound
from complaints_service.services.inbound import desk, taking_in
from complaints_service.services.inbound.taking_in import Taken, sort_left_over, take_in

ANN = "Ann Example <ann@example.org>"


@pytest.fixture(scope="module")
def lives(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lives]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=8) as council:
        with council.app.app_context(), transaction() as session:
            session.execute(update(OrganisationRow).values(settings={
                "team_email": "team@borough.example",
                "reply_email": "answers+{token}@borough.example"}))
        yield Lives(council)


@pytest.fixture(autouse=True)
def council_clock(lives: Lives, monkeypatch: pytest.MonkeyPatch) -> None:
    """Live in the council's time."""
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(lives.council.clock_file))


@pytest.fixture
def ref(lives: Lives) -> str:
    """A complaint of Ann's, whose receipt went by email."""
    lives.council.later(minutes=1)
    made = lives.received(complainants=[{"name": "Ann Example", "email": "ann@example.org"}])
    lives.council.later(minutes=1)
    return made


def mark(lives: Lives, ref: str) -> str:
    """The secret mark of the letter that went to the complainant, as if it had been sent."""
    with lives.council.app.app_context(), transaction() as session:
        key = session.scalar(select(OutboxRow.key).where(
            OutboxRow.ref == ref, OutboxRow.kind == "letter").order_by(OutboxRow.id))
        token = mail_tokens.token_of(str(key), "secret")
        session.execute(update(OutboxRow).where(OutboxRow.key == key).values(
            message_id=mail_tokens.message_id(token, HOST), state="sent", sent_at=lives.council.now,
            next_attempt_at=None))
        session.execute(update(LetterRow).where(LetterRow.ref == ref).values(delivery="sent"))
    return token


def comes(lives: Lives, raw: Any) -> Taken:
    with lives.council.app.app_context():
        return take_in(raw if isinstance(raw, bytes) else raw.as_bytes())


def answer(token: str, words: str = "It leaks again.", **headers: str) -> Any:
    return letter_in(words, **{"In_Reply_To": f"<{token}@{HOST}>", **headers})


def row(lives: Lives, mail_id: str | None) -> Any:
    with lives.council.app.app_context():
        return db.session.execute(select(table(InboundMessageRow)).where(
            InboundMessageRow.id == mail_id)).one()


def events(lives: Lives, ref: str) -> list[tuple[str, str, str]]:
    with lives.council.app.app_context():
        return [tuple(one) for one in db.session.execute(
            text("SELECT type, actor, role FROM event WHERE ref = :ref ORDER BY seq"),
            {"ref": ref})]


def private_words(lives: Lives, ref: str) -> str:
    with lives.council.app.app_context():
        return json.dumps(db.session.scalars(
            text("SELECT payload FROM private_value WHERE ref = :ref"), {"ref": ref}).all())


def complaints_there(lives: Lives) -> int:
    with lives.council.app.app_context():
        return int(db.session.scalar(text("SELECT count(*) FROM complaint")) or 0)


def test_bug_31_an_answer_lands_on_its_complaint_and_opens_no_second(
    lives: Lives, ref: str
) -> None:
    """Whatever became of the subject: the mark and the known address together are the proof."""
    token, before = mark(lives, ref), complaints_there(lives)
    found = comes(lives, answer(token, "The bin, again.", subject="Something quite different"))
    assert (found.place, found.ref) == ("joined", ref)
    assert complaints_there(lives) == before
    assert events(lives, ref)[-1] == ("contact_recorded", "system", "system")
    assert "The bin, again." in private_words(lives, ref)
    assert "Nobody has checked who sent it" in private_words(lives, ref)
    [told] = [one for one in _outbox(lives, ref) if one.kind == "alarm"]
    assert told.facts["alarm"] == "mail"


@pytest.mark.parametrize(
    ("sender", "headers", "why", "suggests"),
    [
        # Another address, though with the mark: it may have been forwarded.
        ("Bob <bob@else.example>", "mark", "other_address", True),
        # T27: a forged From with the mark of nobody, and Reply-To is never looked at.
        (ANN, "forged", "named", True),
        # The right reference in the subject proves nothing: everybody may write it.
        ("Bob <bob@else.example>", "subject", "named", True),
        # The address alone: she may write about something new.
        (ANN, "", "known_sender", True),
        # Her name alone: no suggestion, and nothing is ever merged by name.
        ("Ann Example <other@else.example>", "", "new", False),
        # Two senders are none.
        ("ann@example.org, bob@else.example", "mark", "other_address", True),
    ],
)
def test_bug_31_without_proof_a_person_decides(
    lives: Lives, ref: str, sender: str, headers: str, why: str, suggests: bool
) -> None:
    token = mark(lives, ref)
    given = {
        "mark": {"In_Reply_To": f"<{token}@{HOST}>"},
        "forged": {"In_Reply_To": f"<{'f' * 40}@{HOST}>", "Reply_To": "ann@example.org",
                   "subject": f"Re: A letter about {ref} is ready"},
        "subject": {"subject": f"about {ref.lower()}"},
        "": {"subject": "hello"},
    }[headers]
    before = events(lives, ref)
    found = comes(lives, letter_in(f"words {ref} {why}"[:5] + why + headers + sender, sender,
                                   **given))
    assert (found.place, found.why) == ("triage", why)
    assert (ref in row(lives, found.id).suggested) == suggests
    assert events(lives, ref) == before


@pytest.mark.parametrize("headers", [
    {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"},
    {"List_Id": "<x.example>"}, {"sender": "team@borough.example"}, {"Return_Path": "<>"},
])
def test_bug_32_what_a_machine_wrote_is_parked_and_nothing_is_sent(
    lives: Lives, ref: str, headers: dict[str, str]
) -> None:
    token = mark(lives, ref)
    before, sent = events(lives, ref), len(_outbox(lives))
    for number in range(5):
        found = comes(lives, answer(token, f"I am away {number} {headers}", **headers))
        assert found.place == "parked"
    assert (events(lives, ref), len(_outbox(lives))) == (before, sent)


def test_bug_32_two_installations_that_answer_each_other_fall_silent(
    lives: Lives, ref: str
) -> None:
    """What we write says that a machine wrote it, and what says so is parked after one hop."""
    token = mark(lives, ref)
    theirs = email("letter", {"ref": ref, "link": "https://x.example/track", "answerable": True,
                              "organisation": "Other"}, recipient="answers@borough.example",
                   sender=("Other", "other@council.example"),
                   message_id=f"<{token}@{HOST}>", now=lives.council.now)
    sent = len(_outbox(lives))
    assert comes(lives, theirs).place == "parked"
    assert len(_outbox(lives)) == sent


def test_bug_33_mail_to_a_merged_complaint_lands_on_the_one_that_stands(
    lives: Lives, ref: str
) -> None:
    lives.council.later(minutes=1)
    other = lives.received(complainants=[{"name": "Ann Example", "email": "ann@example.org"}])
    lives.council.later(minutes=1)
    last = lives.received(complainants=[{"name": "Ann E", "email": "ann2@example.org"}])
    token = mark(lives, last)
    for one, into in ((last, other), (other, ref)):
        lives.council.later(minutes=1)
        lives.council.tell("officer", "merge", one, {"into": into})
    merged = events(lives, last)
    found = comes(lives, answer(token, "To the merged one."))
    assert (found.place, found.ref) == ("joined", ref)
    assert events(lives, last) == merged


def test_bug_33_mail_to_a_complaint_that_is_gone_is_triaged(lives: Lives, ref: str) -> None:
    token = mark(lives, ref)
    with lives.council.app.app_context(), transaction() as session:
        session.execute(update(OutboxRow).where(OutboxRow.ref == ref).values(ref="GONE-GONE-2"))
    found = comes(lives, answer(token, "Is anybody there?"))
    assert (found.place, found.why) == ("triage", "gone")


def test_a_bounce_marks_the_letter_failed_and_names_a_person(lives: Lives, ref: str) -> None:
    lives.council.tell("officer", "accept", ref, {"points": [{"text": "The bin"}]})
    lives.council.tell("officer", "assign", ref, {"handler": "handler@borough.example"})
    token = mark(lives, ref)
    with lives.council.app.app_context():
        issued = db.session.scalar(select(LetterRow.issued_at).where(LetterRow.ref == ref))
    before = events(lives, ref)
    assert comes(lives, bounce(token)).place == "bounce"
    [letter] = [one for one in _outbox(lives, ref) if one.kind == "letter"]
    assert (letter.state, letter.last_error) == ("needs_attention", "bounced 5.1.1")
    assert letter.assigned_to == "ACC-handler"
    with lives.council.app.app_context():
        kept = db.session.execute(select(table(LetterRow)).where(LetterRow.ref == ref)).one()
        acts = db.session.scalars(select(MessageActRow.act)
                                  .where(MessageActRow.message == letter.id)).all()
    assert (kept.delivery, kept.issued_at, kept.dispatched_at) == ("failed", issued, issued)
    assert events(lives, ref) == before
    assert acts == ["bounced"]
    # A second report of the same letter makes no second task.
    assert comes(lives, bounce(token, status="5.2.2")).place == "bounce"
    assert [one.last_error for one in _outbox(lives, ref) if one.kind == "letter"] == [
        "bounced 5.1.1"]


def test_a_delay_is_no_failure_and_a_strange_bounce_waits_for_a_person(
    lives: Lives, ref: str
) -> None:
    token = mark(lives, ref)
    assert comes(lives, bounce(token, action="delayed", status="4.4.7")).place == "parked"
    assert {one.state for one in _outbox(lives, ref) if one.kind == "letter"} == {"sent"}
    found = comes(lives, bounce("e" * 40))
    assert (found.place, found.why) == ("triage", "bounce_unknown")


def test_the_same_message_is_kept_once(lives: Lives, ref: str) -> None:
    token = mark(lives, ref)
    message = answer(token, "Only once, please.").as_bytes()
    assert comes(lives, message).place == "joined"
    before = events(lives, ref)
    again = comes(lives, b"Received: by mx2; Mon, 02 Mar 2026 10:00:00 +0000\n" + message)
    assert again == Taken(None, "duplicate", "had_already")
    assert events(lives, ref) == before


def test_what_was_kept_and_not_sorted_is_sorted_later(
    lives: Lives, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process died between keeping and sorting, or after the contact was recorded."""
    token = mark(lives, ref)
    with monkeypatch.context() as dies:
        dies.setattr(taking_in, "_told", _die)
        with pytest.raises(RuntimeError):
            comes(lives, answer(token, "Do not lose me."))
    count = len(events(lives, ref))
    lives.council.later(minutes=10)
    with lives.council.app.app_context():
        assert sort_left_over(lives.council.now) == 1
        assert sort_left_over(lives.council.now) == 0
    assert len(events(lives, ref)) == count
    assert private_words(lives, ref).count("Do not lose me.") == 1


def _die(*_: object) -> None:
    raise RuntimeError


@pytest.mark.parametrize(
    ("headers", "hours"),
    [
        # What our server wrote on top is believed, within two weeks.
        ({"Received": "by mx; Mon, 02 Mar 2026 07:00:00 +0000"}, 7),
        # The Date header never is, absurd or not.
        ({"Date": "Mon, 01 Jan 1900 00:00:00 +0000"}, None),
        ({"Received": "by mx; Mon, 01 Jan 1900 00:00:00 +0000"}, None),
        ({"Received": "by mx; Fri, 01 Jan 2100 00:00:00 +0000"}, None),
        ({"Received": "rubbish"}, None),
    ],
)
def test_the_day_it_reached_us_is_our_servers(
    lives: Lives, headers: dict[str, str], hours: int | None
) -> None:
    message = letter_in(f"When? {headers}", "New <new@else.example>", "New")
    if "Date" in headers:
        del message["Date"]
    for name, value in headers.items():
        message[name] = value
    found = row(lives, comes(lives, message).id)
    wanted = lives.council.now if hours is None else datetime(2026, 3, 2, hours, tzinfo=UTC)
    assert found.received_at == wanted


def test_a_person_joins_a_message_with_its_files(lives: Lives, ref: str) -> None:
    message = letter_in("With a picture.", "Bob <bob@else.example>", "hello there")
    message.add_attachment("The meter reading.", filename="reading.txt")
    arrived = lives.council.now
    found = comes(lives, message)
    lives.council.later(days=1)
    actors = lives.council.actors
    with lives.council.app.app_context():
        with pytest.raises(InvalidData):
            desk.join(str(found.id), "NONE-NONE-N", actors["officer"])
        assert desk.join(str(found.id), ref.lower(), actors["officer"]) == ref
        shown = desk.one_mail(str(found.id), actors["auditor"])
        with pytest.raises(Refusal):
            desk.join(str(found.id), ref, actors["officer_2"])
    assert (shown.place, shown.ref, shown.decided_by) == ("joined", ref, "Officer")
    assert [one[0] for one in events(lives, ref)[-2:]] == ["contact_recorded", "document_added"]
    with lives.council.app.app_context():
        moment = db.session.scalar(text("SELECT occurred_at FROM event WHERE ref = :ref AND type "
                                        "= 'contact_recorded'"), {"ref": ref})
    assert moment == arrived


def test_a_person_lays_a_message_aside_with_a_reason(lives: Lives) -> None:
    found = str(comes(lives, letter_in("Buy now.", "x@spam.example", "Cheap")).id)
    actors = lives.council.actors
    with lives.council.app.app_context():
        with pytest.raises(Refusal) as refused:
            desk.set_aside(found, " \0", actors["officer"])
        assert refused.value.rule == "reason_missing"
        with pytest.raises(Forbidden):
            desk.set_aside(found, "Advertising", actors["auditor"])
        desk.set_aside(found, "Advertising", actors["officer"])
        assert desk.one_mail(found, actors["officer"]).reason == "Advertising"
        assert desk.raw_mail(found, actors["officer"]).startswith(b"From: x@spam.example")
        desk.forget(found)
        assert desk.one_mail(found, actors["officer"]).erased
        with pytest.raises(NotFound):
            desk.raw_mail(found, actors["officer"])


def test_the_lists_show_what_they_count(lives: Lives, ref: str) -> None:
    comes(lives, answer(mark(lives, ref), "Count me."))
    officer = lives.council.actors["officer"]
    with lives.council.app.app_context():
        numbers = desk.counts(officer)
        for name in desk.LISTS:
            page = desk.mail_list(officer, name)
            assert page.total == numbers[name]
            assert len(page.mail) == min(page.total, desk.ON_A_PAGE)
        unread = desk.mail_list(officer, "unread").mail[0]
        desk.mark_read(unread.id, officer)
        assert desk.counts(officer)["unread"] == numbers["unread"] - 1


def test_mail_of_a_restricted_complaint_is_seen_by_its_list_alone(lives: Lives, ref: str) -> None:
    found = comes(lives, answer(mark(lives, ref), "Secret words."))
    actors = lives.council.actors
    lives.council.later(minutes=1)
    lives.council.tell("officer", "restrict_access", ref,
                       {"people": ["officer@borough.example"], "reason": "Staff"})
    with lives.council.app.app_context():
        assert desk.one_mail(str(found.id), actors["officer"]).ref == ref
        with pytest.raises(NotFound):
            desk.one_mail(str(found.id), actors["officer_2"])
        assert found.id not in {
            one.id for one in desk.mail_list(actors["officer_2"], "unread").mail}


def _outbox(lives: Lives, ref: str | None = None) -> list[Any]:
    statement = select(table(OutboxRow)).order_by(OutboxRow.id)
    if ref is not None:
        statement = statement.where(OutboxRow.ref == ref)
    with lives.council.app.app_context():
        return list(db.session.execute(statement).all())




def test_hostile_messages_are_kept_and_wait_for_a_person(lives: Lives) -> None:
    sent = len(_outbox(lives))
    for raw in hostile(7, 45):
        found = comes(lives, raw)
        assert found.place in ("triage", "parked", "duplicate")
    officer = lives.council.actors["officer"]
    with lives.council.app.app_context():
        for one in desk.mail_list(officer, "waiting").mail:
            assert desk.raw_mail(one.id, officer) is not None
    assert len(_outbox(lives)) == sent
