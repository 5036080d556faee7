"""The one Flask-SQLAlchemy object, over a declarative base of our own."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from complaints_service.persistence.base import Base
from complaints_service.persistence.runtime_role import work_under_runtime_role

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "30s"


def engine_options(pool_size: int = 10) -> dict[str, Any]:
    """Options for each engine: a dead connection is replaced, no lock is awaited for ever."""
    return {
        "pool_pre_ping": True,
        "pool_size": pool_size,
        "max_overflow": 5,
        "connect_args": {
            "connect_timeout": 5,
            "options": f"-c lock_timeout={LOCK_TIMEOUT} -c statement_timeout={STATEMENT_TIMEOUT}"
            " -c timezone=UTC",
        },
    }


def bind(app: Flask, url: str) -> None:
    """Bind the database at `url` to `app`, to work there without the right to rewrite history."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options()
    db.init_app(app)
    with app.app_context():
        work_under_runtime_role(db.engine)
