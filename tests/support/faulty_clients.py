"""Officers who give commands over HTTP and ask again, under the same key, until they are told."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

TIMEOUT_SECONDS = 10.0
MARK = "MARK-"
"""Begins a word that stands in each command's text, so that each can be counted afterwards."""


@dataclass
class Sent:
    """One command: what was asked and, once it is known, what came of it."""

    key: str
    mark: str
    command: str
    ref: str | None
    attempts: int = 0
    replayed: bool = False
    answer: dict[str, Any] | None = None
    refused: str | None = None


@dataclass
class Own:
    """A complaint that one client alone works on."""

    ref: str
    version: int
    state: str
    answered: int = 0


@dataclass
class Client(threading.Thread):
    """One officer at work until told to stop."""

    port: int
    token: str
    seed: int
    stopping: threading.Event
    sent: list[Sent] = field(default_factory=list)
    own: list[Own] = field(default_factory=list)
    failed: BaseException | None = None

    def __post_init__(self) -> None:
        """Become a thread of its own randomness."""
        super().__init__(daemon=True)
        self.rng = random.Random(self.seed)

    def __hash__(self) -> int:
        """Threads are told apart by themselves."""
        return id(self)

    def run(self) -> None:
        """Work; whatever goes wrong in the client itself is kept for the verdict."""
        try:
            while not self.stopping.is_set():
                self._work()
        except BaseException as error:
            self.failed = error

    def _work(self) -> None:
        if len(self.own) < 3 or self.rng.random() < 0.1:
            self._open()
            return
        own = self.rng.choice(self.own)
        command, data = self._next(own)
        mark = f"{MARK}{uuid.UUID(int=self.rng.getrandbits(128)).hex}"
        body = {"command": command, "expected_version": own.version,
                "data": json.loads(json.dumps(data).replace(MARK, mark))}
        sent = self._until_told(command, f"/api/v1/complaints/{own.ref}/commands", body, mark,
                                own.ref)
        if sent.answer is not None:
            own.version, own.state = sent.answer["version"], sent.answer["state"]

    def _open(self) -> None:
        mark = f"{MARK}{uuid.UUID(int=self.rng.getrandbits(128)).hex}"
        received = datetime.now(UTC) - timedelta(days=self.rng.randint(0, 40))
        body = {
            "command": "receive",
            "occurred_at": received.isoformat().replace("+00:00", "Z"),
            "data": {"service": "planning", "channel": "email", "description": mark,
                     "complainants": [{"name": "Ada Brook", "email": "ada@home.example"}]},
        }
        sent = self._until_told("receive", "/api/v1/complaints", body, mark, None)
        if sent.answer is not None:
            one = sent.answer
            self.own.append(Own(one["ref"], one["version"], one["state"]))

    def _next(self, own: Own) -> tuple[str, dict[str, Any]]:
        """The next step of its life, or a note."""
        note: tuple[str, dict[str, Any]] = ("add_note", {"text": MARK})
        if self.rng.random() < 0.4:
            return note
        steps: dict[str, tuple[str, dict[str, Any]]] = {
            "received": ("accept", {"points": [{"text": MARK}]}),
            "stage_1_accepted": ("acknowledge", {"definition": MARK, "outcomes_not_stated": True}),
            "stage_1_investigating": ("respond_stage_1", {"points": [
                {"n": 1, "finding": "not_upheld", "reasons": MARK}]}),
            "stage_1_responded": ("request_stage_2", {"reason": MARK}),
            "stage_2_requested": ("acknowledge_stage_2", {"definition": MARK}),
        }
        return steps.get(own.state, note)

    def _until_told(
        self, command: str, path: str, body: dict[str, Any], mark: str, ref: str | None
    ) -> Sent:
        """Send it, and again with the same key while nobody says what came of it."""
        sent = Sent(uuid.UUID(int=self.rng.getrandbits(128)).hex, mark, command, ref)
        self.sent.append(sent)
        while not (self.stopping.is_set() and sent.attempts):
            sent.attempts += 1
            status, answer, replayed = self._post(path, body, sent.key)
            if status in (200, 201):
                sent.answer, sent.replayed = answer, replayed
                break
            if status is not None and 400 <= status < 500 and status != 429 and (
                answer.get("code") != "in_progress"
            ):
                sent.refused = f"{status} {answer.get('code')} {answer.get('detail')}"
                break
            time.sleep(self.rng.uniform(0.02, 0.15))
        return sent

    def _post(
        self, path: str, body: dict[str, Any], key: str
    ) -> tuple[int | None, dict[str, Any], bool]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request("POST", path, json.dumps(body), {
                "Authorization": f"Bearer {self.token}", "Content-Type": "application/json",
                "Idempotency-Key": key,
            })
            response = connection.getresponse()
            answer = json.loads(response.read() or b"{}")
            return response.status, answer, response.headers["Idempotency-Replayed"] == "true"
        except (OSError, http.client.HTTPException, ValueError):
            return None, {}, False
        finally:
            connection.close()
