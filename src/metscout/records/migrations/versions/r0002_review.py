"""The editorial review; for whom a decision was worded."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """History, contents and what is under way; a stored decision says its audience."""
    op.add_column("decisions", sa.Column("audience", sa.String(16)))
    op.create_index("decisions_by_time", "decisions", ["created"])
    op.create_table(
        "review_events",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
        sa.Column("item", sa.Text, nullable=False, index=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.String(16)),
        sa.Column("comment", sa.Text),
        sa.Column("due", sa.String(10)),
        sa.Column("content", sa.String(64), nullable=False),
    )
    op.create_table(
        "review_contents",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "review_pending",
        sa.Column("uid", sa.String(32), primary_key=True),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.String(16)),
        sa.Column("comment", sa.Text),
        sa.Column("due", sa.String(10)),
        sa.Column("content", sa.String(64), nullable=False),
    )
