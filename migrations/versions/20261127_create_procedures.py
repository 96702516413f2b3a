"""Create procedure.

Why: a sector's procedures (thủ tục hành chính) are data of the province with dates, so that imports and desks can name
them. The table is optional: nothing else needs a row in it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_create_procedures"
down_revision = "20261127_create_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "procedure",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["sector"], ["sector.code"], name=op.f("fk_procedure_sector_sector")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_procedure")),
    )
    op.create_index(op.f("ix_procedure_sector"), "procedure", ["sector"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_procedure_sector"), table_name="procedure")
    op.drop_table("procedure")
