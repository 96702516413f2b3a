"""Index answers by unit and then day, and so visits.

Why: what is counted is a few units over some days. By day and then unit, a province's year read the whole country's.
"""

from __future__ import annotations

from alembic import op

revision = "20261127_index_answers_by_unit"
down_revision = "20261127_index_parents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_response_unit_day", "response", ["unit", "day"])
    op.drop_index("ix_response_day_unit", table_name="response")
    op.create_index("ix_transaction_count_unit_day", "transaction_count", ["unit", "day"])


def downgrade() -> None:
    op.drop_index("ix_transaction_count_unit_day", table_name="transaction_count")
    op.create_index("ix_response_day_unit", "response", ["day", "unit"])
    op.drop_index("ix_response_unit_day", table_name="response")
