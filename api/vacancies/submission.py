"""The two forms a vacancy can come in: JSON, or one schema.org JobPosting."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request

from api.bodies import document, json_body, media_type, parsed
from api.errors import BadInput, WrongMediaType
from api.vacancies import jobposting
from api.vacancies.schemas import VacancyIn

JSON_LD: Final = "application/ld+json"
document(VacancyIn)
SUBMISSION_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/VacancyIn"}},
            JSON_LD: {"schema": {"type": "object", "description": "One schema.org JobPosting."}},
        },
    }
}


async def submission(request: Request) -> VacancyIn:
    """The vacancy of this request. Raises WrongMediaType and BadInput."""
    form = media_type(request)
    if form == "application/json":
        return parsed(VacancyIn, await json_body(request))
    if form != JSON_LD:
        raise WrongMediaType(f"Send application/json or {JSON_LD}.")
    postings = jobposting.read(await json_body(request))
    if len(postings) > 1:
        raise BadInput("There are several job postings in this; send them one by one.")
    return parsed(VacancyIn, postings[0])
