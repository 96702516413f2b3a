"""Create integrity_snapshot: what the inspector was told, which the database refuses to change or delete.

Why: a sign that was told must not vanish when somebody tidies the data up; what is counted later stands beside it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_create_integrity"
down_revision = "20261127_create_held_answers"
branch_labels = None
depends_on = None

TABLE = "integrity_snapshot"
REFUSAL = "integrity_snapshot is never changed: publish a new revision"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=240), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_integrity_snapshot_revision_from_one")),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_integrity_snapshot_unit_unit")),
        sa.PrimaryKeyConstraint("unit", "period", "revision", name=op.f("pk_integrity_snapshot")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _keep_in_sqlite()
    else:
        _keep_in_postgresql()


def _keep_in_sqlite() -> None:
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{action.lower()} BEFORE {action} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
    # INSERT OR REPLACE deletes without asking the trigger above
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} "  # noqa: S608  # names of this file
        f"WHEN EXISTS (SELECT 1 FROM {TABLE} "
        "WHERE unit = NEW.unit AND period = NEW.period AND revision = NEW.revision) "
        "BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: integrity_snapshot is never changed'); END"
    )


def _keep_in_postgresql() -> None:
    op.execute(
        f"CREATE FUNCTION {TABLE}_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for name, actions, each in (("rows", "UPDATE OR DELETE", "ROW"), ("whole", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_change_of_{name} BEFORE {actions} ON {TABLE} "
            f"FOR EACH {each} EXECUTE FUNCTION {TABLE}_is_kept()"
        )


def downgrade() -> None:
    op.drop_table(TABLE)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {TABLE}_is_kept()")
