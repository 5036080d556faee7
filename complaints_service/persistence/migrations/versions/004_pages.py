"""Tables behind the pages: who is signed in, one-time codes, and answers not yet sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "004_pages"
down_revision = "003_lists"
branch_labels = None
depends_on = None

RUNTIME_ROLE = "complaints_runtime"


def upgrade() -> None:
    """Make the tables; the program may read, write and remove all three."""
    op.create_table(
        "browser_session",
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held", postgresql.JSONB, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_browser_session"),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_browser_session_account_account"),
    )
    op.create_index("ix_browser_session_account", "browser_session", ["account"])
    op.create_index("ix_browser_session_expires_at", "browser_session", ["expires_at"])
    op.create_table(
        "track_code",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("email_sha256", sa.Text, nullable=False),
        sa.Column("code_sha256", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_track_code"),
    )
    op.create_index("ix_track_code_ref", "track_code", ["ref"])
    op.create_index("ix_track_code_expires_at", "track_code", ["expires_at"])
    op.create_table(
        "answer_draft",
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("stage", sa.Integer, nullable=False),
        sa.Column("data", postgresql.JSONB, nullable=False),
        sa.Column("base_version", sa.Integer, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ref", "account", "stage", name="pk_answer_draft"),
        sa.ForeignKeyConstraint(["ref"], ["complaint.ref"], name="fk_answer_draft_ref_complaint"),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_answer_draft_account_account"),
    )
    op.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON browser_session, track_code, answer_draft"
        f" TO {RUNTIME_ROLE}"
    )


def downgrade() -> None:
    """Remove them: everybody signs in again, and what was not sent is lost."""
    for name in ("answer_draft", "track_code", "browser_session"):
        op.drop_table(name)
