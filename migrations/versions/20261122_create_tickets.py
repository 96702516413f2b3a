"""Create ticket batches and tickets.

Why: a one-time code handed to a person who was served proves that an answer is theirs and the only one. Tickets have no
rowid on SQLite and no time, so that the order in which they were spent is not kept.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_create_tickets"
down_revision = "20261122_create_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticket_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("desk", sa.String(length=40), nullable=False),
        sa.Column("minted_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_ticket_batch_size_positive")),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_ticket_batch_validity_in_order")),
        sa.ForeignKeyConstraint(["desk"], ["desk.code"], name=op.f("fk_ticket_batch_desk_desk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_batch")),
    )
    op.create_index(op.f("ix_ticket_batch_desk"), "ticket_batch", ["desk"])
    op.create_table(
        "ticket",
        sa.Column("mac", sa.String(length=43), nullable=False),
        sa.Column("typed_mac", sa.String(length=43), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_spent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["ticket_batch.id"], name=op.f("fk_ticket_batch_ticket_batch")),
        sa.PrimaryKeyConstraint("mac", name=op.f("pk_ticket")),
        sa.UniqueConstraint("typed_mac", name=op.f("uq_ticket_typed_mac")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ticket_batch"), "ticket", ["batch"])


def downgrade() -> None:
    op.drop_index(op.f("ix_ticket_batch"), table_name="ticket")
    op.drop_table("ticket")
    op.drop_index(op.f("ix_ticket_batch_desk"), table_name="ticket_batch")
    op.drop_table("ticket_batch")
