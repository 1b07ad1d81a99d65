"""The tables as the newest revision leaves them; `migrations/` makes them."""

import sqlalchemy as sa

_ALL = sa.MetaData()

DECISIONS = sa.Table(
    "decisions",
    _ALL,
    sa.Column("decision_id", sa.String(64), primary_key=True),
    sa.Column("verb", sa.String(16)),
    sa.Column("given", sa.Text),
    sa.Column("document", sa.LargeBinary),
    sa.Column("as_of", sa.String(10)),
    sa.Column("created", sa.String(32)),
    sa.Column("packs", sa.Text),
    sa.Column("policy", sa.Text),
    sa.Column("engine", sa.String(32)),
    sa.Column("audience", sa.String(16)),
)


def _of_an_event() -> list["sa.Column[str]"]:
    return [
        sa.Column("item", sa.Text),
        sa.Column("at", sa.String(32)),
        sa.Column("event", sa.String(16)),
        sa.Column("name", sa.Text),
        sa.Column("role", sa.String(16)),
        sa.Column("comment", sa.Text),
        sa.Column("due", sa.String(10)),
        sa.Column("content", sa.String(64)),
    ]


EVENTS = sa.Table(
    "review_events",
    _ALL,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("uid", sa.String(32), unique=True),
    *_of_an_event(),
)
PENDING = sa.Table("review_pending", _ALL, sa.Column("uid", sa.String(32), primary_key=True), *_of_an_event())
CONTENTS = sa.Table(
    "review_contents", _ALL, sa.Column("sha256", sa.String(64), primary_key=True), sa.Column("content", sa.Text)
)
