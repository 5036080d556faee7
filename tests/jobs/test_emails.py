"""Emails carry a reference, dates and links: nothing personal, and no header that is not ours."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest

from complaints_service.jobs.emails import email as make
from complaints_service.jobs.emails import message_id_of
from complaints_service.jobs.smtp import Refused

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
    "Content-Type", "Content-Transfer-Encoding",
}
BREAKS = ("\r\nBcc: evil@evil.example", "\nBcc: evil@evil.example", "\r", "\x00", "\u2028", "\x85")


def letter(**changes: Any) -> EmailMessage:
    values: dict[str, Any] = {
        "recipient": "resident@home.example",
        "sender": ("Borough Council", "team@borough.example"),
        "message_id": message_id_of("letter:L-1", "complaints.example", "secret"),
        "now": NOON,
    } | changes
    ref = values.pop("ref", "C-1")
    words = {"ref": ref, "answerable": False, "link": "https://complaints.example/track",
             "organisation": "Borough"}
    made = make("letter", words, **values)
    return cast(EmailMessage, email.message_from_bytes(made.as_bytes(), policy=default))


def test_the_headers_are_ours_alone() -> None:
    message = letter()
    assert set(message.keys()) == HEADERS
    assert message["Date"] == "Mon, 23 Nov 2026 12:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_message_id_is_the_same_for_a_key_and_no_other() -> None:
    ids = {message_id_of(key, "a.example", "s") for key in ("letter:1", "letter:2", "letter:1")}
    assert len(ids) == 2
    assert message_id_of("letter:1", "a.example", "another secret") not in ids
    assert all(found.endswith("@a.example>") for found in ids)
    assert "letter" not in "".join(ids)


@pytest.mark.parametrize("breaks", BREAKS)
@pytest.mark.parametrize("where", ["ref", "recipient", "sender_name", "sender"])
def test_a_line_break_is_refused_and_never_sent(where: str, breaks: str) -> None:
    """T26: cleaning the text would send something to somebody; refusing asks a person."""
    changes: dict[str, Any] = {
        "ref": {"ref": f"C-1{breaks}"},
        "recipient": {"recipient": f"resident@home.example{breaks}"},
        "sender_name": {"sender": (f"Borough{breaks}", "team@borough.example")},
        "sender": {"sender": ("Borough", f"team@borough.example{breaks}")},
    }[where]
    with pytest.raises(Refused):
        letter(**changes)


@pytest.mark.parametrize(
    "recipient",
    ["", "resident", "a@b.example, c@d.example", "a@b.example;c@d.example",
     "Name <a@b.example>", "<a@b.example>", "a b@c.example", "a@b@c.example", "(x)a@b.example",
     '"a"@b.example', "a@b.example>", "a@[127.0.0.1]"],
)
def test_only_one_plain_address_is_written_to(recipient: str) -> None:
    with pytest.raises(Refused):
        letter(recipient=recipient)


@pytest.mark.parametrize("name", ["Cyngor Sir Gâr", 'The "Old" Town, <council>', "=?utf-8?q?x?="])
def test_a_councils_name_is_kept_as_it_is(name: str) -> None:
    message = letter(sender=(name, "team@borough.example"))
    [address] = message["From"].addresses
    assert address.addr_spec == "team@borough.example"


def test_a_kind_without_wording_is_refused() -> None:
    with pytest.raises(Refused):
        make("../letters/receipt", {}, recipient="a@b.example", sender=("A", "a@b.example"),
             message_id="<a@b>", now=NOON)


@pytest.mark.parametrize(
    ("answerable", "sentence"),
    [
        (False, "Please do not answer this email: nobody reads the answers."),
        (True, "If you answer this email, your answer is put with C-1 and somebody reads it."),
    ],
)
def test_a_letters_email_says_whether_answers_are_read(answerable: bool, sentence: str) -> None:
    words = {"ref": "C-1", "link": "https://x.example/track", "organisation": "Borough",
             "answerable": answerable}
    made = make("letter", words, recipient="a@b.example", sender=("A", "a@b.example"),
                message_id="<a@b>", now=NOON,
                reply_to="answers+1@borough.example" if answerable else None)
    assert made.get_content().endswith(f"that opens the letter.\n\n{sentence}\n\nBorough\n")
    assert made["Reply-To"] == ("answers+1@borough.example" if answerable else None)
