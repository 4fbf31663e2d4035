"""Everyone is told the steps that are theirs, and none that leads nowhere."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.test_journey import refer
from tests.api.world import Caller, vacancy


@pytest.fixture
def everyone(platform: Caller, employer: Caller, other_employer: Caller, submit: Callable[..., Caller]) -> Any:
    """Who takes part in a referral, by what they are in it."""
    return {"person": submit("a"), "platform": platform, "sender": employer, "receiver": other_employer}


def steps(everyone: dict[str, Caller], path: str) -> dict[str, list[str]]:
    answers = {name: caller.get(path) for name, caller in everyone.items()}
    return {name: sorted(found.json()["allowed"]) for name, found in answers.items() if found.status_code == 200}


def test_a_referral_says_to_each_what_they_can_do(everyone: dict[str, Caller]) -> None:
    person, receiver = everyone["person"], everyone["receiver"]
    _, referral = refer(everyone["sender"], receiver, person)
    path, back = f"/referrals/{referral['id']}", {"platform": ["revocation"], "sender": ["revocation"]}
    assert steps(everyone, path) == {"person": ["consent", "refusal", "revocation"], **back}
    person.post(f"{path}/consent", {"granted": True})
    offered = {"person": ["refusal", "revocation"], "receiver": ["acceptance", "decline"], **back}
    assert steps(everyone, path) == offered
    begun = receiver.post(f"{path}/acceptance").json()["resultingApplicationId"]
    accepted = {"person": ["revocation"], "platform": ["revocation"], "sender": [], "receiver": []}
    assert steps(everyone, path) == accepted
    here, left = ["conversation", "referral"], {"person": ["withdrawal"], "platform": ["withdrawal"]}
    assert steps(everyone, f"/applications/{begun}") == {"receiver": here, **left}


def test_who_was_accepted_elsewhere_is_not_referred_once_more(everyone: dict[str, Caller]) -> None:
    person, sender, receiver = everyone["person"], everyone["sender"], everyone["receiver"]
    application, referral = refer(sender, receiver, person)
    path, wish = f"/referrals/{referral['id']}", {"applicationId": application["id"], "toOrganisationId": receiver.id}
    assert sender.post("/referrals", wish).status_code == 409
    person.post(f"{path}/consent", {"granted": True})
    assert receiver.post(f"{path}/acceptance").status_code == 200
    assert sender.post("/referrals", wish).status_code == 409
    assert person.post(f"{path}/revocation").status_code == 200
    assert sender.post("/referrals", wish).status_code == 201


def test_the_next_proposal_is_the_services_and_not_of_who_declined(
    everyone: dict[str, Caller], join: Callable[..., Caller]
) -> None:
    person, receiver = everyone["person"], everyone["receiver"]
    join("Third", "employer").post("/vacancies", vacancy())
    _, referral = refer(everyone["sender"], receiver, person)
    person.post(f"/referrals/{referral['id']}/consent", {"granted": True})
    receiver.post(f"/referrals/{referral['id']}/decline")
    proposed = [
        view["actor"]
        for view in person.get("/me/views", params={"limit": 100}).json()["items"]
        if view["action"] == "referral.proposed" and view["subject"] != f"referral:{referral['id']}"
    ]
    assert proposed == ["service", "service"]  # in the log of the platform and of the sender


def test_a_proposal_tells_what_the_person_shows_of_what_is_asked_there(
    everyone: dict[str, Caller],
) -> None:
    sender, receiver, person = everyone["sender"], everyone["receiver"], everyone["person"]
    made = sender.post("/vacancies", vacancy()).json()
    there = receiver.post("/vacancies", vacancy()).json()
    application = person.post(f"/vacancies/{made['id']}/applications", {"skillscvId": person.id}).json()
    [proposal] = sender.get(f"/applications/{application['id']}/referral-proposals").json()["items"]
    asked = {requirement["skillId"] for requirement in there["requirements"]}
    strengths = {strength["skillId"] for strength in proposal["strengths"]}
    assert strengths
    assert strengths <= asked
    assert all(strength["label"]["en"] in proposal["why"]["en"] for strength in proposal["strengths"])
