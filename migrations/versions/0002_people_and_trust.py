"""People and trust: evidence, comments, closed periods, calendars, digests; accounts that a provider signs in.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

from toc.model.base import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "stored_file",
    "evidence",
    "comment",
    "comment_mention",
    "closed_period",
    "closing_exception",
    "calendar_feed",
    "digest_sent",
)
"""In the order in which they are made; each points only to tables before it."""

_LINK_PURPOSE = "ck_one_time_link_link_purpose"


def upgrade() -> None:
    _people()
    _evidence()
    _comments()
    _closing()
    _reminders()
    op.add_column("framework", sa.Column("open_to_partners", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("framework") as batch:
        batch.drop_column("open_to_partners")
    for name in reversed(TABLES):
        op.drop_table(name)
    with op.batch_alter_table("one_time_link") as batch:
        batch.drop_constraint(op.f(_LINK_PURPOSE), type_="check")
        batch.create_check_constraint(op.f(_LINK_PURPOSE), "purpose IN ('invitation')")
    with op.batch_alter_table("account_session") as batch:
        batch.drop_column("device")
    with op.batch_alter_table("account") as batch:
        batch.drop_constraint(op.f("uq_account_oidc_issuer_oidc_subject"), type_="unique")
        batch.drop_constraint(op.f("ck_account_oidc_whole"), type_="check")
        for name in ("wants_digest", "oidc_subject", "oidc_issuer", "locale"):
            batch.drop_column(name)


def _people() -> None:
    with op.batch_alter_table("account") as batch:
        batch.add_column(sa.Column("locale", sa.String(10), nullable=True))
        batch.add_column(sa.Column("oidc_issuer", sa.String(), nullable=True))
        batch.add_column(sa.Column("oidc_subject", sa.String(255), nullable=True))
        batch.add_column(sa.Column("wants_digest", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch.create_unique_constraint(op.f("uq_account_oidc_issuer_oidc_subject"), ["oidc_issuer", "oidc_subject"])
        batch.create_check_constraint(op.f("ck_account_oidc_whole"), "(oidc_issuer IS NULL) = (oidc_subject IS NULL)")
    with op.batch_alter_table("account_session") as batch:
        batch.add_column(sa.Column("device", sa.String(120), server_default="", nullable=False))
    with op.batch_alter_table("one_time_link") as batch:
        batch.drop_constraint(op.f(_LINK_PURPOSE), type_="check")
        batch.create_check_constraint(op.f(_LINK_PURPOSE), "purpose IN ('invitation', 'reset')")


def _evidence() -> None:
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(120), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _moment("created_at"),
        sa.CheckConstraint("size >= 0", name=op.f("ck_stored_file_size")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), primary_key=True),
        _points_to("measurement_id", "measurement.id"),
        sa.Column("title", sa.String(255), nullable=False),
        _points_to("sha256", "stored_file.sha256", optional=True),
        sa.Column("url", sa.String(), nullable=True),
        _moment("added_at"),
        _points_to("account_id", "account.id", optional=True),
        _moment("withdrawn_at", optional=True),
        _points_to("withdrawn_by", "account.id", optional=True),
        sa.Column("withdraw_reason", sa.String(), nullable=False),
        sa.CheckConstraint("(sha256 IS NULL) <> (url IS NULL)", name=op.f("ck_evidence_file_or_link")),
    )


def _comments() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), primary_key=True),
        _points_to("measurement_id", "measurement.id"),
        _points_to("account_id", "account.id", optional=True),
        _moment("at"),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("question", sa.Boolean(), nullable=False),
        _moment("settled_at", optional=True),
        _points_to("settled_by", "account.id", optional=True),
        sa.CheckConstraint("question OR settled_at IS NULL", name=op.f("ck_comment_only_questions_settled")),
    )
    op.create_table(
        "comment_mention",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("comment_id", sa.Integer(), sa.ForeignKey("comment.id"), nullable=False),
        _points_to("account_id", "account.id"),
        sa.UniqueConstraint("comment_id", "account_id"),
    )


def _closing() -> None:
    op.create_table(
        "closed_period",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("framework_id", sa.Integer(), sa.ForeignKey("framework.id"), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        _moment("closed_at"),
        _points_to("closed_by", "account.id", optional=True),
        sa.Column("reason", sa.String(), nullable=False),
        _moment("opened_at", optional=True),
        _points_to("opened_by", "account.id", optional=True),
        sa.Column("opening_reason", sa.String(), nullable=False),
        sa.CheckConstraint("period_start <= period_end", name=op.f("ck_closed_period_period")),
        sa.Index(op.f("ix_closed_period_framework_id_period_end"), "framework_id", "period_end"),
    )
    op.create_table(
        "closing_exception",
        sa.Column("id", sa.Integer(), primary_key=True),
        _points_to("closed_period_id", "closed_period.id"),
        _points_to("organisation_id", "organisation.id"),
        sa.Column("state", sa.String(40), nullable=False),
        _moment("asked_at"),
        _points_to("asked_by", "account.id", optional=True),
        sa.Column("reason", sa.String(), nullable=False),
        _moment("decided_at", optional=True),
        _points_to("decided_by", "account.id", optional=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'granted', 'refused')", name=op.f("ck_closing_exception_exception_state")
        ),
        sa.CheckConstraint(
            "(state = 'granted') = (until IS NOT NULL)", name=op.f("ck_closing_exception_granted_until")
        ),
    )


def _reminders() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), primary_key=True),
        _points_to("account_id", "account.id"),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        _moment("created_at"),
        _moment("ended_at", optional=True),
    )
    op.create_table(
        "digest_sent",
        sa.Column("id", sa.Integer(), primary_key=True),
        _points_to("account_id", "account.id"),
        _moment("at"),
        sa.Column("content_hash", sa.String(64), nullable=False),
    )


def _moment(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, Moment(), nullable=optional)


def _points_to(name: str, target: str, *, optional: bool = False) -> sa.Column[object]:
    """A column that names a row of another table, with an index of its own."""
    kind = sa.String(64) if target.endswith(".sha256") else sa.Integer()
    return sa.Column(name, kind, sa.ForeignKey(target), nullable=optional, index=True)
