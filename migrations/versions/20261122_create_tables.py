"""Create place, plan, transactions, answers and staff.

Why: the main job needs them. Citizen tables (response, comment) have random keys and no rowid on SQLite,
so that neither a sequence nor the order of rows tells who answered when.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_create_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agency")),
    )
    op.create_table(
        "plan",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_plan")),
    )
    op.create_table(
        "questionnaire",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
    )
    op.create_table(
        "sector",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("priority_group", sa.String(length=20), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sector")),
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_comment_unit_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_comment_unit"), "comment", ["unit"], unique=False)
    op.create_table(
        "desk",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("token", sa.String(length=10), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_desk_unit_unit")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_desk")),
        sa.UniqueConstraint("token", name=op.f("uq_desk_token")),
    )
    op.create_index(op.f("ix_desk_unit"), "desk", ["unit"], unique=False)
    op.create_table(
        "plan_adoption",
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("plan", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["plan"], ["plan.code"], name=op.f("fk_plan_adoption_plan_plan")),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_plan_adoption_unit_unit")),
        sa.PrimaryKeyConstraint("unit", "plan", "valid_from", name=op.f("pk_plan_adoption")),
    )
    op.create_table(
        "sector_agency",
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_sector_agency_agency_agency")),
        sa.ForeignKeyConstraint(["sector"], ["sector.code"], name=op.f("fk_sector_agency_sector_sector")),
        sa.PrimaryKeyConstraint("sector", "valid_from", name=op.f("pk_sector_agency")),
    )
    op.create_table(
        "staff",
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("session_key", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_staff_unit_unit")),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_staff")),
    )
    op.create_table(
        "transaction_count",
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=True),
        sa.Column("received", sa.Integer(), nullable=True),
        sa.Column("resolved_early", sa.Integer(), nullable=True),
        sa.Column("resolved_on_time", sa.Integer(), nullable=True),
        sa.Column("resolved_late", sa.Integer(), nullable=True),
        sa.Column("overdue_pending", sa.Integer(), nullable=True),
        sa.Column("apologies", sa.Integer(), nullable=True),
        sa.Column("granularity", sa.String(length=5), nullable=False),
        sa.CheckConstraint("granularity IN ('day', 'month')", name=op.f("ck_transaction_count_granularity_known")),
        sa.CheckConstraint("visits >= 0", name=op.f("ck_transaction_count_visits_not_negative")),
        sa.ForeignKeyConstraint(["sector"], ["sector.code"], name=op.f("fk_transaction_count_sector_sector")),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_transaction_count_unit_unit")),
        sa.PrimaryKeyConstraint("unit", "sector", "day", name=op.f("pk_transaction_count")),
    )
    op.create_table(
        "unit_parent",
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("parent", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["unit.code"], name=op.f("fk_unit_parent_parent_unit")),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_unit_parent_unit_unit")),
        sa.PrimaryKeyConstraint("unit", "valid_from", name=op.f("pk_unit_parent")),
    )
    op.create_table(
        "unit_successor",
        sa.Column("old", sa.String(length=40), nullable=False),
        sa.Column("new", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["new"], ["unit.code"], name=op.f("fk_unit_successor_new_unit")),
        sa.ForeignKeyConstraint(["old"], ["unit.code"], name=op.f("fk_unit_successor_old_unit")),
        sa.PrimaryKeyConstraint("old", "new", name=op.f("pk_unit_successor")),
    )
    op.create_table(
        "desk_sector",
        sa.Column("desk", sa.String(length=40), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["desk"], ["desk.code"], name=op.f("fk_desk_sector_desk_desk")),
        sa.ForeignKeyConstraint(["sector"], ["sector.code"], name=op.f("fk_desk_sector_sector_sector")),
        sa.PrimaryKeyConstraint("desk", "sector", name=op.f("pk_desk_sector")),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("desk", sa.String(length=40), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("respondent_type", sa.String(length=20), nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=True),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.Column("minutes_way", sa.String(length=5), nullable=True),
        sa.Column("labels", sa.String(length=80), nullable=False),
        sa.Column("receipt", sa.String(length=26), nullable=False),
        sa.Column("answers", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "channel IN ('phone', 'kiosk', 'assisted', 'paper', 'import')", name=op.f("ck_response_channel_known")
        ),
        sa.CheckConstraint("tier IN ('ticket', 'rotating', 'static', 'none')", name=op.f("ck_response_tier_known")),
        sa.CheckConstraint("minutes BETWEEN 0 AND 480", name=op.f("ck_response_minutes_in_range")),
        sa.ForeignKeyConstraint(["desk"], ["desk.code"], name=op.f("fk_response_desk_desk")),
        sa.ForeignKeyConstraint(
            ["questionnaire"], ["questionnaire.id"], name=op.f("fk_response_questionnaire_questionnaire")
        ),
        sa.ForeignKeyConstraint(["sector"], ["sector.code"], name=op.f("fk_response_sector_sector")),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_response_unit_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("receipt", name=op.f("uq_response_receipt")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_response_day_unit", "response", ["day", "unit"], unique=False)
    op.create_table(
        "retired_token",
        sa.Column("token", sa.String(length=10), nullable=False),
        sa.Column("desk", sa.String(length=40), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["desk"], ["desk.code"], name=op.f("fk_retired_token_desk_desk")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_retired_token")),
    )


def downgrade() -> None:
    op.drop_table("retired_token")
    op.drop_index("ix_response_day_unit", table_name="response")
    op.drop_table("response")
    op.drop_table("desk_sector")
    op.drop_table("unit_successor")
    op.drop_table("unit_parent")
    op.drop_table("transaction_count")
    op.drop_table("staff")
    op.drop_table("sector_agency")
    op.drop_table("plan_adoption")
    op.drop_index(op.f("ix_desk_unit"), table_name="desk")
    op.drop_table("desk")
    op.drop_index(op.f("ix_comment_unit"), table_name="comment")
    op.drop_table("comment")
    op.drop_table("unit")
    op.drop_table("sector")
    op.drop_table("questionnaire")
    op.drop_table("plan")
    op.drop_table("agency")
