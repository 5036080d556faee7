"""The mail server's address, and the ways of speaking to it with and without TLS."""

from __future__ import annotations

import ssl
import subprocess
from email.message import EmailMessage
from pathlib import Path

import pytest
from support.mail import mail_server
from support.programs import program

from complaints_service.jobs.smtp import Conversation, Deferred, Refused, SmtpServer, smtp_server
from complaints_service.settings import SettingsError


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", ("mail.example", 25, "if_offered", None, None)),
        ("smtp://mail.example:2525?tls=none", ("mail.example", 2525, "none", None, None)),
        ("smtp://a:b@mail.example?tls=starttls", ("mail.example", 587, "starttls", "a", "b")),
        ("smtps://a:b@mail.example", ("mail.example", 465, "tls", "a", "b")),
        # A password may hold any character, written as in every address.
        ("smtps://a%40b:p%2F%3A@mail.example:1", ("mail.example", 1, "tls", "a@b", "p/:")),
    ],
)
def test_an_address(url: str, server: tuple[str, int, str, str | None, str | None]) -> None:
    found = smtp_server(url)
    assert (found.host, found.port, found.tls, found.user, found.password) == server


@pytest.mark.parametrize(
    "url",
    ["smtp://mail.example?tls=yes", "smtp://a:canary@mail.example:x", "http://mail.example",
     "smtp://:25"],
)
def test_a_wrong_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingsError, match="COMPLAINTS_SMTP_URL") as refused:
        smtp_server(url)
    assert "canary" not in str(refused.value)


def _message() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "team@borough.example"
    message["To"] = "resident@home.example"
    message.set_content("Ready.\n.\nA line of one dot ends nothing.\n")
    return message


def _send(server: SmtpServer) -> None:
    conversation = Conversation(server, "complaints.example")
    try:
        conversation.send(_message(), "team@borough.example", "resident@home.example")
    finally:
        conversation.close()


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Give a server's certificate that this process trusts."""
    key, chain = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(key), "-out", str(chain)],
        check=True, capture_output=True,
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return context


@pytest.mark.enable_socket
def test_tls_from_the_start(certificate: ssl.SSLContext) -> None:
    with mail_server(tls=certificate, password="right") as (mail, port):
        _send(SmtpServer("localhost", port, "tls", "user", "right"))
        with pytest.raises(Deferred, match=r"sign-in refused \(535\)") as refused:
            _send(SmtpServer("localhost", port, "tls", "user", "wrong"))
        assert refused.value.server
        # The certificate is made out to another name.
        with pytest.raises(Deferred, match="no secure connection"):
            _send(SmtpServer("127.0.0.1", port, "tls", "user", "right"))
    [taken] = mail.messages
    assert taken.get_content().splitlines() == _message().get_content().splitlines()


@pytest.mark.enable_socket
@pytest.mark.parametrize("tls", ["starttls", "if_offered"])
def test_tls_taken_up_later(certificate: ssl.SSLContext, tls: str) -> None:
    with mail_server(starttls=certificate, require_starttls=True, password="right") as (mail, port):
        _send(SmtpServer("localhost", port, tls, "user", "right"))  # type: ignore[arg-type]
    assert len(mail.taken) == 1


@pytest.mark.enable_socket
def test_a_password_is_not_sent_in_the_open_unasked() -> None:
    with mail_server(password="right") as (mail, port):
        with pytest.raises(Deferred, match="no secure connection"):
            _send(SmtpServer("localhost", port, "if_offered", "user", "right"))
        _send(SmtpServer("localhost", port, "none", "user", "right"))
    assert len(mail.taken) == 1


@pytest.mark.enable_socket
def test_starttls_that_is_asked_for_and_not_offered() -> None:
    with (
        mail_server() as (mail, port),
        pytest.raises(Deferred, match="server lacks what is asked of it"),
    ):
        _send(SmtpServer("localhost", port, "starttls"))
    assert mail.taken == []


@pytest.mark.enable_socket
@pytest.mark.parametrize("recipient", ["a@b.example\r\nRCPT TO:<evil@c.example>", "é@b.example"])
def test_an_address_that_the_protocol_cannot_carry(recipient: str) -> None:
    with mail_server() as (mail, port):
        conversation = Conversation(SmtpServer("localhost", port, "none"), "complaints.example")
        with pytest.raises(Refused):
            conversation.send(_message(), "team@borough.example", recipient)
        conversation.close()
    assert mail.taken == []
