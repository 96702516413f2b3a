"""Create the register of corrective actions and its history.

Why: a plan asks what was done about a poor figure and whether it helped. The finding is kept as it was told that day,
since the figures of a later revision may differ; the history says who changed what and is only ever added to.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_create_actions"
down_revision = "20261127_create_import_upload"
branch_labels = None
depends_on = None

REFUSAL = "the history of corrective actions is only added to"


def upgrade() -> None:
    op.create_table(
        "corrective_action",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("about", sa.String(length=160), nullable=False),
        sa.Column("finding_vi", sa.Text(), nullable=False),
        sa.Column("finding_en", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=7), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_corrective_action_state_known")),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_corrective_action_agency_agency")),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_corrective_action_unit_unit")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_corrective_action")),
    )
    op.create_index("ix_corrective_action_unit", "corrective_action", ["unit", "state"])
    op.create_table(
        "action_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action"], ["corrective_action.number"], name=op.f("fk_action_change_action_corrective_action")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_change")),
    )
    op.create_index(op.f("ix_action_change_action"), "action_change", ["action"])
    _only_added_to()


def downgrade() -> None:
    op.drop_index(op.f("ix_action_change_action"), table_name="action_change")
    op.drop_table("action_change")
    op.drop_index("ix_corrective_action_unit", table_name="corrective_action")
    op.drop_table("corrective_action")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_action_change()")


def _only_added_to() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER action_change_no_{change.lower()} BEFORE {change} ON action_change "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_action_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER action_change_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON action_change "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_action_change()"
    )
