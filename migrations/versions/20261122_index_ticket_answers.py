"""Index the answers that came with a ticket by unit, day and desk.

Why: every report reconciles running totals since the year began; without the index it would read the year's answers.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_index_ticket_answers"
down_revision = "20261122_create_paper"
branch_labels = None
depends_on = None

BY_TICKET = sa.text("tier = 'ticket'")


def upgrade() -> None:
    op.create_index(
        "ix_response_ticket", "response", ["unit", "day", "desk"], sqlite_where=BY_TICKET, postgresql_where=BY_TICKET
    )


def downgrade() -> None:
    op.drop_index("ix_response_ticket", table_name="response")
