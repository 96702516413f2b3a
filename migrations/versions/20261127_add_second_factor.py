"""Add what a second factor, single sessions and a first password need.

Why: the passwords of heads, inspectors and administrators are worth stealing; a code from their phone is not to be had
with them. Of the factor only a random salt is kept: the secret is made from it under the installation's key, so a copy
of the database alone makes no code. A row for each open session lets signing out end it on the server.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_add_second_factor"
down_revision = "20261127_create_own_day"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("must_change_password", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("staff", sa.Column("signed_in_on", sa.Date(), nullable=True))
    op.add_column("staff", sa.Column("totp_salt", sa.String(length=32), nullable=True))
    op.add_column("staff", sa.Column("totp_step", sa.Integer(), nullable=True))
    op.create_table(
        "recovery_code",
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["staff.login"], name=op.f("fk_recovery_code_login_staff")),
        sa.PrimaryKeyConstraint("login", "mac", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "office_session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["staff.login"], name=op.f("fk_office_session_login_staff")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_office_session")),
    )


def downgrade() -> None:
    op.drop_table("office_session")
    op.drop_table("recovery_code")
    for column in ("totp_step", "totp_salt", "signed_in_on", "must_change_password"):
        op.drop_column("staff", column)
