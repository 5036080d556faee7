"""Messages that come in by email, and tasks about messages that could not be delivered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "010_mail"
down_revision = "009_contributions"
branch_labels = None
depends_on = None

RUNTIME_ROLE = "complaints_runtime"


def upgrade() -> None:
    """Make the tables and the columns; the program may read, write and remove."""
    op.add_column("outbox", sa.Column("assigned_to", sa.Text, nullable=True))
    op.add_column("outbox", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_outbox_message_id", "outbox", ["message_id"],
                    postgresql_ops={"message_id": "text_pattern_ops"})
    op.create_index("ix_outbox_digest", "outbox", ["created_at"],
                    postgresql_where=sa.text("kind = 'digest'"))
    _inbound_message()
    _message_act()
    op.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON inbound_message, message_act"
        f" TO {RUNTIME_ROLE}"
    )


def downgrade() -> None:
    """Remove them: mail that came in, and who had which task, is lost."""
    for name in ("message_act", "inbound_message"):
        op.drop_table(name)
    op.drop_index("ix_outbox_digest", table_name="outbox")
    op.drop_index("ix_outbox_message_id", table_name="outbox")
    for name in ("settled_at", "assigned_to"):
        op.drop_column("outbox", name)


def _inbound_message() -> None:
    op.create_table(
        "inbound_message",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=True),
        sa.Column("seq", sa.Integer, nullable=True),
        sa.Column("answers", sa.BigInteger, nullable=True),
        sa.Column("suggested", postgresql.JSONB, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=True),
        sa.Column("shown", postgresql.JSONB, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text, nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbound_message"),
        sa.UniqueConstraint("digest", name="uq_inbound_message_digest"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.key"],
                                name="fk_inbound_message_organisation_organisation"),
        sa.ForeignKeyConstraint(["answers"], ["outbox.id"],
                                name="fk_inbound_message_answers_outbox"),
    )
    op.create_index("ix_inbound_message_place", "inbound_message", ["place", "received_at", "id"])
    op.create_index("ix_inbound_message_ref", "inbound_message", ["ref"])
    op.create_index("ix_inbound_message_unread", "inbound_message", ["id"],
                    postgresql_where=sa.text("place = 'joined' AND read_at IS NULL"))
    op.create_index("ix_inbound_message_left", "inbound_message", ["recorded_at"],
                    postgresql_where=sa.text("place = 'received'"))


def _message_act() -> None:
    op.create_table(
        "message_act",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("message", sa.BigInteger, nullable=False),
        sa.Column("ref", sa.Text, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=True),
        sa.Column("note", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_message_act"),
        sa.ForeignKeyConstraint(["message"], ["outbox.id"], name="fk_message_act_message_outbox"),
    )
    op.create_index("ix_message_act_message", "message_act", ["message"])
    op.create_index("ix_message_act_ref", "message_act", ["ref"])
