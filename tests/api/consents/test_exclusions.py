"""Not my present employer: an exclusion overrules every consent, in every read, at once."""

from collections.abc import Callable

import pytest

from api.db import now
from tests.api.test_journey import refer
from tests.api.test_rights import consent, people_in
from tests.api.world import Caller, submission, vacancy


def exclude(person: Caller, organisation: Caller) -> str:
    made = person.post("/consents", consent("exclusion", organisation))
    assert made.status_code == 201, made.text
    return f"/consents/{made.json()['id']}"


def test_an_excluded_organisation_sees_nobody_and_the_others_do(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a", consents=[consent("matching"), consent("exclusion", employer)])
    for caller, seen in ((employer, []), (other_employer, [person.id])):
        made = caller.post("/vacancies", vacancy()).json()
        run = caller.post(f"/vacancies/{made['id']}/match-runs").json()
        assert ([item["skillscvId"] for item in run["results"]], run["poolSize"]) == (seen, len(seen))
        assert caller.get(f"/skillscvs/{person.id}").status_code == (200 if seen else 404)
        applied = caller.post(f"/vacancies/{made['id']}/applications", {"skillscvId": person.id})
        assert applied.status_code == (201 if seen else 404)


def test_an_exclusion_overrules_consent_for_that_very_organisation(
    employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a", consents=[consent("matching", employer), consent("exclusion", employer)])
    made = employer.post("/vacancies", vacancy()).json()
    assert people_in(employer, made["id"]) == []
    assert person.post(f"/vacancies/{made['id']}/applications", {"skillscvId": person.id}).status_code == 409


def test_it_works_at_once_in_old_runs_too_and_can_be_lifted(employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    path = exclude(person, employer)
    assert employer.get(f"/match-runs/{run['id']}").json()["results"] == []
    assert employer.get(f"/match-runs/{run['id']}/results/{person.id}/explanation").status_code == 404
    assert people_in(employer, made["id"]) == []
    assert person.delete(path).status_code == 204
    assert people_in(employer, made["id"]) == [person.id]
    kept = person.get("/consents", params={"purpose": "exclusion"}).json()["items"]
    assert [item["withdrawnAt"] is not None for item in kept] == [True]


def test_what_runs_with_an_organisation_ends_when_it_is_excluded(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    application, referral = refer(employer, other_employer, person)
    person.post(f"/referrals/{referral['id']}/consent", {"granted": True})
    accepted = other_employer.post(f"/referrals/{referral['id']}/acceptance").json()
    exclude(person, other_employer)
    for path in (f"/referrals/{referral['id']}", f"/applications/{accepted['resultingApplicationId']}"):
        assert other_employer.get(path).status_code == 404
    assert person.get(f"/referrals/{referral['id']}").json()["state"] == "revoked"
    assert person.get(f"/applications/{accepted['resultingApplicationId']}").json()["state"] == "withdrawn"
    assert person.get(f"/applications/{application['id']}").json()["state"] == "referred"


def test_who_referred_someone_does_not_see_where_they_go_once_excluded(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    _, referral = refer(employer, other_employer, person)
    path = f"/referrals/{referral['id']}"
    exclude(person, employer)
    assert employer.get(path).status_code == 404
    assert employer.get("/referrals").json()["items"] == []
    assert person.post(f"{path}/consent", {"granted": True}).json()["state"] == "offered"
    assert other_employer.get(path).status_code == 200


def test_nobody_is_proposed_to_an_excluded_organisation(
    employer: Caller, other_employer: Caller, join: Callable[..., Caller], submit: Callable[..., Caller]
) -> None:
    third = join("Third", "employer")
    person = submit("a", consents=[consent("matching"), consent("exclusion", third)])
    here, there, _ = (one.post("/vacancies", vacancy()).json() for one in (employer, other_employer, third))
    application = person.post(f"/vacancies/{here['id']}/applications", {"skillscvId": person.id}).json()
    proposals = employer.get(f"/applications/{application['id']}/referral-proposals").json()["items"]
    assert [item["vacancyId"] for item in proposals] == [there["id"]]
    wish = {"applicationId": application["id"], "toOrganisationId": other_employer.id, "toVacancyId": there["id"]}
    made = employer.post("/referrals", wish)
    person.post(f"/referrals/{made.json()['id']}/consent", {"granted": True})
    other_employer.post(f"/referrals/{made.json()['id']}/decline")
    states = [(item["toOrganisationId"], item["state"]) for item in person.get("/referrals").json()["items"]]
    assert states == [(other_employer.id, "declined")]


def test_who_refers_someone_cannot_tell_whom_they_exclude(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    """The same answers and deliveries, whether the person excludes the organisation or will say no."""
    hook = employer.post("/webhook-endpoints", {"url": "http://127.0.0.1:9/hook"}).json()
    seen = []
    for name, excluded in (("a", []), ("b", [consent("exclusion", other_employer)])):
        person = submit(name, consents=[consent("matching"), *excluded])
        _, referral = refer(employer, other_employer, person)
        path = f"/referrals/{referral['id']}"
        before = employer.get(path).json()
        assert person.post(f"{path}/consent", {"granted": False}).status_code == 200
        told = employer.get(f"/webhook-endpoints/{hook['id']}/deliveries", params={"limit": 100}).json()["items"]
        types = [item["eventType"] for item in told if item["subjectId"] == referral["id"]]
        own = {"id", "applicationId", "skillscvId", "expiresAt", "createdAt", "updatedAt", "toVacancyId"}
        shown = [{k: v for k, v in one.items() if k not in own} for one in (before, employer.get(path).json())]
        seen.append((shown, types))
    assert seen[0] == seen[1]


def test_a_yes_to_an_excluded_organisation_needs_the_exclusion_lifted(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a", consents=[consent("matching", employer)])
    exclusion = exclude(person, other_employer)
    _, referral = refer(employer, other_employer, person)
    path = f"/referrals/{referral['id']}"
    refused = person.post(f"{path}/consent", {"granted": True})
    assert (refused.status_code, sorted(refused.json()["allowed"])) == (409, ["expiry", "refusal", "revocation"])
    assert other_employer.get(path).status_code == other_employer.get(f"/skillscvs/{person.id}").status_code == 404
    assert person.delete(exclusion).status_code == 204
    assert person.post(f"{path}/consent", {"granted": True}).json()["state"] == "offered"
    assert other_employer.get(path).status_code == 200


def test_only_an_organisation_that_holds_something_hears_of_it(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    hooks = {}
    for caller in (employer, other_employer):
        body = {"url": "http://127.0.0.1:9/hook", "events": ["consent.withdrawn"]}
        hooks[caller.id] = caller.post("/webhook-endpoints", body).json()["id"]
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    person.post(f"/vacancies/{made['id']}/applications", {"skillscvId": person.id})
    exclude(person, employer)
    exclude(person, other_employer)
    told = [
        len(caller.get(f"/webhook-endpoints/{hooks[caller.id]}/deliveries").json()["items"])
        for caller in (employer, other_employer)
    ]
    assert told == [1, 0]


@pytest.mark.parametrize("named", [None, "platform", "stranger"])
def test_an_exclusion_names_another_organisation_of_the_community(
    named: str | None, platform: Caller, stranger: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    organisation = {"platform": platform, "stranger": stranger}.get(named or "")
    refused = person.post("/consents", consent("exclusion", organisation))
    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/organisationId"]


def test_the_wording_that_was_agreed_to_is_kept(platform: Caller, submit: Callable[..., Caller]) -> None:
    texts = platform.get("/consent-texts").json()
    assert {item["purpose"] for item in texts["texts"]} == {"matching", "retention", "referral", "exclusion"}
    person = submit("a", consents=[consent("matching") | {"textVersion": "pool-7.2"}])
    assert person.post("/consents", consent("retention")).json()["textVersion"] == texts["version"]
    assert person.get("/consents").json()["items"][0]["textVersion"] == "pool-7.2"
    wrong = consent("matching") | {"textVersion": "I agree, says Anna"}
    assert platform.post("/skillscvs", submission("b", consents=[wrong])).status_code == 400
    assert now().isoformat() > person.get("/consents").json()["items"][0]["grantedAt"]
