"""All tables: the data model, one module a theme."""

from api.tables.matching import MatchBatch, MatchFeedback, MatchNote, MatchResult, MatchRun, PoolPart
from api.tables.operations import (
    AuditChain,
    AuditEntry,
    Demographic,
    Import,
    ImportProblem,
    JobLease,
    WebhookDelivery,
    WebhookEndpoint,
)
from api.tables.organisations import ApiKey, Community, IdempotencyRecord, Organisation, Role, ServiceSecret
from api.tables.people import (
    Claim,
    ClaimEvidence,
    Consent,
    Notice,
    Objection,
    ProfileChange,
    SkillDecision,
    SkillsCV,
    SkillsCVRedaction,
    SkillsCVSection,
)
from api.tables.referrals import Application, Referral
from api.tables.vacancies import Vacancy, VacancyLint, VacancyRequirement

__all__ = [
    "ApiKey",
    "Application",
    "AuditChain",
    "AuditEntry",
    "Claim",
    "ClaimEvidence",
    "Community",
    "Consent",
    "Demographic",
    "IdempotencyRecord",
    "Import",
    "ImportProblem",
    "JobLease",
    "MatchBatch",
    "MatchFeedback",
    "MatchNote",
    "MatchResult",
    "MatchRun",
    "Notice",
    "Objection",
    "Organisation",
    "PoolPart",
    "ProfileChange",
    "Referral",
    "Role",
    "ServiceSecret",
    "SkillDecision",
    "SkillsCV",
    "SkillsCVRedaction",
    "SkillsCVSection",
    "Vacancy",
    "VacancyLint",
    "VacancyRequirement",
    "WebhookDelivery",
    "WebhookEndpoint",
]
