"""Makes up emails: answers, automatic ones, bounces, and hundreds that mean harm."""

from __future__ import annotations

import random
from collections.abc import Iterator
from email.message import EmailMessage

HOST = "complaints.example"


def letter_in(
    text: str = "It leaks again.", sender: str = "Ann Example <ann@example.org>",
    subject: str = "Re: A letter", **headers: str,
) -> EmailMessage:
    """An email that somebody wrote; `headers` with underscores for hyphens."""
    made = EmailMessage()
    given = {"From": sender, "To": "answers@borough.example", "Subject": subject,
             "Message-ID": f"<{abs(hash((text, sender, subject)))}@example.org>",
             "Date": "Mon, 02 Mar 2026 10:00:00 +0000"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        made[name] = value
    made.set_content(text)
    return made


def bounce(token: str, *, action: str = "failed", status: str = "5.1.1", host: str = HOST) -> bytes:
    """The report of another mail server about a message of ours (RFC 3464)."""
    return "\r\n".join([
        "From: MAILER-DAEMON@mx.example.org", "To: bounces@borough.example",
        "Subject: Undelivered Mail Returned to Sender", "Auto-Submitted: auto-replied",
        "Return-Path: <>", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"', "",
        "--x", "Content-Type: text/plain", "", "Your message could not be delivered.", "",
        "--x", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example.org",
        "", "Final-Recipient: rfc822; ann@example.org", f"Action: {action}", f"Status: {status}",
        "Diagnostic-Code: smtp; 550 no such user", "",
        "--x", "Content-Type: text/rfc822-headers", "", "From: team@borough.example",
        f"Message-ID: <{token}@{host}>", "Subject: x", "", "--x--", "",
    ]).encode()


def hostile(seed: int, count: int) -> Iterator[bytes]:
    """Messages made to break whoever reads them: the same ones for a seed."""
    shapes = list(_shapes())
    yield from shapes
    chance = random.Random(seed)
    whole = [letter_in("Hallo").as_bytes(), bounce("a" * 40), *shapes[:10]]
    for _ in range(count - len(shapes)):
        yield _gnawed(chance.choice(whole)[:5_000], chance)


def _gnawed(message: bytes, chance: random.Random) -> bytes:
    """The message with bytes changed, left out and put in."""
    made = bytearray(message)
    for _ in range(chance.randrange(1, 40)):
        place = chance.randrange(len(made) + 1)
        match chance.randrange(3):
            case 0:
                made[place:place + 1] = chance.randbytes(1)
            case 1:
                del made[place:place + chance.randrange(12)]
            case _:
                made[place:place] = chance.randbytes(chance.randrange(12))
    return bytes(made)


def _shapes() -> Iterator[bytes]:
    head = b"From: a@b.example\r\n"
    mixed = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    yield head + "Subject: \u202egpj.exe\r\n".encode() + b"\r\nhi\0\0"
    yield 'From: "Zoë \u2066\u202e" <zoe@b.example>\r\nSubject: Café\r\n\r\nhi'.encode()
    yield b"From: =?zzz?q?=FF=00?= <a@b.example>\r\nSubject: =?utf-8?b?////?=\r\n\r\nhi"
    yield head + b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a-" * 20_000
    yield head + b'Content-Type: text/plain; charset="\xff\0"\r\n\r\nhi'
    yield head + b"Content-Type: text/plain; charset=rot13\r\n\r\nhi"
    yield head + mixed + (b"--x\r\nContent-Disposition: attachment; filename*=bad''%ff%fe\r\n\r\nhi"
                          b"\r\n--x\r\nContent-Type: text/plain; name*0*=zz'zz'%FF; name*1=y"
                          b"\r\n\r\nhi\r\n--x--")
    yield head + mixed + (b'--x\r\nContent-Disposition: attachment; '
                          b'filename="../../etc/passwd\0.exe"\r\n\r\nhi\r\n--x--')
    yield head + b"Content-Transfer-Encoding: base64\r\n\r\n!!!!" + b"A" * 50_001
    yield head + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666 x\n" + b"\xff" * 500
    yield b""
    yield b"\0"
    yield b"\r\n\r\n"
    yield head + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(2_000))
    yield head + b"Content-Type: message/rfc822\r\n\r\n" * 2_000 + b"hi"
    yield head + mixed + b"--x\r\n\r\nhi\r\n" * 5_000
    yield head + b"To: " + b", ".join(b"u%d@x.example" % n for n in range(10_000)) + b"\r\n\r\nhi"
    yield b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + b"\r\nhi"
    yield head + b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\r\n\r\nhi"
    yield b"From: " + b"(" * 50_000 + b"\r\n\r\nhi"
    yield b"From: " + b"<" * 50_000 + b"\r\n\r\nhi"
    yield b"From: a@b.example, c@d.example\r\n\r\nhi"
    yield head + b"Date: Mon, 01 Jan 1900 00:00:00 +0000\r\nReceived: x; rubbish\r\n\r\nhi"
    yield head + b"Date: " + b"9" * 5_000 + b"\r\nReceived: x; " + b"9" * 5_000 + b"\r\n\r\nhi"
    yield head + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 20_000 + b"hi"
    yield head + b"Content-Type: text/html\r\n\r\n" + b"<![" * 20_000
    yield head + b"Content-Type: text/html\r\n\r\n<p onclick=x>hi<script>evil()</script>"
    yield head + b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n"
    yield head + b"\n" * 700_000
