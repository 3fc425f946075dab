"""Analyse and act: lags, annotations, judgements, actions, follow-ups, read-only links, methods, report templates.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

from toc.model.base import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "annotation",
    "action",
    "action_event",
    "finding_aside",
    "link_judgement",
    "indicator_check",
    "follow_up",
    "share_link",
    "series_method",
    "report_template",
)
"""In the order in which they are made; each points only to tables before it."""

_COUNTRY = "country = 'ALL' OR (length(country) = 2 AND country = upper(country))"


def upgrade() -> None:
    with op.batch_alter_table("contribution_link") as batch:
        batch.add_column(sa.Column("lag_years", sa.Integer(), server_default="1", nullable=False))
        batch.create_check_constraint(op.f("ck_contribution_link_lag_years"), "lag_years BETWEEN 0 AND 50")
    _annotations()
    _actions()
    _judgements()
    _follow_ups()
    _sharing()
    _methods()
    _templates()


def downgrade() -> None:
    with op.batch_alter_table("series", table_args=_series_rules()) as batch:
        batch.add_column(sa.Column("method", sa.String(), server_default="", nullable=False))
    op.execute(
        "UPDATE series SET method = (SELECT method FROM series_method WHERE series_method.id = (SELECT MAX(said.id) "
        "FROM series_method AS said WHERE said.series_id = series.id)) "
        "WHERE id IN (SELECT series_id FROM series_method)"
    )
    for name in reversed(TABLES):
        op.drop_table(name)
    with op.batch_alter_table("contribution_link") as batch:
        batch.drop_constraint(op.f("ck_contribution_link_lag_years"), type_="check")
        batch.drop_column("lag_years")


def _series_rules() -> tuple[sa.CheckConstraint, ...]:
    """The rules that 0001 gave the table: SQLite copies it to change it, and takes along only what it is told."""
    return (
        sa.CheckConstraint("(dimension = '') = (category = '')", name=op.f("ck_series_dimension_with_category")),
        sa.CheckConstraint(_COUNTRY, name=op.f("ck_series_country_code")),
    )


def _framework(*, index: bool = False) -> sa.Column[int]:
    return sa.Column("framework_id", sa.Integer(), sa.ForeignKey("framework.id"), nullable=False, index=index)


def _account(name: str = "account_id") -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey("account.id"), nullable=True, index=True)


def _annotations() -> None:
    op.create_table(
        "annotation",
        sa.Column("id", sa.Integer(), primary_key=True),
        _framework(),
        sa.Column("indicator_id", sa.Integer(), sa.ForeignKey("indicator.id"), nullable=True, index=True),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.UniqueConstraint("framework_id", "position"),
        sa.CheckConstraint(_COUNTRY, name=op.f("ck_annotation_country_code")),
        sa.CheckConstraint("kind IN ('event', 'break')", name=op.f("ck_annotation_annotation_kind")),
    )


def _actions() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), primary_key=True),
        _framework(index=True),
        sa.Column("finding", sa.String(200), nullable=False, index=True),
        sa.Column("objective", sa.String(40), nullable=False),
        sa.Column("indicator", sa.String(40), nullable=False),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        _account(),
        sa.CheckConstraint(_COUNTRY, name=op.f("ck_action_country_code")),
    )
    op.create_table(
        "action_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("action_id", sa.Integer(), sa.ForeignKey("action.id"), nullable=False, index=True),
        sa.Column("at", Moment(), nullable=False),
        _account(),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("expected", sa.String(), nullable=False),
        _account("owner_id"),
        sa.Column("organisation", sa.String(60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_action_event_title")),
        sa.CheckConstraint(
            "state IN ('planned', 'under way', 'done', 'dropped')", name=op.f("ck_action_event_action_state")
        ),
    )
    op.create_table(
        "finding_aside",
        sa.Column("id", sa.Integer(), primary_key=True),
        _framework(),
        sa.Column("finding", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        _account(),
        sa.CheckConstraint("until IS NULL OR length(reason) > 0", name=op.f("ck_finding_aside_reason")),
        sa.Index(None, "framework_id", "finding"),
    )


def _judgements() -> None:
    states = "'supported', 'emerging', 'in doubt', 'hypothesis'"
    op.create_table(
        "link_judgement",
        sa.Column("id", sa.Integer(), primary_key=True),
        _framework(),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("target", sa.String(40), nullable=False),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("judgement", sa.String(40), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("evidence_url", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        _account(),
        sa.CheckConstraint(_COUNTRY, name=op.f("ck_link_judgement_country_code")),
        sa.CheckConstraint("judgement IS NULL OR length(reason) > 0", name=op.f("ck_link_judgement_reason")),
        sa.CheckConstraint(f"judgement IN ({states})", name=op.f("ck_link_judgement_link_state")),
        sa.Index(None, "framework_id", "source", "target"),
    )
    op.create_table(
        "indicator_check",
        sa.Column("id", sa.Integer(), primary_key=True),
        _framework(),
        sa.Column("indicator", sa.String(40), nullable=False),
        sa.Column("criterion", sa.String(40), nullable=False),
        sa.Column("answer", sa.String(40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        _account(),
        sa.CheckConstraint(
            "criterion IN ('relevant', 'accepted', 'credible', 'easy', 'robust')",
            name=op.f("ck_indicator_check_racer_criterion"),
        ),
        sa.CheckConstraint("answer IN ('yes', 'no', 'unsure')", name=op.f("ck_indicator_check_check_answer")),
        sa.Index(None, "framework_id", "indicator"),
    )


def _follow_ups() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("measurement_id", sa.Integer(), sa.ForeignKey("measurement.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        _account(),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        _account("settled_by"),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_follow_up_text")),
        sa.CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name=op.f("ck_follow_up_settled_with_outcome")),
        sa.CheckConstraint("outcome IS NULL OR length(resolution) > 0", name=op.f("ck_follow_up_resolution")),
        sa.CheckConstraint(
            "outcome IN ('confirmed', 'corrected', 'explained')", name=op.f("ck_follow_up_follow_up_outcome")
        ),
    )


def _sharing() -> None:
    op.create_table(
        "share_link",
        sa.Column("id", sa.Integer(), primary_key=True),
        _framework(index=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        _account(),
        sa.Column("revoked_at", Moment(), nullable=True),
        _account("revoked_by"),
        sa.Column("last_used_at", Moment(), nullable=True),
        sa.CheckConstraint(_COUNTRY, name=op.f("ck_share_link_country_code")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_share_link_name")),
    )


def _methods() -> None:
    """How a series is measured gets a history; what was said so far holds from the first measurement on."""
    op.create_table(
        "series_method",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("series_id", sa.Integer(), sa.ForeignKey("series.id"), nullable=False, index=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        _account(),
    )
    op.execute(
        "INSERT INTO series_method (series_id, method, at) SELECT series.id, series.method, "
        "COALESCE((SELECT MIN(measurement.created_at) FROM measurement WHERE measurement.series_id = series.id), "
        "(SELECT head.last_moment FROM head)) FROM series WHERE series.method <> '' ORDER BY series.id"
    )
    with op.batch_alter_table("series", table_args=_series_rules()) as batch:
        batch.drop_column("method")


def _templates() -> None:
    op.create_table(
        "report_template",
        sa.Column("id", sa.Integer(), primary_key=True),
        _framework(index=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("stored_file.sha256"), nullable=False, index=True),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        _account(),
        sa.Column("removed_at", Moment(), nullable=True),
    )
