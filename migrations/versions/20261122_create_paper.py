"""Create batches of paper questionnaires and the drafts of their sheets.

Why: what is read from a sheet becomes an answer only when two readings agree. Until then it is kept apart from the
answers, so that nothing half done is ever counted.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_create_paper"
down_revision = "20261122_add_right_to_unmasked"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_batch",
        sa.Column("number", sa.String(length=6), nullable=False),
        sa.Column("desk", sa.String(length=40), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("is_short", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=False),
        sa.Column("collected_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("kept", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_by_one", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("size BETWEEN 1 AND 2000", name=op.f("ck_paper_batch_size_in_range")),
        sa.ForeignKeyConstraint(["desk"], ["desk.code"], name=op.f("fk_paper_batch_desk_desk")),
        sa.ForeignKeyConstraint(
            ["questionnaire"], ["questionnaire.id"], name=op.f("fk_paper_batch_questionnaire_questionnaire")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_paper_batch")),
    )
    op.create_index(op.f("ix_paper_batch_desk"), "paper_batch", ["desk"])
    op.create_table(
        "paper_sector",
        sa.Column("batch", sa.String(length=6), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["paper_batch.number"], name=op.f("fk_paper_sector_batch_paper_batch")),
        sa.ForeignKeyConstraint(["sector"], ["sector.code"], name=op.f("fk_paper_sector_sector_sector")),
        sa.PrimaryKeyConstraint("batch", "position", name=op.f("pk_paper_sector")),
    )
    op.create_table(
        "paper_entry",
        sa.Column("batch", sa.String(length=6), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("reading", sa.SmallInteger(), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("answers", sa.String(length=60), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=True),
        sa.Column("respondent_type", sa.String(length=20), nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=True),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("reading BETWEEN 1 AND 3", name=op.f("ck_paper_entry_reading_known")),
        sa.CheckConstraint("minutes BETWEEN 0 AND 480", name=op.f("ck_paper_entry_minutes_in_range")),
        sa.ForeignKeyConstraint(["batch"], ["paper_batch.number"], name=op.f("fk_paper_entry_batch_paper_batch")),
        sa.ForeignKeyConstraint(["login"], ["staff.login"], name=op.f("fk_paper_entry_login_staff")),
        sa.ForeignKeyConstraint(["sector"], ["sector.code"], name=op.f("fk_paper_entry_sector_sector")),
        sa.PrimaryKeyConstraint("batch", "sheet", "reading", name=op.f("pk_paper_entry")),
    )


def downgrade() -> None:
    op.drop_table("paper_entry")
    op.drop_table("paper_sector")
    op.drop_index(op.f("ix_paper_batch_desk"), table_name="paper_batch")
    op.drop_table("paper_batch")
