"""A mail server for tests: it keeps what it takes, and fails in the ways real ones do."""

from __future__ import annotations

import asyncio
import email
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from complaints_service.jobs.smtp import SmtpServer


class MailServer:
    """What the server does next, and what it took. Each `answers` entry serves one message."""

    def __init__(self) -> None:
        """Take everything."""
        self.recipient_answer: str | None = None
        self.sender_answer: str | None = None
        self.data_answer: str | None = None
        self.drop_after_data = False
        self.slow_seconds = 0.0
        self.answers: list[str] = []
        self.taken: list[tuple[list[str], bytes]] = []
        self.asked = 0

    @property
    def messages(self) -> list[EmailMessage]:
        """The messages taken, parsed strictly."""
        return [cast(EmailMessage, email.message_from_bytes(content, policy=default))
                for _, content in self.taken]

    @property
    def recipients(self) -> list[list[str]]:
        """The envelope's recipients of each message taken."""
        return [found for found, _ in self.taken]

    async def handle_MAIL(  # noqa: N802 (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer MAIL FROM."""
        self.asked += 1
        if self.sender_answer:
            return self.sender_answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer RCPT TO."""
        if self.answers:
            answer = self.answers.pop(0)
            if not answer.startswith("250"):
                return answer
        elif self.recipient_answer:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Answer the message itself."""
        if self.slow_seconds:
            await asyncio.sleep(self.slow_seconds)
        if self.data_answer:
            return self.data_answer
        self.taken.append((list(envelope.rcpt_tos), bytes(cast(bytes, envelope.content))))
        if self.drop_after_data:
            cast(Any, server.transport).abort()
        return "250 Taken"


@contextmanager
def mail_server(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None,
    password: str | None = None, **options: Any,
) -> Iterator[tuple[MailServer, int]]:
    """Run a server on a free local port; give what it does and the port."""
    handler = MailServer()
    if password is not None:
        def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
            from aiosmtpd.smtp import AuthResult
            return AuthResult(success=data.password == password.encode(), handled=False)

        options |= {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    controller = Controller(
        handler, hostname="127.0.0.1", port=free_port(), ssl_context=tls, tls_context=starttls,
        **options,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a password without TLS is what is tested
        controller.start()
        try:
            yield handler, controller.port
        finally:
            controller.stop()


def free_port() -> int:
    """Return a local port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def plain(port: int) -> SmtpServer:
    """Name the local server on a port, without TLS."""
    return SmtpServer("127.0.0.1", port, "none")
