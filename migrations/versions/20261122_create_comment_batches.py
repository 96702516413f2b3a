"""Create comment batches and put each comment into one of them.

Why: comments are read in batches of ten or more. A batch is formed once and kept, so that nobody can tell who wrote
what by comparing what is shown today with what was shown yesterday. `folded` is what is searched: no diacritics, and
nothing of the personal data that readers do not see.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_create_comment_batches"
down_revision = "20261122_add_batch_spent"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("first_week", sa.String(length=8), nullable=False),
        sa.Column("last_week", sa.String(length=8), nullable=False),
        sa.Column("released_for", sa.String(length=8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint("size >= 10", name=op.f("ck_comment_batch_size_at_least_ten")),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_comment_batch_unit_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_batch")),
    )
    op.create_index(op.f("ix_comment_batch_unit"), "comment_batch", ["unit"])
    # SQLite adds a reference to a table only within the column itself
    batch = sa.Column(
        "batch", sa.Uuid(), sa.ForeignKey("comment_batch.id", name=op.f("fk_comment_batch_comment_batch"))
    )
    op.add_column("comment", batch, inline_references=True)
    op.add_column("comment", sa.Column("folded", sa.Text(), server_default="", nullable=False))
    op.create_index(op.f("ix_comment_batch"), "comment", ["batch"])


def downgrade() -> None:
    op.drop_index(op.f("ix_comment_batch"), table_name="comment")
    op.drop_column("comment", "folded")
    if op.get_bind().dialect.name == "sqlite":
        # SQLite drops no column that refers to another table: what stood before is made anew
        _make_comments_without_batch()
    else:
        op.drop_column("comment", "batch")
    op.drop_index(op.f("ix_comment_batch_unit"), table_name="comment_batch")
    op.drop_table("comment_batch")


def _make_comments_without_batch() -> None:
    op.drop_index(op.f("ix_comment_unit"), table_name="comment")
    op.create_table(
        "comment_before",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_comment_unit_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO comment_before SELECT id, unit, week, text FROM comment")
    op.drop_table("comment")
    op.rename_table("comment_before", "comment")
    op.create_index(op.f("ix_comment_unit"), "comment", ["unit"])
