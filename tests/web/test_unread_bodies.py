"""What a refused request still sends is read, so that its sender receives the refusal."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

from complaints_service.web import unread_bodies
from complaints_service.web.unread_bodies import MOST, ReadsToTheEnd

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# What the application reads itself, what is sent, what is declared: what was read in the end.
BODIES = [
    pytest.param(0, 5000, "5000", 5000, id="nothing was read"),
    pytest.param(100, 5000, "5000", 5000, id="some was read"),
    pytest.param(5000, 5000, "5000", 5000, id="all was read"),
    pytest.param(0, 6000, "5000", 5000, id="never more than was declared"),
    pytest.param(0, 3000, "5000", 3000, id="the sender went away"),
    pytest.param(0, 5000, str(MOST + 1), 0, id="too long to read in vain"),
    pytest.param(0, 5000, "", 0, id="nothing declared"),
    pytest.param(0, 5000, "-7", 0, id="no number"),
    pytest.param(0, 5000, "9" * 400, 0, id="no length"),
]


def asked(read: int, body: io.BytesIO, **environ: str) -> list[bytes]:
    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"].read(read)
        return [b"too large"]

    given = {"wsgi.input": body, **environ}
    return list(ReadsToTheEnd(application)(given, lambda *_: lambda _: None))


@pytest.mark.parametrize(("read", "sent", "declared", "taken"), BODIES)
def test_the_rest_is_read(read: int, sent: int, declared: str, taken: int) -> None:
    body = io.BytesIO(b"x" * sent)
    assert asked(read, body, CONTENT_LENGTH=declared) == [b"too large"]
    assert body.tell() == taken


def test_who_waits_to_be_asked_is_not_asked() -> None:
    """A client that sends nothing before it is told to reads the answer instead."""
    body = io.BytesIO(b"x" * 500)
    asked(0, body, CONTENT_LENGTH="500", HTTP_EXPECT="100-Continue")
    assert body.tell() == 0


def test_a_slow_sender_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread_bodies, "SECONDS", 0.0)
    body = io.BytesIO(b"x" * 500)
    asked(0, body, CONTENT_LENGTH="500")
    assert body.tell() == 0


def test_lines_count_too() -> None:
    body = unread_bodies._Counted(io.BytesIO(b"one\ntwo\nthree"))
    assert body.readline() == b"one\n"
    assert body.readlines() == [b"two\n", b"three"]
    assert body.count == 13
