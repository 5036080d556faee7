"""Which complaints have a draft that waits for approval, and where to find them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "006_drafts"
down_revision = "005_worklist"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, fill it from the snapshots, and make the index."""
    op.add_column("complaint", sa.Column("draft_waits", sa.Boolean, nullable=False,
                                         server_default=sa.text("false")))
    op.execute("""UPDATE complaint SET draft_waits = true
               WHERE snapshot @> '{"drafts": [{"state": "submitted"}]}'""")
    op.create_index("ix_complaint_draft_waits", "complaint", ["ref"],
                    postgresql_where=sa.text("draft_waits"))


def downgrade() -> None:
    """Remove them; both are derived, so nothing is lost."""
    op.drop_index("ix_complaint_draft_waits", table_name="complaint")
    op.drop_column("complaint", "draft_waits")
