"""The first schema.

Revision: 0001, after nothing.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from toc.model.base import ExactDecimal, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "organisation",
    "framework",
    "level",
    "horizon",
    "stakeholder",
    "objective",
    "objective_stakeholder",
    "contribution_link",
    "dimension",
    "category",
    "indicator",
    "scale_level",
    "indicator_breakdown",
    "country",
    "organisation_country",
    "assignment",
    "not_applicable",
    "baseline",
    "target",
    "account",
    "account_session",
    "one_time_link",
    "series",
    "measurement",
    "revision",
    "breakdown_value",
    "review_event",
    "head",
    "audit_entry",
    "framework_document",
    "kept",
)
"""In the order in which they are made; each points only to tables before it."""


def upgrade() -> None:
    _frame()
    _objectives()
    _dimensions()
    _indicators()
    _countries()
    _baselines()
    _targets()
    _people()
    _measurements()
    _revisions()
    _breakdowns()
    _keeping()
    _kept()
    head = sa.table(
        "head", sa.column("id"), sa.column("data_version"), sa.column("audit_hash"), sa.column("last_moment", Moment())
    )
    beginning = datetime(1970, 1, 1, tzinfo=UTC)
    op.execute(head.insert().values(id=1, data_version=0, audit_hash="0" * 64, last_moment=beginning))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _frame() -> None:
    """The frame of a framework: organisations, levels, horizons, stakeholders."""
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("short_name", sa.String(60), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint(
            "length(country) = 2 AND country = upper(country)", name=op.f("ck_organisation_country_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("short_name", name=op.f("uq_organisation_short_name")),
    )
    op.create_table(
        "framework",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("start_year", sa.Integer(), nullable=False),
        sa.Column("baseline_date", sa.Date(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("tolerance_points", ExactDecimal(), nullable=False),
        sa.Column("consortium_organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "CAST(tolerance_points AS NUMERIC) > 0 AND CAST(tolerance_points AS NUMERIC) <= 50",
            name=op.f("ck_framework_tolerance_points"),
        ),
        sa.CheckConstraint("grace_days BETWEEN 0 AND 366", name=op.f("ck_framework_grace_days")),
        sa.CheckConstraint("start_year BETWEEN 1900 AND 2200", name=op.f("ck_framework_start_year")),
        sa.ForeignKeyConstraint(
            ["consortium_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_framework_consortium_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework")),
        sa.UniqueConstraint("code", name=op.f("uq_framework_code")),
    )
    op.create_table(
        "level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["framework_id"], ["framework.id"], name=op.f("fk_level_framework_id_framework")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level")),
        sa.UniqueConstraint("framework_id", "code", name=op.f("uq_level_framework_id_code")),
    )
    op.create_table(
        "horizon",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer()),
        sa.Column("review_date", sa.Date()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_year >= 1", name=op.f("ck_horizon_first_year")),
        sa.CheckConstraint("last_year IS NULL OR last_year >= first_year", name=op.f("ck_horizon_last_year")),
        sa.ForeignKeyConstraint(["framework_id"], ["framework.id"], name=op.f("fk_horizon_framework_id_framework")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_horizon")),
        sa.UniqueConstraint("framework_id", "code", name=op.f("uq_horizon_framework_id_code")),
    )
    op.create_table(
        "stakeholder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["framework_id"], ["framework.id"], name=op.f("fk_stakeholder_framework_id_framework")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholder")),
        sa.UniqueConstraint("framework_id", "name", name=op.f("uq_stakeholder_framework_id_name")),
    )


def _objectives() -> None:
    """What stands in the grid and how it hangs together."""
    op.create_table(
        "objective",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=False),
        sa.Column("horizon_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["framework_id"], ["framework.id"], name=op.f("fk_objective_framework_id_framework")),
        sa.ForeignKeyConstraint(["horizon_id"], ["horizon.id"], name=op.f("fk_objective_horizon_id_horizon")),
        sa.ForeignKeyConstraint(["level_id"], ["level.id"], name=op.f("fk_objective_level_id_level")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective")),
        sa.UniqueConstraint("framework_id", "code", name=op.f("uq_objective_framework_id_code")),
    )
    op.create_index(op.f("ix_objective_horizon_id"), "objective", ["horizon_id"])
    op.create_index(op.f("ix_objective_level_id"), "objective", ["level_id"])
    op.create_table(
        "objective_stakeholder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("stakeholder_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["objective_id"], ["objective.id"], name=op.f("fk_objective_stakeholder_objective_id_objective")
        ),
        sa.ForeignKeyConstraint(
            ["stakeholder_id"], ["stakeholder.id"], name=op.f("fk_objective_stakeholder_stakeholder_id_stakeholder")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective_stakeholder")),
        sa.UniqueConstraint(
            "objective_id", "stakeholder_id", name=op.f("uq_objective_stakeholder_objective_id_stakeholder_id")
        ),
    )
    op.create_index(op.f("ix_objective_stakeholder_stakeholder_id"), "objective_stakeholder", ["stakeholder_id"])
    op.create_table(
        "contribution_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("assumption", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("source_id <> target_id", name=op.f("ck_contribution_link_two_objectives")),
        sa.ForeignKeyConstraint(["source_id"], ["objective.id"], name=op.f("fk_contribution_link_source_id_objective")),
        sa.ForeignKeyConstraint(["target_id"], ["objective.id"], name=op.f("fk_contribution_link_target_id_objective")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_link")),
        sa.UniqueConstraint("source_id", "target_id", name=op.f("uq_contribution_link_source_id_target_id")),
    )
    op.create_index(op.f("ix_contribution_link_target_id"), "contribution_link", ["target_id"])


def _dimensions() -> None:
    """By what values may be split."""
    op.create_table(
        "dimension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "exclusive", "multiple", name="dimension_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["framework_id"], ["framework.id"], name=op.f("fk_dimension_framework_id_framework")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dimension")),
        sa.UniqueConstraint("framework_id", "code", name=op.f("uq_dimension_framework_id_code")),
    )
    op.create_table(
        "category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dimension_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dimension_id"], ["dimension.id"], name=op.f("fk_category_dimension_id_dimension")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("dimension_id", "code", name=op.f("uq_category_dimension_id_code")),
    )


def _indicators() -> None:
    """What is measured."""
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "count",
                "percent",
                "scale",
                "duration",
                "amount",
                "number",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("up", "down", "hold", name="direction", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "over_time",
            sa.Enum("flow", "point", "running", name="over_time", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "combination",
            sa.Enum(
                "sum",
                "ratio",
                "median",
                "mean",
                "none",
                name="combination",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "frequency",
            sa.Enum(
                "month",
                "quarter",
                "semester",
                "annual",
                name="frequency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum("country", "consortium", name="scope", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("weight", ExactDecimal(), nullable=False),
        sa.Column("step", ExactDecimal()),
        sa.Column("means_of_verification", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("combination <> 'ratio' OR measure = 'percent'", name=op.f("ck_indicator_ratio_of_percent")),
        sa.CheckConstraint(
            "combination <> 'sum' OR measure NOT IN ('percent', 'scale', 'duration')", name=op.f("ck_indicator_sum")
        ),
        sa.CheckConstraint("direction <> 'hold' OR over_time <> 'flow'", name=op.f("ck_indicator_hold_is_no_flow")),
        sa.CheckConstraint("measure <> 'scale' OR combination IN ('median', 'none')", name=op.f("ck_indicator_scale")),
        sa.CheckConstraint(
            "over_time = 'point' OR measure IN ('count', 'amount', 'number')", name=op.f("ck_indicator_adds_up")
        ),
        sa.CheckConstraint("CAST(weight AS NUMERIC) >= 0", name=op.f("ck_indicator_weight")),
        sa.CheckConstraint("step IS NULL OR CAST(step AS NUMERIC) > 0", name=op.f("ck_indicator_step")),
        sa.ForeignKeyConstraint(["framework_id"], ["framework.id"], name=op.f("fk_indicator_framework_id_framework")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_indicator_objective_id_objective")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("framework_id", "code", name=op.f("uq_indicator_framework_id_code")),
    )
    op.create_index(op.f("ix_indicator_objective_id"), "indicator", ["objective_id"])
    op.create_table(
        "scale_level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", ExactDecimal(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_scale_level_indicator_id_indicator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scale_level")),
        sa.UniqueConstraint("indicator_id", "position", name=op.f("uq_scale_level_indicator_id_position")),
    )
    op.create_table(
        "indicator_breakdown",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("dimension_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_indicator_breakdown_category_id_category")
        ),
        sa.ForeignKeyConstraint(
            ["dimension_id"], ["dimension.id"], name=op.f("fk_indicator_breakdown_dimension_id_dimension")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_indicator_breakdown_indicator_id_indicator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_breakdown")),
        sa.UniqueConstraint(
            "indicator_id",
            "dimension_id",
            "category_id",
            name=op.f("uq_indicator_breakdown_indicator_id_dimension_id_category_id"),
        ),
    )
    op.create_index(op.f("ix_indicator_breakdown_category_id"), "indicator_breakdown", ["category_id"])
    op.create_index(op.f("ix_indicator_breakdown_dimension_id"), "indicator_breakdown", ["dimension_id"])


def _countries() -> None:
    """Who reports what for which country."""
    op.create_table(
        "country",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(2), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(code) = 2 AND code = upper(code)", name=op.f("ck_country_code")),
        sa.ForeignKeyConstraint(["framework_id"], ["framework.id"], name=op.f("fk_country_framework_id_framework")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_country_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_country")),
        sa.UniqueConstraint("framework_id", "code", name=op.f("uq_country_framework_id_code")),
    )
    op.create_index(op.f("ix_country_organisation_id"), "country", ["organisation_id"])
    op.create_table(
        "organisation_country",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "country = '' OR country = 'ALL' OR (length(country) = 2 AND country = upper(country))",
            name=op.f("ck_organisation_country_country_code"),
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_organisation_country_framework_id_framework")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_country_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_country")),
        sa.UniqueConstraint(
            "framework_id",
            "organisation_id",
            "country",
            name=op.f("uq_organisation_country_framework_id_organisation_id_country"),
        ),
    )
    op.create_index(op.f("ix_organisation_country_organisation_id"), "organisation_country", ["organisation_id"])
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "country = 'ALL' OR (length(country) = 2 AND country = upper(country))",
            name=op.f("ck_assignment_country_code"),
        ),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_assignment_indicator_id_indicator")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_assignment_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "indicator_id",
            "country",
            "organisation_id",
            name=op.f("uq_assignment_indicator_id_country_organisation_id"),
        ),
    )
    op.create_index(op.f("ix_assignment_organisation_id"), "assignment", ["organisation_id"])
    op.create_table(
        "not_applicable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "country = 'ALL' OR (length(country) = 2 AND country = upper(country))",
            name=op.f("ck_not_applicable_country_code"),
        ),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_not_applicable_reason")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_not_applicable_indicator_id_indicator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_applicable")),
        sa.UniqueConstraint("indicator_id", "country", name=op.f("uq_not_applicable_indicator_id_country")),
    )


def _baselines() -> None:
    """The values before the work began."""
    op.create_table(
        "baseline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("value", ExactDecimal()),
        sa.Column("value_to", ExactDecimal()),
        sa.Column("numerator", ExactDecimal()),
        sa.Column("denominator", ExactDecimal()),
        sa.Column("sample_size", sa.Integer()),
        sa.Column(
            "evidence_grade",
            sa.Enum(
                "register",
                "survey",
                "self-report",
                "estimate",
                name="evidence_grade",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "country = 'ALL' OR (length(country) = 2 AND country = upper(country))",
            name=op.f("ck_baseline_country_code"),
        ),
        sa.CheckConstraint(
            "(numerator IS NULL) = (denominator IS NULL)", name=op.f("ck_baseline_numerator_with_denominator")
        ),
        sa.CheckConstraint("CAST(denominator AS NUMERIC) > 0", name=op.f("ck_baseline_denominator")),
        sa.CheckConstraint(
            "CAST(numerator AS NUMERIC) BETWEEN 0 AND CAST(denominator AS NUMERIC)", name=op.f("ck_baseline_numerator")
        ),
        sa.CheckConstraint("sample_size IS NULL OR sample_size >= 1", name=op.f("ck_baseline_sample_size")),
        sa.CheckConstraint("value IS NOT NULL OR numerator IS NOT NULL", name=op.f("ck_baseline_some_value")),
        sa.CheckConstraint(
            "value_to IS NULL OR CAST(value AS NUMERIC) <= CAST(value_to AS NUMERIC)", name=op.f("ck_baseline_band")
        ),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_baseline_indicator_id_indicator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline")),
        sa.UniqueConstraint("indicator_id", "country", name=op.f("uq_baseline_indicator_id_country")),
    )


def _targets() -> None:
    """The values to be reached."""
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("value", ExactDecimal()),
        sa.Column("value_to", ExactDecimal()),
        sa.Column("numerator", ExactDecimal()),
        sa.Column("denominator", ExactDecimal()),
        sa.Column("sample_size", sa.Integer()),
        sa.Column(
            "evidence_grade",
            sa.Enum(
                "register",
                "survey",
                "self-report",
                "estimate",
                name="evidence_grade",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("from_file", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "country = 'ALL' OR (length(country) = 2 AND country = upper(country))", name=op.f("ck_target_country_code")
        ),
        sa.CheckConstraint(
            "(numerator IS NULL) = (denominator IS NULL)", name=op.f("ck_target_numerator_with_denominator")
        ),
        sa.CheckConstraint("CAST(denominator AS NUMERIC) > 0", name=op.f("ck_target_denominator")),
        sa.CheckConstraint(
            "CAST(numerator AS NUMERIC) BETWEEN 0 AND CAST(denominator AS NUMERIC)", name=op.f("ck_target_numerator")
        ),
        sa.CheckConstraint("sample_size IS NULL OR sample_size >= 1", name=op.f("ck_target_sample_size")),
        sa.CheckConstraint("value IS NOT NULL OR numerator IS NOT NULL", name=op.f("ck_target_some_value")),
        sa.CheckConstraint(
            "value_to IS NULL OR CAST(value AS NUMERIC) <= CAST(value_to AS NUMERIC)", name=op.f("ck_target_band")
        ),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_target_indicator_id_indicator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("indicator_id", "country", "date", name=op.f("uq_target_indicator_id_country_date")),
    )


def _people() -> None:
    """Accounts and how they are signed in."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "partner",
                "coordinator",
                "viewer",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("password_hash", sa.String()),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("deactivated_at", Moment()),
        sa.CheckConstraint(
            "role <> 'partner' OR organisation_id IS NOT NULL", name=op.f("ck_account_partner_has_organisation")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_account_email_small")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_account_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_index(op.f("ix_account_organisation_id"), "account", ["organisation_id"])
    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("last_seen_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment()),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_account_session_expires_later")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_session_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"])
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("invitation", name="link_purpose", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment()),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_one_time_link_expires_later")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_one_time_link_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_one_time_link_token_hash")),
    )
    op.create_index(op.f("ix_one_time_link_account_id"), "one_time_link", ["account_id"])


