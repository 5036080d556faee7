"""The role that the program works under, which may neither change nor delete what was recorded."""

from __future__ import annotations

import psycopg
from sqlalchemy import Engine, event

RUNTIME_ROLE = "complaints_runtime"
"""Made by the first migration."""

# Finds nothing, and so changes nothing, before the first migration and for a login that is not a
# member of the role: such a login was given its own rights by the operator.
_TAKE = """
    SELECT set_config('role', rolname, false) FROM pg_roles
    WHERE rolname = %s AND pg_has_role(session_user, oid, CASE
        WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END)
"""


def work_under_runtime_role(engine: Engine) -> None:
    """Let every connection of the engine take the role as soon as it is made, and keep it."""
    event.listen(engine, "connect", _take_role)


def _take_role(connection: psycopg.Connection[object], record: object) -> None:
    # Outside a transaction, or the first rollback would give the role back.
    before, connection.autocommit = connection.autocommit, True
    connection.execute(_TAKE, [RUNTIME_ROLE])
    connection.autocommit = before
