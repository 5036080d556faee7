"""Hands messages to GOV.UK Notify instead of a mail server, and asks what became of them.

Its own client library depends on a package without a release since 2014, so the three requests
that are needed are made here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from complaints_service.clock import real_now
from complaints_service.jobs.couriers import TOO_SLOW, Deferred, Refused
from complaints_service.services.mail_tokens import token_in
from complaints_service.settings import SettingsError

ADDRESS = "https://api.notifications.service.gov.uk"
PATIENCE_SECONDS = 30
ARRIVED = frozenset({"delivered"})
CAME_BACK = frozenset({"permanent-failure", "temporary-failure", "technical-failure"})

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_KEY = re.compile(rf".+-({_UUID})-({_UUID})", re.IGNORECASE)
_PASSES = frozenset({401, 403, 408, 425, 429})
"""Refusals that say nothing of the message: a wrong key, a wrong clock, too much at once."""
_LARGEST_ANSWER = 1024 * 1024


@dataclass(frozen=True)
class NotifyService:
    """One service of GOV.UK Notify, and the template that holds `((subject))` and `((body))`."""

    service: str
    secret: str = field(repr=False)
    template: str
    address: str = ADDRESS


def notify_service(key: str, template: str | None, address: str | None) -> NotifyService:
    """Read `COMPLAINTS_NOTIFY_API_KEY` and its template; raises SettingsError."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise SettingsError(
            "COMPLAINTS_NOTIFY_API_KEY is no key of GOV.UK Notify; copy it whole from its page "
            "'API integration'."
        )
    if template is None or not re.fullmatch(_UUID, template, re.IGNORECASE):
        raise SettingsError(
            f"COMPLAINTS_NOTIFY_TEMPLATE is {template!r}; write the id of an email template whose "
            "subject is ((subject)) and whose message is ((body))."
        )
    if address is not None and urlsplit(address).scheme not in ("http", "https"):
        raise SettingsError(
            f"COMPLAINTS_NOTIFY_URL is {address!r}; leave it out, or write an https address."
        )
    return NotifyService(found[1], found[2], template, (address or ADDRESS).rstrip("/"))


class NotifyPost:
    """A courier to GOV.UK Notify. Its template decides from whom an email is and who gets answers.
    """

    def __init__(self, service: NotifyService) -> None:
        """Know the service; nothing is opened before the first message."""
        self.service = service
        self._opener = _opener()

    def send(
        self, message: EmailMessage, sender: str, recipient: str, *, again: bool = False
    ) -> str | None:
        """Hand one message over and return its number there.

        One that was tried before is looked up by its mark first, so that a second copy goes only
        where the first never arrived at Notify.
        """
        mark = token_in(str(message["Message-ID"]))
        known = self._known(mark) if again else None
        if known is not None:
            return known
        answer = self._ask("POST", "/v2/notifications/email", {
            "email_address": recipient, "template_id": self.service.template, "reference": mark,
            "personalisation": {"subject": str(message["Subject"]),
                                "body": message.get_content().strip()},
        })
        return _text(answer.get("id"))

    def status(self, number: str) -> str | None:
        """Return what became of a message, in Notify's word; None where it does not say."""
        return _text(self._ask("GET", f"/v2/notifications/{quote(number, safe='')}").get("status"))

    def close(self) -> None:
        """Nothing is kept open."""

    def _known(self, mark: str) -> str | None:
        found = self._ask("GET", "/v2/notifications?" + urlencode({"reference": mark}))
        held = found.get("notifications")
        first = held[0] if isinstance(held, list) and held else None
        return _text(first.get("id")) if isinstance(first, dict) else None

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        request = Request(  # noqa: S310 - the scheme was checked with the settings
            self.service.address + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {_pass(self.service)}",
                     "Content-Type": "application/json"},
        )
        try:
            with self._opener.open(request, timeout=PATIENCE_SECONDS) as answer:
                found = json.loads(answer.read(_LARGEST_ANSWER))
        except HTTPError as error:
            error.close()
            raise _refusal(error.code) from None
        except TimeoutError:
            raise Deferred(f"Notify {TOO_SLOW}", server=True) from None
        except (OSError, HTTPException, ValueError):
            raise Deferred("no connection to Notify", server=True) from None
        return found if isinstance(found, dict) else {}


def _refusal(code: int) -> Deferred | Refused:
    reason = f"Notify answered {code}"
    if code >= 500 or code in _PASSES:
        return Deferred(reason, server=True)
    return Refused(reason)


class _StayHere(HTTPRedirectHandler):
    """The key goes to the address named, and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing."""


def _opener() -> OpenerDirector:
    return build_opener(_StayHere)


def _pass(service: NotifyService) -> str:
    """A token signed with the key (RFC 7519, HS256), good for the next seconds."""
    head = _part({"typ": "JWT", "alg": "HS256"})
    said = f"{head}.{_part({'iss': service.service, 'iat': int(real_now().timestamp())})}"
    signed = hmac.new(service.secret.encode(), said.encode(), hashlib.sha256).digest()
    return f"{said}.{_plain(signed)}"


def _part(value: dict[str, Any]) -> str:
    return _plain(json.dumps(value, separators=(",", ":")).encode())


def _plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
