"""Imported calendars with who approved them, more that lists are counted by, kept filters, and
references that are found by their parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "011_calendar_and_lists"
down_revision = "010_mail"
branch_labels = None
depends_on = None

RUNTIME_ROLE = "complaints_runtime"
KINDS = {
    "review_by": ("contact_limit_review", "adjustment_review"),
    "contribution_by": ("contribution",),
    "hazard_by": ("hazard",),
    "tell_by": ("new_date_to_tell",),
}
BEFORE = (
    "kind", "organisation", "state", "stage", "service", "services", "handler", "reviewer",
    "recorded_by", "restricted", "access", "codes", "received_on", "acknowledge_by", "answer_by",
    "update_by", "ombudsman_by", "remedy_by",
)
WORKLIST = "ix_complaint_worklist"

# The words of a reference: as a whole, and each run of letters and digits in it.
REFERENCE_WORDS = r"""
CREATE FUNCTION reference_words(ref text, old_reference text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT word)), ''::tsvector)
    FROM (SELECT lower(coalesce(left(old_reference, 200), '')) AS plain) AS old, unnest(
        ARRAY[lower(ref), regexp_replace(lower(ref), '[^a-z0-9]', '', 'g'), old.plain,
              regexp_replace(old.plain, '[^a-z0-9]', '', 'g')]
        || regexp_split_to_array(lower(ref), '[^a-z0-9]+')
        || regexp_split_to_array(old.plain, '[^a-z0-9]+')
        || regexp_split_to_array(regexp_replace(old.plain, '([a-z])(?=[0-9])', '\1 ', 'g'),
                                 '[^a-z0-9]+')
    ) AS word
    WHERE word <> ''
)
"""

# As before, but a telephone number is kept as it is written within the country.
WORDS_NOW = r"""
CREATE OR REPLACE FUNCTION words_of(payload text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN position('\u0000' IN payload) > 0 OR length(payload) > 200000 THEN ''::tsvector
    WHEN left(payload, 1) = '{' THEN
        to_tsvector('simple'::regconfig, payload::jsonb)
        || to_tsvector('simple'::regconfig,
                       coalesce(replace(payload::jsonb ->> 'postcode', ' ', ''), ''))
        || to_tsvector('simple'::regconfig,
                       coalesce(regexp_replace(
                           regexp_replace(payload::jsonb ->> 'phone', '[^0-9]', '', 'g'),
                           '^(00)?44', '0'), ''))
    ELSE to_tsvector('english'::regconfig, payload::jsonb)
END
"""
WORDS_BEFORE = r"""
CREATE OR REPLACE FUNCTION words_of(payload text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
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
    """Add what is new; what is derived is filled from the open deadlines."""
    _calendars()
    _worklist()
    _filters()
    _words(WORDS_NOW)
    op.execute(REFERENCE_WORDS)
    op.create_index("ix_complaint_reference_words", "complaint",
                    [sa.text("reference_words(ref, old_reference)")], postgresql_using="gin")


def _words(function: str) -> None:
    op.execute(function)
    op.execute("REINDEX INDEX ix_private_value_words")


def _calendars() -> None:
    for name, kind, default in (
        ("approved_by", sa.Text, "system"), ("sha256", sa.Text, ""),
        ("facts", postgresql.JSONB, "{}"),
    ):
        op.add_column("calendar_version",
                      sa.Column(name, kind, nullable=False, server_default=default))
        op.alter_column("calendar_version", name, server_default=None)
    op.add_column("calendar_version",
                  sa.Column("recounted_at", sa.DateTime(timezone=True), nullable=True))


def _worklist() -> None:
    for column in KINDS:
        op.add_column("complaint", sa.Column(column, sa.Date, nullable=True))
    op.add_column("complaint", sa.Column("extension_waits", sa.Boolean, nullable=False,
                                         server_default=sa.text("false")))
    op.execute(_filling())
    op.execute("""UPDATE complaint SET extension_waits = true WHERE snapshot @>
               '{"drafts": [{"state": "submitted", "command": "extend"}]}'""")
    op.drop_index(WORKLIST, table_name="complaint")
    _indexed((*BEFORE, *KINDS, "extension_waits"))


def _indexed(included: tuple[str, ...]) -> None:
    op.create_index(
        WORKLIST, "complaint", ["next_due_on", "ref"], postgresql_include=list(included),
        postgresql_where=sa.text("stage <> 'ended' OR next_due_on IS NOT NULL"),
    )


def _filling() -> str:
    """Each column holds the first open deadline of its sort."""
    firsts = ", ".join(
        f"min(due_on) FILTER (WHERE kind IN ({', '.join(map(repr, kinds))}, '')) AS {column}"
        for column, kinds in KINDS.items()
    )
    columns = ", ".join(f"{column} = open.{column}" for column in KINDS)
    return (  # the names of columns and kinds are our own, above
        f"UPDATE complaint SET {columns} FROM (SELECT ref, {firsts} FROM deadline"  # noqa: S608
        " WHERE met_at IS NULL AND NOT void GROUP BY ref) AS open WHERE open.ref = complaint.ref"
    )


def _filters() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("query", postgresql.JSONB, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filter"),
        sa.ForeignKeyConstraint(["account"], ["account.id"],
                                name="fk_saved_filter_account_account"),
        sa.UniqueConstraint("account", "name", name="uq_saved_filter_account_name"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON saved_filter TO {RUNTIME_ROLE}")


def downgrade() -> None:
    """Remove it all; the events of imported calendars stay, kept filters are lost."""
    _words(WORDS_BEFORE)
    op.drop_index("ix_complaint_reference_words", table_name="complaint")
    op.execute("DROP FUNCTION reference_words(text, text)")
    op.drop_table("saved_filter")
    op.drop_index(WORKLIST, table_name="complaint")
    for column in ("extension_waits", *reversed(KINDS)):
        op.drop_column("complaint", column)
    _indexed(BEFORE)
    for column in ("recounted_at", "facts", "sha256", "approved_by"):
        op.drop_column("calendar_version", column)
