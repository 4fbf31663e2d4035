"""The two forms a vacancy can come in: JSON, or schema.org JobPosting; of that also many at once."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.bodies import document, json_body, media_type, parsed
from api.errors import BadInput, TooLarge, WrongMediaType
from api.field_problems import FieldProblem
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
MOST: Final = 50
LIST_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON_LD: {
                "schema": {
                    "description": "A list of schema.org JobPostings, or an object with an @graph of them.",
                    "anyOf": [
                        {"type": "array", "items": {"type": "object"}, "minItems": 1, "maxItems": MOST},
                        {"type": "object"},
                    ],
                }
            }
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
    postings = await run_in_threadpool(jobposting.read, await json_body(request))
    if len(postings) > 1:
        raise BadInput("There are several job postings in this; send them to /v1/vacancy-imports, or one by one.")
    return parsed(VacancyIn, postings[0])


async def submissions(request: Request) -> list[VacancyIn]:
    """The vacancies of this request, at least one. Raises WrongMediaType, BadInput and TooLarge."""
    if media_type(request) != JSON_LD:
        raise WrongMediaType(f"Send {JSON_LD}.")
    postings = await run_in_threadpool(jobposting.read, await json_body(request))
    if len(postings) > MOST:
        raise TooLarge(f"There are more than {MOST} job postings in this; send them in several requests.")
    wishes: list[VacancyIn] = []
    problems: list[FieldProblem] = []
    for index, posting in enumerate(postings):
        try:
            wishes.append(parsed(VacancyIn, posting, prefix=(str(index),)))
        except BadInput as problem:
            problems += problem.errors
    if problems:
        raise BadInput(f"{len(problems)} thing(s) in the job postings are not right.", errors=problems)
    return wishes
