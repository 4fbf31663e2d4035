"""The events a webhook endpoint can ask for."""

from enum import StrEnum


class Event(StrEnum):
    SKILLSCV_CREATED = "skillscv.created"
    SKILLSCV_CHANGED = "skillscv.changed"
    SKILLSCV_ERASED = "skillscv.erased"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    APPLICATION_CREATED = "application.created"
    APPLICATION_CHANGED = "application.changed"
    REFERRAL_PROPOSED = "referral.proposed"
    REFERRAL_OFFERED = "referral.offered"
    REFERRAL_ACCEPTED = "referral.accepted"
    REFERRAL_DECLINED = "referral.declined"
    REFERRAL_EXPIRED = "referral.expired"
    REFERRAL_REVOKED = "referral.revoked"
    OBJECTION_CREATED = "objection.created"
    OBJECTION_DUE = "objection.due"
    OBJECTION_OVERDUE = "objection.overdue"
    OBJECTION_ANSWERED = "objection.answered"
    VACANCY_FITS = "vacancy.fits"
    RETENTION_ENDING = "retention.ending"
    ENDPOINT_DISABLED = "endpoint.disabled"
