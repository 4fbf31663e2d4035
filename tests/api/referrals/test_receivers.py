"""A referral goes to another employer of the community, and to an open vacancy that it shows there."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.api.test_journey import refer
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


def accepted(employer: Caller, other: Caller, person: Caller) -> dict[str, Any]:
    """A referral that its receiver accepted."""
    _, referral = refer(employer, other, person)
    path = f"/referrals/{referral['id']}"
    assert person.post(f"{path}/consent", {"granted": True}).status_code == 200
    found: dict[str, Any] = other.post(f"{path}/acceptance").json()
    return found


def test_nobody_is_sent_back_to_who_referred_them(
    employer: Caller, other_employer: Caller, join: Callable[..., Caller], submit: Callable[..., Caller]
) -> None:
    person, third = submit("a"), join("Third", "employer")
    there = accepted(employer, other_employer, person)["resultingApplicationId"]
    back = other_employer.post("/referrals", {"applicationId": there, "toOrganisationId": employer.id})
    assert (back.status_code, [error["pointer"] for error in back.json()["errors"]]) == (400, ["/toOrganisationId"])
    assert other_employer.get(f"/applications/{there}").json()["state"] == "submitted"
    on = other_employer.post("/referrals", {"applicationId": there, "toOrganisationId": third.id})
    assert on.status_code == 201


@pytest.mark.parametrize("end", ["closed", "deleted"])
def test_a_vacancy_that_closed_meanwhile_is_not_applied_for(
    end: str, employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    _, referral = refer(employer, other_employer, person)
    path, place = f"/referrals/{referral['id']}", f"/vacancies/{referral['toVacancyId']}"
    person.post(f"{path}/consent", {"granted": True})
    if end == "closed":
        etag = other_employer.get(place).headers["etag"]
        assert other_employer.patch(place, {"status": "closed"}, etag).status_code == 200
    else:
        assert other_employer.delete(place).status_code == 204
    begun = other_employer.post(f"{path}/acceptance").json()["resultingApplicationId"]
    assert other_employer.get(f"/applications/{begun}").json()["vacancyId"] is None


@pytest.mark.parametrize("end", ["withdrawn", "hired"])
def test_who_left_or_was_hired_is_not_proposed_further(
    end: str, employer: Caller, other_employer: Caller, join: Callable[..., Caller], submit: Callable[..., Caller]
) -> None:
    person, third = submit("a"), join("Third", "employer")
    application, referral = refer(employer, other_employer, person)
    path = f"/referrals/{referral['id']}"
    person.post(f"{path}/consent", {"granted": True})
    elsewhere = [join("Fourth", "employer"), third]
    vacancies = [one.post("/vacancies", vacancy()).json()["id"] for one in elsewhere]
    if end == "withdrawn":
        assert person.post(f"/applications/{application['id']}/withdrawal").status_code == 200
    else:
        own = person.post(f"/vacancies/{vacancies[0]}/applications", {"skillscvId": person.id}).json()["id"]
        assert elsewhere[0].post(f"/applications/{own}/conversation").status_code == 200
        assert elsewhere[0].post(f"/applications/{own}/hire").status_code == 200
    assert other_employer.post(f"{path}/decline").json()["state"] == "declined"
    assert [item["state"] for item in person.get("/referrals").json()["items"]] == ["declined"]
