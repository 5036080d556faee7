"""Columns and indexes from which the caseload is counted, ordered and searched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "005_worklist"
down_revision = "004_pages"
branch_labels = None
depends_on = None

KINDS = {
    "acknowledge_by": ("stage_1_acknowledge", "stage_2_acknowledge"),
    "answer_by": ("stage_1_respond", "stage_2_respond"),
    "update_by": ("promised_update", "promised_answer"),
    "ombudsman_by": ("ombudsman_request", "ombudsman_instruction", "obligation"),
    "remedy_by": ("remedy",),
}
INCLUDED = (
    "kind", "organisation", "state", "stage", "service", "services", "handler", "reviewer",
    "recorded_by", "restricted", "access", "codes", "received_on", *KINDS,
)

# A person is found by the words of every field as they are written (a name may be a common word)
# and by postcode and telephone number without their spaces; what was written, by the stems of its
# words. What cannot be read as JSON, or is longer than anybody writes, is no reason to refuse it.
WORDS_OF = r"""
CREATE FUNCTION words_of(payload text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN position('\u0000' IN payload) > 0 OR length(payload) > 200000 THEN ''::tsvector
    WHEN left(payload, 1) = '{' THEN
        to_tsvector('simple'::regconfig, payload::jsonb)
        || to_tsvector('simple'::regconfig,
                       coalesce(replace(payload::jsonb ->> 'postcode', ' ', ''), ''))
        || to_tsvector('simple'::regconfig,
                       coalesce(regexp_replace(payload::jsonb ->> 'phone', '[^0-9]', '', 'g'), ''))
    ELSE to_tsvector('english'::regconfig, payload::jsonb)
END
"""


def upgrade() -> None:
    """Add the columns, fill them from the open deadlines, and make the indexes."""
    for column in KINDS:
        op.add_column("complaint", sa.Column(column, sa.Date, nullable=True))
    op.execute(_filling())
    op.create_index(
        "ix_complaint_worklist", "complaint", ["next_due_on", "ref"],
        postgresql_include=list(INCLUDED),
        postgresql_where=sa.text("stage <> 'ended' OR next_due_on IS NOT NULL"),
    )
    op.execute(WORDS_OF)
    op.create_index(
        "ix_private_value_words", "private_value", [sa.text("words_of(payload)")],
        postgresql_using="gin",
    )
    op.create_index("ix_letter_awaiting_post", "letter", ["ref", "id"],
                    postgresql_where=sa.text("delivery = 'awaiting_post'"))
    op.create_index("ix_outbox_attention", "outbox", ["id"],
                    postgresql_where=sa.text("state = 'needs_attention'"))


def _filling() -> str:
    """Each column holds the first open deadline of its sort."""
    firsts = ", ".join(
        f"min(due_on) FILTER (WHERE kind IN ({', '.join(map(repr, kinds))})) AS {column}"
        for column, kinds in KINDS.items()
    )
    columns = ", ".join(f"{column} = open.{column}" for column in KINDS)
    return (
        f"UPDATE complaint SET {columns} FROM (SELECT ref, {firsts} FROM deadline"  # noqa: S608
        " WHERE met_at IS NULL AND NOT void GROUP BY ref) AS open WHERE open.ref = complaint.ref"
    )


def downgrade() -> None:
    """Remove them; all of it is derived, so nothing is lost."""
    op.drop_index("ix_outbox_attention", table_name="outbox")
    op.drop_index("ix_letter_awaiting_post", table_name="letter")
    op.drop_index("ix_private_value_words", table_name="private_value")
    op.execute("DROP FUNCTION words_of(text)")
    op.drop_index("ix_complaint_worklist", table_name="complaint")
    for column in reversed(KINDS):
        op.drop_column("complaint", column)
