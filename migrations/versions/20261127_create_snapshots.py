"""Create snapshots: what was published, which the database refuses to change or delete.

Why: a figure that was published stays as it was; what is counted later is a new revision beside it. The refusal stands
in the database, so that it holds for every program that writes there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_create_snapshots"
down_revision = "20261127_add_second_factor"
branch_labels = None
depends_on = None

KEPT = {
    "snapshot": ("unit", "period", "revision"),
    "snapshot_chart": ("unit", "period", "revision", "language", "key", "kind"),
}


def upgrade() -> None:
    op.create_table(
        "snapshot",
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=11), nullable=False),
        sa.Column("method_version", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_snapshot_revision_from_one")),
        sa.CheckConstraint("status IN ('preliminary', 'official')", name=op.f("ck_snapshot_status_known")),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_snapshot_unit_unit")),
        sa.PrimaryKeyConstraint("unit", "period", "revision", name=op.f("pk_snapshot")),
    )
    op.create_table(
        "snapshot_chart",
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('svg', 'png')", name=op.f("ck_snapshot_chart_kind_known")),
        sa.ForeignKeyConstraint(
            ["unit", "period", "revision"],
            ["snapshot.unit", "snapshot.period", "snapshot.revision"],
            name="fk_snapshot_chart_snapshot",
        ),
        sa.PrimaryKeyConstraint(
            "unit", "period", "revision", "language", "key", "kind", name=op.f("pk_snapshot_chart")
        ),
    )
    op.create_table(
        "publication",
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=80), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_publication_unit_unit")),
        sa.PrimaryKeyConstraint("unit", "period", name=op.f("pk_publication")),
    )
    op.create_table(
        "publishing_turn",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_publishing_turn_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishing_turn")),
    )
    for table, key in KEPT.items():
        if op.get_bind().dialect.name == "sqlite":
            _keep_in_sqlite(table, key)
        else:
            _keep_in_postgresql(table)


def _keep_in_sqlite(table: str, key: tuple[str, ...]) -> None:
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is never changed: publish a new revision'); END"
        )
    # INSERT OR REPLACE deletes without asking the trigger above
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608  # names of this file
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: {table} is never changed'); END"
    )


def _keep_in_postgresql(table: str) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is never changed: publish a new revision'; END $$"
    )
    for name, actions, each in (("rows", "UPDATE OR DELETE", "ROW"), ("whole", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_no_change_of_{name} BEFORE {actions} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {table}_is_kept()"
        )


def downgrade() -> None:
    op.drop_table("publishing_turn")
    op.drop_table("publication")
    op.drop_table("snapshot_chart")
    op.drop_table("snapshot")
    if op.get_bind().dialect.name == "postgresql":
        for table in KEPT:
            op.execute(f"DROP FUNCTION {table}_is_kept()")
