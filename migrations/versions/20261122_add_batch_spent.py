"""Add how many of a batch's deleted tickets were spent.

Why: tickets are deleted some time after their batch expired, but what was spent stays part of the reconciliation.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_add_batch_spent"
down_revision = "20261122_create_tickets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket_batch", sa.Column("spent", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("ticket_batch", "spent")
