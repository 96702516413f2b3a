"""Index who stands under whom by the unit above.

Why: every office page asks what lies below one unit; without the index it read the tree of the whole country.
"""

from __future__ import annotations

from alembic import op

revision = "20261127_index_parents"
down_revision = "20261127_create_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_unit_parent_parent"), "unit_parent", ["parent"])


def downgrade() -> None:
    op.drop_index(op.f("ix_unit_parent_parent"), table_name="unit_parent")
