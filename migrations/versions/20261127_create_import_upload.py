"""Keep files sent through the browser until what they would change was seen.

Why: an import replaces figures; a person looks at what it would change before it does.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_create_import_upload"
down_revision = "20261127_create_procedures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sheet", sa.String(80), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("login", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("uploaded_on", sa.Date(), nullable=False),
        sa.Column("taken_in_on", sa.Date(), nullable=True),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_upload")),
    )
    op.create_index(op.f("ix_import_upload_digest"), "import_upload", ["digest"])


def downgrade() -> None:
    op.drop_index(op.f("ix_import_upload_digest"), table_name="import_upload")
    op.drop_table("import_upload")
