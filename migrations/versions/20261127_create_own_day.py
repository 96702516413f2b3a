"""Keep days off and make-up days of an installation.

Why: each year's swaps are announced by a notice; the calendar that comes with the kit cannot know them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_create_own_day"
down_revision = "20261127_create_actions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_own_day")),
    )


def downgrade() -> None:
    op.drop_table("own_day")
