"""An index of what was refused, passed on or thanked for, so that the inbox lists it at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "012_triage"
down_revision = "011_calendar_and_lists"
branch_labels = None
depends_on = None

TRIAGED = (
    "declined_ground IS NOT NULL OR handed_off_to IS NOT NULL OR kind = 'compliment'"
    " OR kind = 'comment'"
)


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_complaint_triaged", "complaint", ["received_on", "ref"],
                    postgresql_where=sa.text(TRIAGED))


def downgrade() -> None:
    """Remove it; it is derived, so nothing is lost."""
    op.drop_index("ix_complaint_triaged", table_name="complaint")
