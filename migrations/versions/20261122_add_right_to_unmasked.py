"""Add who may read comments unmasked.

Why: a phone number or an identity number typed into a comment is masked for everyone but the few who are given this
right by name.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_add_right_to_unmasked"
down_revision = "20261122_create_comment_batches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("can_read_unmasked", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("staff", "can_read_unmasked")
