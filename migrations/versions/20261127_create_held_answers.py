"""Create the marks of answers that wait.

Why: an answer that arrives after its days are over would move figures already shown by one. It waits until ten of its
kind have come. The mark has no time and no order of its own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_create_held_answers"
down_revision = "20261127_create_snapshots"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_answer",
        sa.Column("response", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("response", name=op.f("pk_held_answer")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("held_answer")
