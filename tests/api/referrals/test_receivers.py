"""A referral goes to another employer of the community, and to an open vacancy that it shows there."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.api.world import Caller, vacancy


@pytest.mark.parametrize(
    ("receiver", "place", "pointer"),
    [
        ("other", None, None),
        ("other", "other", None),
        ("other", "own", "/toVacancyId"),
        ("other", "hidden", "/toVacancyId"),
        ("other", "nobody", "/toVacancyId"),
        ("sender", None, "/toOrganisationId"),
        ("platform", None, "/toOrganisationId"),
        ("stranger", None, "/toOrganisationId"),
        ("nobody", None, "/toOrganisationId"),
    ],
)
def test_a_referral_names_a_place_that_exists(
    receiver: str,
    place: str | None,
    pointer: str | None,
    platform: Caller,
    employer: Caller,
    other_employer: Caller,
    stranger: Caller,
    submit: Callable[..., Caller],
) -> None:
    nobody = str(uuid4())
    organisations = {"other": other_employer, "sender": employer, "platform": platform, "stranger": stranger}
    places = {
        "own": employer.post("/vacancies", vacancy()).json()["id"],
        "other": other_employer.post("/vacancies", vacancy()).json()["id"],
        "hidden": other_employer.post("/vacancies", vacancy("hidden", visibility="own")).json()["id"],
        "nobody": nobody,
    }
    person = submit("a")
    application = person.post(f"/vacancies/{places['own']}/applications", {"skillscvId": person.id}).json()
    named = organisations.get(receiver)
    wish = {"applicationId": application["id"], "toOrganisationId": nobody if named is None else named.id}
    answer = employer.post("/referrals", wish if place is None else wish | {"toVacancyId": places[place]})
    assert answer.status_code == (201 if pointer is None else 400)
    assert [error["pointer"] for error in answer.json().get("errors", [])] == ([] if pointer is None else [pointer])
    assert employer.get(f"/applications/{application['id']}").json()["state"] == (
        "referred" if pointer is None else "submitted"
    )
