"""Indexes for the lists of service requests and of what somebody recorded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "003_lists"
down_revision = "002_register_import"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("ix_complaint_recorded_by", "complaint", ["recorded_by"])
    op.create_index(
        "ix_complaint_service_request",
        "complaint",
        ["organisation", "recorded_at", "ref"],
        postgresql_where=sa.text("kind = 'service_request'"),
    )


def downgrade() -> None:
    """Remove them; nothing is lost."""
    op.drop_index("ix_complaint_service_request", table_name="complaint")
    op.drop_index("ix_complaint_recorded_by", table_name="complaint")
