"""Let a sheet of paper have a box for a comment.

Why: whoever answers on paper had no place to say more; offices that want it print the box, and its text is entered
twice like every other answer.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_add_paper_comments"
down_revision = "20261127_index_answers_by_unit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("paper_batch", sa.Column("asks_comment", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("paper_entry", sa.Column("comment", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("paper_entry", "comment")
    op.drop_column("paper_batch", "asks_comment")
