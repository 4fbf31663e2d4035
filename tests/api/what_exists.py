"""What no schema can say of a well-formed call: which ids and values exist."""

from typing import Any

STAND_INS = {
    "getErasure": {"skillscvId": "erasedSkillscvId"},
    "startConversation": {"applicationId": "thirdApplicationId"},
    "hire": {"applicationId": "applicationInConversationId"},
    "acceptReferral": {"referralId": "offeredReferralId"},
    "declineReferral": {"referralId": "offeredReferralId"},
    "changeVacancy": {"vacancyId": "spareVacancyId"},
    "deleteVacancy": {"vacancyId": "spareVacancyId"},
    "createApplication": {"vacancyId": "spareVacancyId"},
    "createReferral": {"applicationId": "thirdApplicationId", "toVacancyId": "openVacancyId"},
}

WELL_KNOWN: dict[str, Any] = {
    "grantedAt": "2026-01-31T12:00:00Z",
    "expiresAt": "2999-01-31T12:00:00Z",
    "url": "https://example.org/hook",
    "scopes": ["catalogue:read"],
    "requirements": [{"skillId": "planning", "weight": 5, "minimumLevel": 2, "need": "must"}],
    "reasonSkillIds": ["planning"],
    "skillIds": ["planning"],
    "redaction": None,
    "people": 1,
    "twinsPerPerson": 2,
}


def with_what_exists(value: Any, known: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [with_what_exists(item, known) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: known[name] if name in known and inner is not None else with_what_exists(inner, known)
        for name, inner in value.items()
    }
