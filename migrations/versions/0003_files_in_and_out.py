"""Files in and out: import batches, column mappings, frozen reports.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

from toc.model.base import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("import_batch", "batch_revision", "column_mapping", "snapshot")
"""In the order in which they are made; each points only to tables before it."""


def upgrade() -> None:
    _batches()
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("framework_id", sa.Integer(), sa.ForeignKey("framework.id"), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("horizon", sa.String(40), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("known_at", Moment(), nullable=False),
        sa.Column("include_unapproved", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("stored_file.sha256"), nullable=False, index=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=True, index=True),
        sa.UniqueConstraint("framework_id", "name"),
    )


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)


def _batches() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("framework_id", sa.Integer(), sa.ForeignKey("framework.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("stored_file.sha256"), nullable=False, index=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("uploaded_at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=True, index=True),
        sa.Column("saved_at", Moment(), nullable=True),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), sa.ForeignKey("account.id"), nullable=True, index=True),
        sa.Column("withdraw_reason", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('measurements', 'targets')", name=op.f("ck_import_batch_kind")),
        sa.CheckConstraint("written >= 0", name=op.f("ck_import_batch_written")),
        sa.CheckConstraint(
            "saved_at IS NOT NULL OR (written = 0 AND withdrawn_at IS NULL)", name=op.f("ck_import_batch_saved")
        ),
    )
    op.create_table(
        "batch_revision",
        sa.Column("revision_id", sa.Integer(), sa.ForeignKey("revision.id"), primary_key=True, autoincrement=False),
        sa.Column("batch_id", sa.Integer(), sa.ForeignKey("import_batch.id"), nullable=False, index=True),
    )
    op.create_table(
        "column_mapping",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("headings_sha256", sa.String(64), nullable=False),
        sa.Column("columns", sa.String(), nullable=False),
        sa.Column("used_at", Moment(), nullable=False),
        sa.UniqueConstraint("account_id", "headings_sha256"),
    )
