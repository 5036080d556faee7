"""The rows of councils' registers that were imported."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "002_register_import"
down_revision = "001_ground"
branch_labels = None
depends_on = None

ROLE = "complaints_runtime"


def upgrade() -> None:
    """Make the table, and let the program's role work in it."""
    op.create_table(
        "register_row",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.key"], name=op.f("fk_register_row_organisation_organisation")
        ),
        sa.PrimaryKeyConstraint("organisation", "identity", name=op.f("pk_register_row")),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON register_row TO {ROLE}")


def downgrade() -> None:
    """Forget which rows were imported; the complaints made of them stay."""
    op.drop_table("register_row")