def _measurements() -> None:
    """Series and their periods."""
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(60), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.CheckConstraint("(dimension = '') = (category = '')", name=op.f("ck_series_dimension_with_category")),
        sa.CheckConstraint(
            "country = 'ALL' OR (length(country) = 2 AND country = upper(country))", name=op.f("ck_series_country_code")
        ),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_series_indicator_id_indicator")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_series_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint(
            "indicator_id", "country", "organisation_id", "dimension", "category", name="uq_series_key"
        ),
    )
    op.create_index(op.f("ix_series_organisation_id"), "series", ["organisation_id"])
    op.create_table(
        "measurement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("period_start <= period_end", name=op.f("ck_measurement_period")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_measurement_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
    )
    op.create_index(op.f("ix_measurement_series_id_period_end"), "measurement", ["series_id", "period_end"])


def _revisions() -> None:
    """What was said about a period."""
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measurement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", ExactDecimal()),
        sa.Column("numerator", ExactDecimal()),
        sa.Column("denominator", ExactDecimal()),
        sa.Column("nothing_to_report", sa.Boolean(), nullable=False),
        sa.Column("sample_size", sa.Integer()),
        sa.Column(
            "evidence_grade",
            sa.Enum(
                "register",
                "survey",
                "self-report",
                "estimate",
                name="evidence_grade",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("from_parts", sa.Boolean(), nullable=False),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("reason_code", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(120)),
        sa.CheckConstraint(
            "(numerator IS NULL) = (denominator IS NULL)", name=op.f("ck_revision_numerator_with_denominator")
        ),
        sa.CheckConstraint("CAST(denominator AS NUMERIC) > 0", name=op.f("ck_revision_denominator")),
        sa.CheckConstraint(
            "CAST(numerator AS NUMERIC) BETWEEN 0 AND CAST(denominator AS NUMERIC)", name=op.f("ck_revision_numerator")
        ),
        sa.CheckConstraint(
            "nothing_to_report = (value IS NULL AND numerator IS NULL)",
            name=op.f("ck_revision_value_or_nothing_to_report"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_revision_number")),
        sa.CheckConstraint("sample_size IS NULL OR sample_size >= 1", name=op.f("ck_revision_sample_size")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_revision_account_id_account")),
        sa.ForeignKeyConstraint(
            ["measurement_id"], ["measurement.id"], name=op.f("fk_revision_measurement_id_measurement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_revision_idempotency_key")),
        sa.UniqueConstraint("measurement_id", "number", name=op.f("uq_revision_measurement_id_number")),
    )
    op.create_index(op.f("ix_revision_account_id"), "revision", ["account_id"])


def _breakdowns() -> None:
    """The parts of a revision, and its review."""
    op.create_table(
        "breakdown_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("value", ExactDecimal()),
        sa.Column("numerator", ExactDecimal()),
        sa.Column("denominator", ExactDecimal()),
        sa.Column("sample_size", sa.Integer()),
        sa.Column(
            "evidence_grade",
            sa.Enum(
                "register",
                "survey",
                "self-report",
                "estimate",
                name="evidence_grade",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(numerator IS NULL) = (denominator IS NULL)", name=op.f("ck_breakdown_value_numerator_with_denominator")
        ),
        sa.CheckConstraint("CAST(denominator AS NUMERIC) > 0", name=op.f("ck_breakdown_value_denominator")),
        sa.CheckConstraint(
            "CAST(numerator AS NUMERIC) BETWEEN 0 AND CAST(denominator AS NUMERIC)",
            name=op.f("ck_breakdown_value_numerator"),
        ),
        sa.CheckConstraint("sample_size IS NULL OR sample_size >= 1", name=op.f("ck_breakdown_value_sample_size")),
        sa.CheckConstraint("value IS NOT NULL OR numerator IS NOT NULL", name=op.f("ck_breakdown_value_some_value")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_breakdown_value_revision_id_revision")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_breakdown_value_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breakdown_value")),
        sa.UniqueConstraint("revision_id", "series_id", name=op.f("uq_breakdown_value_revision_id_series_id")),
    )
    op.create_index(op.f("ix_breakdown_value_series_id"), "breakdown_value", ["series_id"])
    op.create_table(
        "review_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "approved",
                "voided",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("comment", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_review_event_account_id_account")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_review_event_revision_id_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_event")),
    )
    op.create_index(op.f("ix_review_event_account_id"), "review_event", ["account_id"])
    op.create_index(op.f("ix_review_event_revision_id_id"), "review_event", ["revision_id", "id"])


def _keeping() -> None:
    """What the store keeps about itself."""
    op.create_table(
        "head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("audit_hash", sa.String(64), nullable=False),
        sa.Column("last_moment", Moment(), nullable=False),
        sa.CheckConstraint("data_version >= 0", name=op.f("ck_head_data_version")),
        sa.CheckConstraint("id = 1", name=op.f("ck_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.String()),
        sa.Column("after", sa.String()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.CheckConstraint("n >= 1", name=op.f("ck_audit_entry_n")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_audit_entry_account_id_account")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
    )
    op.create_index(op.f("ix_audit_entry_account_id"), "audit_entry", ["account_id"])
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"])
    op.create_table(
        "framework_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_framework_document_account_id_account")),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_framework_document_framework_id_framework")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_document")),
        sa.UniqueConstraint("framework_id", "recorded_at", name=op.f("uq_framework_document_framework_id_recorded_at")),
    )
    op.create_index(op.f("ix_framework_document_account_id"), "framework_document", ["account_id"])


def _kept() -> None:
    """Values derived from approved revisions."""
    op.create_table(
        "kept",
        sa.Column("series_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("value", ExactDecimal()),
        sa.Column("numerator", ExactDecimal()),
        sa.Column("denominator", ExactDecimal()),
        sa.Column("nothing_to_report", sa.Boolean(), nullable=False),
        sa.Column("running_total", ExactDecimal()),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("sample_size", sa.Integer()),
        sa.Column(
            "evidence_grade",
            sa.Enum(
                "register",
                "survey",
                "self-report",
                "estimate",
                name="evidence_grade",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("from_parts", sa.Boolean(), nullable=False),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.CheckConstraint("period_start <= period_end", name=op.f("ck_kept_period")),
        sa.CheckConstraint("periods >= 1", name=op.f("ck_kept_periods")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_kept_revision_id_revision")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_kept_series_id_series")),
        sa.PrimaryKeyConstraint("series_id", "period_end", name=op.f("pk_kept")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_kept_revision_id"), "kept", ["revision_id"])
