"""Create subscriptions, letters and what was told.

Why: an alert is told once until it clears, and never in more than one letter a day. A letter is written before it is
sent, so that nothing is lost while the mail server is down, and a run that dies half way neither forgets nor repeats.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_create_letters"
down_revision = "20261127_create_integrity"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("kinds", sa.String(length=60), nullable=False),
        sa.Column("is_weekly", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_stopped", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["staff.login"], name=op.f("fk_subscription_login_staff")),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_subscription_unit_unit")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_subscription")),
        sa.UniqueConstraint("login", name=op.f("uq_subscription_login")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("digest_day", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('page', 'waiting', 'sent', 'refused', 'given_up')", name=op.f("ck_letter_state_known")
        ),
        sa.ForeignKeyConstraint(["login"], ["staff.login"], name=op.f("fk_letter_login_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("login", "digest_day", name="uq_letter_login_digest_day"),
        sa.UniqueConstraint("message_id", name=op.f("uq_letter_message_id")),
    )
    op.create_index("ix_letter_waiting", "letter", ["state", "next_try_at"])
    op.create_table(
        "told_alert",
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("letter", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["letter.id"], name=op.f("fk_told_alert_letter_letter")),
        sa.ForeignKeyConstraint(["login"], ["staff.login"], name=op.f("fk_told_alert_login_staff")),
        sa.PrimaryKeyConstraint("login", "key", name=op.f("pk_told_alert")),
    )


def downgrade() -> None:
    op.drop_table("told_alert")
    op.drop_index("ix_letter_waiting", table_name="letter")
    op.drop_table("letter")
    op.drop_table("subscription")
