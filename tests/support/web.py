"""The web application under test, and people who call its API."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from complaints_service.app import create_app
from complaints_service.persistence.database import db
from complaints_service.services import accounts, tokens
from complaints_service.settings import Settings

API = "/api/v1"
_SERIAL = itertools.count(1)


def application(url: str, folder: Path, **environment: str) -> Flask:
    """Make the application on one database; `environment` overrides what a test runs with."""
    values = {
        "COMPLAINTS_ENV": "test",
        "COMPLAINTS_DATABASE_URL": url,
        "COMPLAINTS_DATA_DIR": str(folder),
        "COMPLAINTS_RATE_LIMITS": "off",
        **environment,
    }
    return create_app(Settings.load(values))


def close(app: Flask) -> None:
    """Give the application's connections back, so that its database can be dropped."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@dataclass
class Caller:
    """Somebody with a token; `get` and `post` take paths below the API's own."""

    client: FlaskClient
    email: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """The header that tells who asks."""
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str, **rest: Any) -> TestResponse:
        """Read something."""
        headers = {**self.headers, **rest.pop("headers", {})}
        return self.client.get(API + path, headers=headers, **rest)

    def post(
        self, path: str, body: Any, *, key: str | None = None, **headers: str
    ) -> TestResponse:
        """Send a body under a key, by default a new one; an empty key sends none."""
        key = new_key() if key is None else key
        sent = {**self.headers, **headers, **({"Idempotency-Key": key} if key else {})}
        return self.client.post(API + path, json=body, headers=sent)

    def command(
        self, ref: str, name: str, version: int | None = None, /, **data: Any
    ) -> TestResponse:
        """Give a command upon the version that stands, or upon the one named."""
        if version is None:
            version = self.get(f"/complaints/{ref}").json["version"]
        body = {"command": name, "expected_version": version, "data": data}
        return self.post(f"/complaints/{ref}/commands", body)

    def complaint(self, **data: Any) -> str:
        """Record a complaint and return its reference."""
        done = self.post("/complaints", receive(**data))
        assert done.status_code == 201, done.json
        return str(done.json["ref"])


def new_key() -> str:
    """Return a key that no test has used."""
    return f"key-{os.getpid()}-{next(_SERIAL)}"


def receive(**data: Any) -> dict[str, Any]:
    """Return the body that records a complaint."""
    usual = {
        "service": "housing-repairs",
        "channel": "email",
        "description": "The damp came back.",
        "complainants": [{"name": "Ann Example", "email": "ann@example.org"}],
    }
    return {"command": "receive", "data": {**usual, **data}}


def caller(app: Flask, *roles: str, organisation: str | None = "weston", **more: Any) -> Caller:
    """Make an account with these roles and a token for it."""
    email = f"{roles[0]}-{next(_SERIAL)}@example.org"
    with app.app_context():
        accounts.create_account(email, "Some Body", roles, organisation=organisation, **more)
        token = tokens.create_token(email)
    return Caller(app.test_client(), email, token.secret)
