"""first schema

Revision: 0001, after

Rules: a migration runs while the version before it still serves. So it only adds (nullable or defaulted columns,
tables, indexes made concurrently on PostgreSQL); what is no longer used is dropped one release later; data is moved
in batches, never in one statement over a whole table; upgrade and downgrade both run in the tests, on both databases.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "communities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "idempotency_records",
        sa.Column("caller", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("skillscv_id", sa.Uuid(), nullable=True),
        sa.Column("match_run_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key"),
    )
    with op.batch_alter_table("idempotency_records", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_records_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_idempotency_records_match_run_id"), ["match_run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_idempotency_records_skillscv_id"), ["skillscv_id"], unique=False)

    op.create_table(
        "job_leases",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "profile_changes",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("skillscv_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    with op.batch_alter_table("profile_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profile_changes_skillscv_id"), ["skillscv_id"], unique=False)

    op.create_table(
        "service_secrets",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('platform', 'employer')", name="ck_organisations_role"),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community_id", "name", name="uq_organisations_name"),
    )
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_community_id"), ["community_id"], unique=False)

    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("prefix", sa.String(length=20), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hash"),
    )
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_keys_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "registered_clients",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("scopes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.PrimaryKeyConstraint("name"),
    )
    with op.batch_alter_table("registered_clients", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registered_clients_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "audit_chains",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.PrimaryKeyConstraint("organisation_id"),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("skillscv_id", sa.Uuid(), nullable=True),
        sa.Column("versions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation_id", "sequence", name="uq_audit_entries_sequence"),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entries_skillscv_id"), ["skillscv_id"], unique=False)

    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("lines_done", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "skillscvs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("external_ref", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("available_hours", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("catalogue_version", sa.String(length=100), nullable=False),
        sa.Column("catalogue_hash", sa.String(length=64), nullable=False),
        sa.Column("reader_version", sa.String(length=100), nullable=False),
        sa.Column("twins_tested", sa.Integer(), nullable=False),
        sa.Column("twins_changed", sa.Integer(), nullable=False),
        sa.Column("pool_steps", sa.Integer(), nullable=False),
        sa.Column("retention_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status <> 'erased' OR external_ref IS NULL", name="ck_skillscvs_erased_is_empty"),
        sa.CheckConstraint("status IN ('active', 'withdrawn', 'erased')", name="ck_skillscvs_status"),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation_id", "external_ref", name="uq_skillscvs_external_ref"),
        sa.UniqueConstraint("token_hash"),
    )
    with op.batch_alter_table("skillscvs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_skillscvs_community_id"), ["community_id"], unique=False)
        batch_op.create_index("ix_skillscvs_page", ["organisation_id", "created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_skillscvs_retention_until"), ["retention_until"], unique=False)

    op.create_table(
        "vacancies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("external_ref", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("redacted_text", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("criteria_version", sa.Integer(), nullable=False),
        sa.Column("criteria_hash", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("requirements_given", sa.Boolean(), nullable=False),
        sa.Column("pool_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('open', 'closed', 'deleted')", name="ck_vacancies_status"),
        sa.CheckConstraint("visibility IN ('own', 'community')", name="ck_vacancies_visibility"),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("vacancies", schema=None) as batch_op:
        batch_op.create_index("ix_vacancies_community", ["community_id", "visibility", "status"], unique=False)
        batch_op.create_index("ix_vacancies_page", ["organisation_id", "created_at", "id"], unique=False)

    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("events", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("encrypted_secrets", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("webhook_endpoints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_endpoints_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "applications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=True),
        sa.Column("skillscv_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('submitted', 'inConversation', 'hired', 'referred', 'withdrawn')", name="ck_applications_state"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancies.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.create_index("ix_applications_page", ["organisation_id", "created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_applications_skillscv_id"), ["skillscv_id"], unique=False)
        batch_op.create_index(
            "uq_applications_running",
            ["vacancy_id", "skillscv_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('submitted', 'inConversation', 'hired')"),
            postgresql_where=sa.text("state IN ('submitted', 'inConversation', 'hired')"),
        )

    op.create_table(
        "claim_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("skillscv_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.String(length=120), nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("claim_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_evidence_skillscv_id"), ["skillscv_id"], unique=False)

    op.create_table(
        "claims",
        sa.Column("skillscv_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.String(length=120), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint("standing IN ('evidenced', 'claimed')", name="ck_claims_standing"),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name="ck_claims_level"),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.PrimaryKeyConstraint("skillscv_id", "skill_id"),
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index("ix_claims_skill", ["skill_id", "skillscv_id"], unique=False)

    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("skillscv_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("text_version", sa.String(length=40), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('matching', 'retention', 'referral', 'exclusion')", name="ck_consents_purpose"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(
            "ix_consents_standing",
            ["skillscv_id", "purpose", "organisation_id"],
            unique=False,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("skillscv_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('vacancyFits', 'retentionEnds')", name="ck_notices_kind"),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancies.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("skillscv_id", "until", name="uq_notices_until"),
        sa.UniqueConstraint("skillscv_id", "vacancy_id", name="uq_notices_vacancy"),
    )
    op.create_table(
        "demographics",
        sa.Column("skillscv_id", sa.Uuid(), nullable=False),
        sa.Column("attribute", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.PrimaryKeyConstraint("skillscv_id", "attribute"),
    )
    op.create_table(
        "import_problems",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pointer", sa.String(length=300), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
        ),
        sa.PrimaryKeyConstraint("import_id", "line", "position"),
    )
    op.create_table(
        "match_batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("filters", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("vacancy_ids", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('running', 'completed', 'cancelled')", name="ck_match_batches_status"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("match_batches", schema=None) as batch_op:
        batch_op.create_index("ix_match_batches_page", ["organisation_id", "created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_match_batches_status"), ["status"], unique=False)

    op.create_table(
        "pool_parts",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "match_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=True),
        sa.Column("skillscv_id", sa.Uuid(), nullable=True),
        sa.Column("criteria_version", sa.Integer(), nullable=True),
        sa.Column("criteria", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("criteria_hash", sa.String(length=64), nullable=False),
        sa.Column("filters", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("catalogue_version", sa.String(length=100), nullable=False),
        sa.Column("catalogue_hash", sa.String(length=64), nullable=False),
        sa.Column("code_version", sa.String(length=40), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("pool_size", sa.Integer(), nullable=False),
        sa.Column("snapshot_hash", sa.String(length=64), nullable=False),
        sa.Column("match_batch_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_batch_id"],
            ["match_batches.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancies.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("match_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_runs_match_batch_id"), ["match_batch_id"], unique=False)
        batch_op.create_index("ix_match_runs_page", ["organisation_id", "created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_match_runs_skillscv_id"), ["skillscv_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_match_runs_vacancy_id"), ["vacancy_id"], unique=False)

    op.create_table(
        "objections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("skillscv_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("match_run_id", sa.Uuid(), nullable=True),
        sa.Column("redaction_section", sa.Integer(), nullable=True),
        sa.Column("redaction_type", sa.String(), nullable=True),
        sa.Column("redacted_text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("redacted_answer", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("objections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objections_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objections_skillscv_id"), ["skillscv_id"], unique=False)

    op.create_table(
        "skill_decisions",
        sa.Column("skillscv_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.String(length=120), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decision IN ('confirmed', 'rejected')", name="ck_skill_decisions_decision"),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.PrimaryKeyConstraint("skillscv_id", "skill_id"),
    )
    op.create_table(
        "skillscv_redactions",
        sa.Column("skillscv_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.PrimaryKeyConstraint("skillscv_id", "section", "type", "rule"),
    )
    op.create_table(
        "skillscv_sections",
        sa.Column("skillscv_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("redacted_text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.PrimaryKeyConstraint("skillscv_id", "position"),
    )
    op.create_table(
        "vacancy_lint",
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=5), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("advice_nl", sa.String(), nullable=False),
        sa.Column("advice_en", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancies.id"],
        ),
        sa.PrimaryKeyConstraint("vacancy_id", "position"),
    )
    op.create_table(
        "vacancy_requirements",
        sa.Column("vacancy_id", sa.Uuid(), nullable=False),
        sa.Column("criteria_version", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.String(length=120), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("minimum_level", sa.Integer(), nullable=False),
        sa.Column("need", sa.String(length=4), nullable=False),
        sa.Column("origin", sa.String(length=5), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.CheckConstraint("need IN ('must', 'nice')", name="ck_vacancy_requirements_need"),
        sa.CheckConstraint("minimum_level BETWEEN 0 AND 4", name="ck_vacancy_requirements_level"),
        sa.CheckConstraint("weight BETWEEN 1 AND 5", name="ck_vacancy_requirements_weight"),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancies.id"],
        ),
        sa.PrimaryKeyConstraint("vacancy_id", "criteria_version", "skill_id"),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("event_type", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoints.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("webhook_deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_webhook_deliveries_due", ["status", "next_attempt_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_webhook_deliveries_endpoint_id"), ["endpoint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_webhook_deliveries_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "match_feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("match_run_id", sa.Uuid(), nullable=False),
        sa.Column("skillscv_id", sa.Uuid(), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("skill_ids", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_run_id"],
            ["match_runs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("match_feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_feedback_match_run_id"), ["match_run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_match_feedback_skillscv_id"), ["skillscv_id"], unique=False)

    op.create_table(
        "match_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("match_run_id", sa.Uuid(), nullable=False),
        sa.Column("skillscv_id", sa.Uuid(), nullable=True),
        sa.Column("redacted_text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_run_id"],
            ["match_runs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("match_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_notes_match_run_id"), ["match_run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_match_notes_skillscv_id"), ["skillscv_id"], unique=False)

    op.create_table(
        "match_results",
        sa.Column("match_run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("skillscv_id", sa.Uuid(), nullable=True),
        sa.Column("vacancy_id", sa.Uuid(), nullable=True),
        sa.Column("leaf_hash", sa.String(length=64), nullable=False),
        sa.Column("levels", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("result", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.ForeignKeyConstraint(
            ["match_run_id"],
            ["match_runs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancies.id"],
        ),
        sa.PrimaryKeyConstraint("match_run_id", "position"),
    )
    with op.batch_alter_table("match_results", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_results_skillscv_id"), ["skillscv_id"], unique=False)

    op.create_table(
        "referrals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("skillscv_id", sa.Uuid(), nullable=False),
        sa.Column("from_organisation_id", sa.Uuid(), nullable=False),
        sa.Column("to_organisation_id", sa.Uuid(), nullable=False),
        sa.Column("to_vacancy_id", sa.Uuid(), nullable=True),
        sa.Column("redacted_message", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason_skill_ids", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("resulting_application_id", sa.Uuid(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disclosed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'offered', 'accepted', 'declined', 'expired', 'revoked')", name="ck_referrals_state"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
        ),
        sa.ForeignKeyConstraint(
            ["from_organisation_id"],
            ["organisations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["resulting_application_id"],
            ["applications.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skillscv_id"],
            ["skillscvs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["to_organisation_id"],
            ["organisations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["to_vacancy_id"],
            ["vacancies.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referrals_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referrals_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index("ix_referrals_from", ["from_organisation_id", "created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referrals_skillscv_id"), ["skillscv_id"], unique=False)
        batch_op.create_index("ix_referrals_to", ["to_organisation_id", "state"], unique=False)
    _keep_words_out_of_statistics()


def _keep_words_out_of_statistics() -> None:
    """PostgreSQL samples values of columns to plan with, and keeps them until it looks anew: longer than an erasure."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in (
        ("match_notes", "redacted_text"),
        ("match_results", "levels"),
        ("match_results", "result"),
        ("objections", "redacted_answer"),
        ("objections", "redacted_text"),
        ("referrals", "redacted_message"),
        ("skillscv_sections", "redacted_text"),
        ("skillscvs", "external_ref"),
        ("skillscvs", "token_hash"),
    ):
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.drop_index("ix_referrals_to")
        batch_op.drop_index(batch_op.f("ix_referrals_skillscv_id"))
        batch_op.drop_index("ix_referrals_from")
        batch_op.drop_index(batch_op.f("ix_referrals_expires_at"))
        batch_op.drop_index(batch_op.f("ix_referrals_application_id"))

    op.drop_table("referrals")
    with op.batch_alter_table("match_results", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_results_skillscv_id"))

    op.drop_table("match_results")
    with op.batch_alter_table("match_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_notes_skillscv_id"))
        batch_op.drop_index(batch_op.f("ix_match_notes_match_run_id"))

    op.drop_table("match_notes")
    with op.batch_alter_table("match_feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_feedback_skillscv_id"))
        batch_op.drop_index(batch_op.f("ix_match_feedback_match_run_id"))

    op.drop_table("match_feedback")
    with op.batch_alter_table("webhook_deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_deliveries_subject_id"))
        batch_op.drop_index(batch_op.f("ix_webhook_deliveries_endpoint_id"))
        batch_op.drop_index("ix_webhook_deliveries_due")

    op.drop_table("webhook_deliveries")
    op.drop_table("vacancy_requirements")
    op.drop_table("vacancy_lint")
    op.drop_table("skillscv_sections")
    op.drop_table("skillscv_redactions")
    op.drop_table("skill_decisions")
    with op.batch_alter_table("objections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objections_skillscv_id"))
        batch_op.drop_index(batch_op.f("ix_objections_organisation_id"))

    op.drop_table("objections")
    with op.batch_alter_table("match_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_runs_vacancy_id"))
        batch_op.drop_index(batch_op.f("ix_match_runs_skillscv_id"))
        batch_op.drop_index("ix_match_runs_page")
        batch_op.drop_index(batch_op.f("ix_match_runs_match_batch_id"))

    op.drop_table("match_runs")
    op.drop_table("pool_parts")
    with op.batch_alter_table("match_batches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_batches_status"))
        batch_op.drop_index("ix_match_batches_page")

    op.drop_table("match_batches")
    op.drop_table("import_problems")
    op.drop_table("demographics")
    op.drop_table("notices")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_consents_standing",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.drop_table("consents")
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.drop_index("ix_claims_skill")

    op.drop_table("claims")
    with op.batch_alter_table("claim_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_evidence_skillscv_id"))

    op.drop_table("claim_evidence")
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_applications_running",
            sqlite_where=sa.text("state IN ('submitted', 'inConversation', 'hired')"),
            postgresql_where=sa.text("state IN ('submitted', 'inConversation', 'hired')"),
        )
        batch_op.drop_index(batch_op.f("ix_applications_skillscv_id"))
        batch_op.drop_index("ix_applications_page")

    op.drop_table("applications")
    with op.batch_alter_table("webhook_endpoints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_endpoints_organisation_id"))

    op.drop_table("webhook_endpoints")
    with op.batch_alter_table("vacancies", schema=None) as batch_op:
        batch_op.drop_index("ix_vacancies_page")
        batch_op.drop_index("ix_vacancies_community")

    op.drop_table("vacancies")
    with op.batch_alter_table("skillscvs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_skillscvs_retention_until"))
        batch_op.drop_index("ix_skillscvs_page")
        batch_op.drop_index(batch_op.f("ix_skillscvs_community_id"))

    op.drop_table("skillscvs")
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imports_organisation_id"))

    op.drop_table("imports")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entries_skillscv_id"))

    op.drop_table("audit_entries")
    op.drop_table("audit_chains")
    with op.batch_alter_table("registered_clients", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registered_clients_organisation_id"))

    op.drop_table("registered_clients")
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_keys_organisation_id"))

    op.drop_table("api_keys")
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_community_id"))

    op.drop_table("organisations")
    op.drop_table("service_secrets")
    with op.batch_alter_table("profile_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profile_changes_skillscv_id"))

    op.drop_table("profile_changes")
    op.drop_table("job_leases")
    with op.batch_alter_table("idempotency_records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_records_skillscv_id"))
        batch_op.drop_index(batch_op.f("ix_idempotency_records_match_run_id"))
        batch_op.drop_index(batch_op.f("ix_idempotency_records_created_at"))

    op.drop_table("idempotency_records")
    op.drop_table("communities")
