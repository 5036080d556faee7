"""Speaks to the council's mail server; sorts refusals into those that pass and those that stay."""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from complaints_service.jobs.couriers import TOO_SLOW
from complaints_service.jobs.couriers import Deferred as Deferred
from complaints_service.jobs.couriers import Refused as Refused
from complaints_service.settings import SettingsError

Tls = Literal["none", "starttls", "tls", "if_offered"]

PATIENCE_SECONDS = 30
"""How long one conversation may last, connection and message each."""

SERVER_TOO_SLOW = f"server {TOO_SLOW}"

_PORTS = {"tls": 465, "starttls": 587, "none": 25, "if_offered": 25}
_CLOSING = 421

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class SmtpServer:
    """Where emails go, and how; user and password stay out of the printed form."""

    host: str
    port: int
    tls: Tls
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)


def smtp_server(url: str) -> SmtpServer:
    """Read `smtp[s]://user:pass@host:port?tls=none|starttls|tls`.

    Without `tls`, smtps speaks TLS from the start and smtp takes TLS where the server offers it;
    a password is only ever sent over TLS, unless `tls=none` says otherwise. Raises SettingsError.
    """
    parts = urlsplit(url)
    tls = _tls(parts.scheme, parse_qs(parts.query).get("tls", [None])[-1])
    try:
        port = parts.port
    except ValueError:
        raise SettingsError("COMPLAINTS_SMTP_URL has a port that is no number; mend it.") from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingsError("COMPLAINTS_SMTP_URL is no mail server; write smtp://host:port.")
    return SmtpServer(
        host=parts.hostname,
        port=port or _PORTS[tls],
        tls=tls,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def _tls(scheme: str, wish: str | None) -> Tls:
    match wish:
        case "tls":
            return "tls"
        case "starttls":
            return "starttls"
        case "none":
            return "none"
        case None:
            return "tls" if scheme == "smtps" else "if_offered"
    raise SettingsError(
        f"COMPLAINTS_SMTP_URL says tls={wish!r}; write tls=none, tls=starttls or tls=tls."
    )


def plain_address(address: str) -> str:
    """Return `address` if it is one plain address; raises Refused."""
    if CONTROL.search(address) or not _ADDRESS.fullmatch(address):
        raise Refused("address not acceptable")
    return address


class Conversation:
    """One connection for as many messages as the server takes; opened when first needed."""

    def __init__(self, server: SmtpServer, our_host: str) -> None:
        """Remember whom to call, and as whom."""
        self.server = server
        self.our_host = our_host
        self._smtp: smtplib.SMTP | None = None
        self._until = 0.0

    def send(
        self, message: EmailMessage, sender: str, recipient: str, *, again: bool = False
    ) -> None:
        """Hand one message over. Returning means that the server has taken it.

        One tried before goes `again` under its Message-ID: SMTP can promise no more.
        Raises Deferred (4xx, no connection, too slow) or Refused (5xx).
        """
        fresh = self._smtp is None
        try:
            self._send(message, sender, recipient)
        except Deferred as error:
            if fresh or not error.server:
                raise
            # A server may close a connection that has carried enough; that says nothing of this
            # message, so it gets a connection of its own.
            self._send(message, sender, recipient)

    def close(self) -> None:
        """Take leave; a server that has gone already is not waited for."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        with suppress(OSError, smtplib.SMTPException):
            if smtp.sock is not None:
                smtp.sock.settimeout(1)
            smtp.quit()
        smtp.close()

    def _send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        content = message.as_bytes(policy=SMTP)
        for address in (sender, recipient):
            plain_address(address)
        smtp = self._smtp or self._open()
        self._until = time.monotonic() + PATIENCE_SECONDS
        self._expect(lambda: smtp.mail(sender), starts=True)
        self._expect(lambda: smtp.rcpt(recipient))
        self._expect(lambda: smtp.data(content))

    def _open(self) -> smtplib.SMTP:
        self._until = time.monotonic() + PATIENCE_SECONDS
        try:
            self._smtp = self._connect()
            self._secure(self._smtp)
            if self.server.user is not None:
                self._set_patience()
                self._smtp.login(self.server.user, self.server.password or "")
        except smtplib.SMTPAuthenticationError as error:
            raise self._down(f"sign-in refused ({error.smtp_code})") from None
        except ssl.SSLError:
            raise self._down("no secure connection") from None
        except smtplib.SMTPResponseException as error:
            raise self._down(f"server answered {error.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise self._down(_named(error)) from None
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        if server.tls == "tls":
            return smtplib.SMTP_SSL(
                server.host, server.port, local_hostname=self.our_host, timeout=PATIENCE_SECONDS,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(
            server.host, server.port, local_hostname=self.our_host, timeout=PATIENCE_SECONDS
        )

    def _secure(self, smtp: smtplib.SMTP) -> None:
        self._set_patience()
        smtp.ehlo()
        tls = self.server.tls
        if tls == "starttls" or (tls == "if_offered" and smtp.has_extn("starttls")):
            self._set_patience()
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        elif tls == "if_offered" and self.server.user is not None:
            raise self._down("no secure connection")

    def _expect(self, ask: Callable[[], tuple[int, bytes]], *, starts: bool = False) -> None:
        try:
            self._set_patience()
            code, _ = ask()
        except smtplib.SMTPResponseException as error:
            code = error.smtp_code
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Deferred(_named(error), server=starts and not _was_slow(error)) from None
        except ValueError:
            raise Refused("address not acceptable") from None
        if code == _CLOSING:
            raise self._down(f"server answered {code}")
        if code >= 500:
            self._reset()
            raise Refused(f"server answered {code}")
        if code >= 400 or code < 200:
            self._reset()
            raise Deferred(f"server answered {code}")

    def _set_patience(self) -> None:
        smtp = self._smtp
        if smtp is None or smtp.sock is None:
            raise smtplib.SMTPServerDisconnected
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        smtp.sock.settimeout(left)

    def _reset(self) -> None:
        try:
            self._set_patience()
            if self._smtp is not None:
                self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _down(self, reason: str) -> Deferred:
        self._drop()
        return Deferred(reason, server=True)

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _was_slow(error: BaseException) -> bool:
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def _named(error: BaseException) -> str:
    # The server's own words may quote an address or a password; only the kind is kept.
    if _was_slow(error):
        return SERVER_TOO_SLOW
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "connection lost"
    if isinstance(error, smtplib.SMTPException):
        return "server lacks what is asked of it"
    return "no connection"
