"""Stored decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """A decision with what it was given and what it rests on."""
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.String(64), primary_key=True),
        sa.Column("verb", sa.String(16), nullable=False),
        sa.Column("given", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("as_of", sa.String(10), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("packs", sa.Text, nullable=False),
        sa.Column("policy", sa.Text),
        sa.Column("engine", sa.String(32), nullable=False),
    )
