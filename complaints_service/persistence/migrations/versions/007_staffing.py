"""Who is away, links to set a password, and whose turn it is to get work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "007_staffing"
down_revision = "006_drafts"
branch_labels = None
depends_on = None

RUNTIME_ROLE = "complaints_runtime"


def upgrade() -> None:
    """Make the tables; the program may read, write and remove all three."""
    _absence()
    _password_link()
    _turn()
    op.execute(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON absence, password_link, turn TO {RUNTIME_ROLE}"
    )


def downgrade() -> None:
    """Remove them: absences are known from their events alone, and links no longer work."""
    for name in ("turn", "password_link", "absence"):
        op.drop_table(name)


def _absence() -> None:
    op.create_table(
        "absence",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("to_on", sa.Date, nullable=True),
        sa.Column("cover", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("account", "from_on", name="pk_absence"),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_absence_account_account"),
        sa.ForeignKeyConstraint(["cover"], ["account.id"], name="fk_absence_cover_account"),
    )
    op.create_index("ix_absence_cover", "absence", ["cover"])


def _password_link() -> None:
    op.create_table(
        "password_link",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_password_link"),
        sa.ForeignKeyConstraint(["account"], ["account.id"],
                                name="fk_password_link_account_account"),
    )
    op.create_index("ix_password_link_account", "password_link", ["account"])
    op.create_index("ix_password_link_expires_at", "password_link", ["expires_at"])


def _turn() -> None:
    op.create_table(
        "turn",
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("organisation", "service", name="pk_turn"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.key"],
                                name="fk_turn_organisation_organisation"),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_turn_account_account"),
    )
