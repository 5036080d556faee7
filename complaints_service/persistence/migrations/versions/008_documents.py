"""Documents on complaints' files, and uploads that wait to be put there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "008_documents"
down_revision = "007_staffing"
branch_labels = None
depends_on = None

RUNTIME_ROLE = "complaints_runtime"


def upgrade() -> None:
    """Make the table; the program may also remove uploads that never came on a file."""
    op.create_table(
        "document",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=True),
        sa.Column("seq", sa.Integer, nullable=True),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=True),
        sa.Column("held_by", sa.Text, nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scan", sa.Text, nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("threat", sa.Text, nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.ForeignKeyConstraint(["ref"], ["complaint.ref"], name="fk_document_ref_complaint"),
    )
    op.create_index("ix_document_ref", "document", ["ref", "seq"])
    op.create_index("ix_document_sha256", "document", ["sha256"])
    op.create_index("ix_document_unscanned", "document", ["id"],
                    postgresql_where=sa.text("scan = 'waiting'"))
    op.create_index("ix_document_held", "document", ["held_until"],
                    postgresql_where=sa.text("held_until IS NOT NULL"))
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON document TO {RUNTIME_ROLE}")


def downgrade() -> None:
    """Remove it; the files stay in their folder under their digests."""
    op.drop_table("document")
