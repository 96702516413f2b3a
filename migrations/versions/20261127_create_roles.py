"""Create the roles that people hold at units, and give those who are there the roles for what they could do.

Why: until now whoever signed in could read, export and enter everything of their unit. Nobody loses what they used:
all become analysts (results, files, comments), and those who entered sheets of paper become clerks as well.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_create_roles"
down_revision = "20261122_index_ticket_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_role",
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "role IN ('administrator', 'head', 'analyst', 'inspector', 'clerk', 'viewer')",
            name=op.f("ck_staff_role_role_known"),
        ),
        sa.ForeignKeyConstraint(["login"], ["staff.login"], name=op.f("fk_staff_role_login_staff")),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"], name=op.f("fk_staff_role_unit_unit")),
        sa.PrimaryKeyConstraint("login", "unit", "role", name=op.f("pk_staff_role")),
    )
    op.execute("INSERT INTO staff_role (login, unit, role) SELECT login, unit, 'analyst' FROM staff")
    op.execute(
        "INSERT INTO staff_role (login, unit, role) SELECT login, unit, 'clerk' FROM staff "
        "WHERE login IN (SELECT login FROM paper_entry)"
    )


def downgrade() -> None:
    op.drop_table("staff_role")
