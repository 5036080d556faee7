"""Links by which somebody without an account answers a question, and whose questions are whose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "009_contributions"
down_revision = "008_documents"
branch_labels = None
depends_on = None

RUNTIME_ROLE = "complaints_runtime"


def upgrade() -> None:
    """Make the table, and the index of questions by who was asked."""
    op.create_table(
        "contribution_link",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contribution_link"),
        sa.ForeignKeyConstraint(["ref"], ["complaint.ref"],
                                name="fk_contribution_link_ref_complaint"),
    )
    op.create_index("ix_contribution_link_ref", "contribution_link", ["ref"])
    op.create_index("ix_deadline_contribution", "deadline", ["owner", "due_on"],
                    postgresql_where=sa.text("kind = 'contribution'"))
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON contribution_link TO {RUNTIME_ROLE}")


def downgrade() -> None:
    """Remove them: the links that were sent open nothing any more."""
    op.drop_index("ix_deadline_contribution", table_name="deadline")
    op.drop_table("contribution_link")
