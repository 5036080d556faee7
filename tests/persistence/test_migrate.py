"""Migrations reach exactly the tables that the program declares, and are safe when killed."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, text
from support import database

from complaints_service.persistence import migrate

SLOW = '''
from alembic import op
import time
revision = "{revision}"
down_revision = {previous}
def upgrade():
    op.execute("CREATE TABLE half_way (n int)")
    print("half way", flush=True)
    time.sleep({seconds})
def downgrade():
    op.execute("DROP TABLE half_way")
'''

UPGRADE = """
import sys
from pathlib import Path
from complaints_service.persistence import migrate
migrate.MIGRATIONS = Path(sys.argv[2])
migrate.upgrade(sys.argv[1])
"""

SESSIONS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"


def _rows(url: str, question: str) -> list[Any]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return list(connection.execute(text(question)))


def _tables(url: str) -> list[str]:
    return [r[0] for r in _rows(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]


def test_the_models_and_the_newest_migration_agree(database_url: str) -> None:
    from complaints_service.persistence.models.all import METADATA

    engine = create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, METADATA) == []


def test_the_current_head_file_names_the_newest() -> None:
    assert migrate.head() == migrate.newest_migration()


def test_migrations_are_numbered_in_one_line() -> None:
    scripts = ScriptDirectory(str(migrate.MIGRATIONS))
    line = [script.revision for script in reversed(list(scripts.walk_revisions()))]
    assert [int(revision[:3]) for revision in line] == list(range(1, len(line) + 1))
    files = sorted(file.stem for file in (migrate.MIGRATIONS / "versions").glob("*.py"))
    assert [file[:3] for file in files] == [revision[:3] for revision in line]


def test_migrations_import_nothing_of_the_program() -> None:
    for file in (migrate.MIGRATIONS / "versions").glob("*.py"):
        assert "complaints_service" not in file.read_text(encoding="utf-8"), file.name


def test_down_to_nothing_and_up_again(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    first = sorted(_tables(empty_database_url))
    assert migrate.current(empty_database_url) == migrate.head()
    migrate.downgrade(empty_database_url, "base")
    assert _tables(empty_database_url) == ["alembic_version"]
    migrate.upgrade(empty_database_url)
    assert sorted(_tables(empty_database_url)) == first


def test_threads_take_turns(database_server: str) -> None:
    with ExitStack() as lent, ThreadPoolExecutor(4) as threads:
        urls = [lent.enter_context(database.empty_database(database_server)) for _ in range(4)]
        assert list(threads.map(migrate.upgrade, urls)) == [None] * 4
        assert {migrate.current(url) for url in urls} == {migrate.head()}


def test_an_unknown_revision_is_told(empty_database_url: str) -> None:
    with pytest.raises(migrate.MigrationError, match="no-such"):
        migrate.upgrade(empty_database_url, "no-such")


@pytest.fixture
def slow_migrations(tmp_path: Path) -> Path:
    """Give migrations of which the only one stops half-way for long enough to be killed."""
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text((migrate.MIGRATIONS / "env.py").read_text())
    (tmp_path / "versions" / "001_slow.py").write_text(
        SLOW.format(revision="001", previous=None, seconds=1)
    )
    return tmp_path


def _upgrading(url: str, migrations: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", UPGRADE, url, str(migrations)], stdout=subprocess.PIPE, text=True
    )


def test_killed_half_way_it_leaves_no_trace(
    empty_database_url: str, slow_migrations: Path
) -> None:
    with _upgrading(empty_database_url, slow_migrations) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half way\n"
        process.kill()
    deadline = time.monotonic() + 10
    while len(_rows(empty_database_url, SESSIONS)) > 1:
        assert time.monotonic() < deadline
    assert _tables(empty_database_url) == []


def test_two_upgrades_at_once_wait_for_each_other(
    empty_database_url: str, slow_migrations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "MIGRATIONS", slow_migrations)
    failures: list[BaseException] = []

    def upgrade() -> None:
        try:
            migrate.upgrade(empty_database_url)
        except BaseException as error:
            failures.append(error)

    with _upgrading(empty_database_url, slow_migrations) as first:
        assert first.stdout is not None
        first.stdout.readline()
        second = threading.Thread(target=upgrade)
        second.start()
        second.join(20)
    assert failures == []
    assert first.returncode == 0
    assert migrate.current(empty_database_url) == "001"
