"""Keep the place of a ticket on its sheet sealed under its code.

Why: the fifth of five neighbouring codes gives its answer a label. Whoever saw which places were spent could tell that
the ticket was one of two, also after the day was closed. Codes are not kept, so that nothing can be sealed for the
tickets there are: their places are lost, and no run is seen among them.

The table is made anew in the order of its keys: PostgreSQL would leave a dropped column in its rows, and both the order
of rows and their command numbers would go on telling the order of the sheet.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_seal_positions"
down_revision = "20261127_add_paper_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # what is deleted is overwritten, and not only when the day is closed
        op.execute("PRAGMA secure_delete = ON")
    _make_anew(
        sa.Column("sealed_position", sa.Integer(), nullable=True),
        sa.Column("typed_sealed_position", sa.Integer(), nullable=True),
    )


def downgrade() -> None:
    # the same place for all: none follows another
    _make_anew(sa.Column("position", sa.Integer(), server_default="0", nullable=False))
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("ticket", "position", server_default=None)


def _make_anew(*places: sa.Column[int]) -> None:
    op.execute("CREATE TABLE ticket_before AS SELECT mac, typed_mac, batch, is_spent FROM ticket")
    op.drop_index(op.f("ix_ticket_batch"), table_name="ticket")
    op.drop_table("ticket")
    op.create_table(
        "ticket",
        sa.Column("mac", sa.String(length=43), nullable=False),
        sa.Column("typed_mac", sa.String(length=43), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=False),
        *places,
        sa.Column("is_spent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["ticket_batch.id"], name=op.f("fk_ticket_batch_ticket_batch")),
        sa.PrimaryKeyConstraint("mac", name=op.f("pk_ticket")),
        sa.UniqueConstraint("typed_mac", name=op.f("uq_ticket_typed_mac")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO ticket (mac, typed_mac, batch, is_spent) "
        "SELECT mac, typed_mac, batch, is_spent FROM ticket_before ORDER BY mac"
    )
    op.create_index(op.f("ix_ticket_batch"), "ticket", ["batch"])
    op.drop_table("ticket_before")
