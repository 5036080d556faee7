"""Whatever is in a message, it is read: as text, without an error, and nothing of it believed."""

from __future__ import annotations

import json
import os
import time
import unicodedata
from datetime import UTC, datetime

import pytest
from support.letters_in import bounce, hostile, letter_in

from complaints_service.services.inbound.bodies import file_content
from complaints_service.services.inbound.incoming import incoming, parsed
from complaints_service.services.inbound.sorting import kind_of

OURS = frozenset({"complaints@borough.example"})


def test_three_hundred_hostile_messages_are_read_without_an_error() -> None:
    """Header bombs, deep MIME, bad charsets, signs that turn names round, NUL, and bitten bytes."""
    seed = int(os.environ["COMPLAINTS_TEST_SEED"])
    began = time.process_time()
    for raw in hostile(seed, 300):
        message = incoming(raw)
        kept = message.shown()
        written = json.dumps(kept, ensure_ascii=False)
        written.encode("utf-8")  # no half of a character: the database takes it
        signs = {one for one in f"{message.subject}{message.sender_name}" if
                 unicodedata.category(one) in ("Cc", "Cs") or 0x202a <= ord(one) <= 0x202e}
        assert not signs
        assert "\0" not in kept["text"]
        assert len(kept["text"]) <= 100_000
        assert len(kept["to"]) <= 10
        assert len(kept["files"]) <= 50
    assert time.process_time() - began < 12


def test_an_ordinary_message() -> None:
    message = incoming(letter_in("It leaks.\n", "Zoë Example <Zoe@Example.org>", "Café").as_bytes())
    assert (message.sender_name, message.sender) == ("Zoë Example", "zoe@example.org")
    assert (message.subject, message.text) == ("Café", "It leaks.")
    assert message.recipients == ("answers@borough.example",)


def test_of_html_only_the_words_are_kept() -> None:
    made = letter_in()
    made.set_content("<head><title>No</title></head><p>It <b>leaks</b> &amp; drips<p>again"
                     "<script>alert(1)</script><style>p {}</style>", subtype="html")
    assert incoming(made.as_bytes()).text == "It leaks & drips\nagain"


def test_the_plain_text_stands_above_the_html_and_files_are_named() -> None:
    made = letter_in("Plain words.")
    made.add_alternative("<p>Other words.", subtype="html")
    made.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf",
                        filename="pic\u202e.pdf")
    message = incoming(made.as_bytes())
    assert message.text == "Plain words."
    [file] = message.files
    assert (file.name, file.type, file.size) == ("pic.pdf", "application/pdf", 8)
    assert file_content(parsed(made.as_bytes())[0], file.part) == b"%PDF-1.7"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, "person"),
        # RFC 3834: `no` says that a person wrote it.
        ({"Auto_Submitted": "no"}, "person"),
        ({"Auto_Submitted": "auto-replied (vacation)"}, "automatic"),
        ({"Auto_Submitted": "auto-generated; x=y"}, "automatic"),
        ({"Precedence": "Bulk"}, "automatic"),
        ({"X_Autoreply": "yes"}, "automatic"),
        ({"Return_Path": "<>"}, "automatic"),
        ({"List_Unsubscribe": "<mailto:x@y.example>"}, "list"),
        ({"List_Id": "<news.example>"}, "list"),
    ],
)
def test_what_a_machine_wrote_is_told_from_what_a_person_wrote(
    headers: dict[str, str], kind: str
) -> None:
    assert kind_of(incoming(letter_in(**headers).as_bytes()), OURS) == kind


def test_our_own_mail_and_reports_are_known() -> None:
    own = letter_in(sender="Team <COMPLAINTS@borough.example>").as_bytes()
    assert kind_of(incoming(own), OURS) == "own"
    report = incoming(bounce("a" * 40))
    assert kind_of(report, OURS) == "bounce"
    assert report.report is not None
    assert report.report.status == "5.1.1"
    assert report.tokens == ("a" * 40,)
    assert kind_of(incoming(bounce("a" * 40, action="delayed", status="4.4.1")), OURS) == "delayed"


def test_a_mark_is_read_from_headers_and_never_from_the_words() -> None:
    mark = "0123456789" * 4
    assert incoming(letter_in(f"see {mark}", subject=mark).as_bytes()).tokens == ()
    for name in ("In_Reply_To", "References"):
        assert incoming(letter_in(**{name: f"<{mark}@x>"}).as_bytes()).tokens == (mark,)
    to = letter_in(To=f"answers+{mark}@borough.example").as_bytes()
    assert incoming(to).tokens == (mark,)


def test_the_same_message_is_known_whichever_way_it_came() -> None:
    plain = letter_in().as_bytes()
    again = b"Received: by mx.example; Mon, 02 Mar 2026 10:00:07 +0000\n" + plain
    crlf = plain.replace(b"\n", b"\r\n")
    other = letter_in("Something else.").as_bytes()
    found = [incoming(one).digest for one in (plain, again, crlf, other)]
    assert found[0] == found[1] == found[2] != found[3]
    assert incoming(again).received_at == datetime(2026, 3, 2, 10, 0, 7, tzinfo=UTC)
