"""The whole way: submit, read, match, explain, apply, refer, consent, accept. On both databases."""

from collections.abc import Callable

from tests.api.world import OTHER_STORY, STORY, Caller, submission, vacancy


def test_a_submission_is_answered_with_its_reading(platform: Caller) -> None:
    response = platform.post("/skillscvs", submission("a", f"Ik ben Fatima el Amrani, 58 jaar. {STORY}"))
    assert response.status_code == 201
    body = response.json()
    assert response.headers["location"] == f"/v1/skillscvs/{body['id']}"
    assert response.headers["api-version"] == "1.0.0"
    assert "Fatima" not in response.text
    assert "58" not in body["sections"][0]["text"]
    assert {removal["section"] for removal in body["redactions"]} == {0}
    planning = next(skill for skill in body["skills"] if skill["id"] == "planning")
    assert planning["standing"] == "evidenced"
    assert planning["level"] >= 2
    place = planning["evidence"][0]
    assert body["sections"][place["section"]]["text"][place["start"] : place["end"]]


def test_what_was_stored_is_what_was_answered(platform: Caller) -> None:
    made = platform.post("/skillscvs", submission("a")).json()
    token = made.pop("candidateToken")
    assert platform.get(f"/skillscvs/{made['id']}").json() == made
    assert token not in platform.get(f"/skillscvs/{made['id']}").text


def test_a_preview_reads_the_same_and_stores_nothing(platform: Caller) -> None:
    body = submission("a")
    preview = platform.post("/readings", {"language": "nl", "sections": body["sections"]}).json()
    assert platform.get("/skillscvs").json() == {"items": []}
    made = platform.post("/skillscvs", body).json()
    assert preview["sections"] == made["sections"]
    assert preview["skills"] == [
        {name: value for name, value in skill.items() if name != "decision"} for skill in made["skills"]
    ]


def test_a_run_ranks_by_skills_and_its_points_add_up(employer: Caller, submit: Callable[..., Caller]) -> None:
    planner, coach = submit("planner", STORY), submit("coach", OTHER_STORY)
    made = employer.post("/vacancies", vacancy()).json()
    response = employer.post(f"/vacancies/{made['id']}/match-runs", {"limit": 10})
    assert response.status_code == 201
    run = response.json()
    assert [result["skillscvId"] for result in run["results"]] == [planner.id, coach.id]
    for result in run["results"]:
        assert result["score"] == sum(item["points"] for item in result["contributions"])
        assert sum(item["maximum"] for item in result["contributions"]) == 1000
        assert result["score"] <= result["scoreIfUnknownsHeld"] <= 1000
    assert employer.get(f"/match-runs/{run['id']}").json() == run
    verification = employer.post(f"/match-runs/{run['id']}/verification").json()
    assert verification["verified"]
    assert verification["recomputedHash"] == run["snapshotHash"]


def test_equal_people_share_a_rank(employer: Caller, submit: Callable[..., Caller]) -> None:
    for ref in ("a", "b", "c"):
        submit(ref, STORY)
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    assert [result["rank"] for result in run["results"]] == [1, 1, 1]


def test_what_was_just_written_is_in_the_next_run(
    platform: Caller, employer: Caller, submit: Callable[..., Caller]
) -> None:
    made = employer.post("/vacancies", vacancy()).json()
    path = f"/vacancies/{made['id']}/match-runs"
    assert employer.post(path).json()["results"] == []
    person = submit("a")
    assert len(employer.post(path).json()["results"]) == 1
    assert person.put(f"/skillscvs/{person.id}/skills/planning", {"decision": "rejected"}).status_code == 200
    contributions = employer.post(path).json()["results"][0]["contributions"]
    assert next(item for item in contributions if item["skillId"] == "planning")["kind"] != "exact"
    assert platform.delete(f"/skillscvs/{person.id}").status_code == 204
    assert employer.post(path).json()["results"] == []


def test_every_score_comes_with_its_explanation_and_next_step(employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    run = employer.post(f"/vacancies/{made['id']}/match-runs").json()
    place = f"/match-runs/{run['id']}/results/{person.id}"
    for audience in ("recruiter", "candidate"):
        for language in ("nl", "en"):
            found = employer.get(f"{place}/explanation", params={"audience": audience, "language": language}).json()
            assert found["summary"]
            assert sum(reason["points"] for reason in found["reasons"]) == found["score"]
            assert all(reason["text"] for reason in found["reasons"])
    gap = person.get(f"{place}/gap").json()
    assert gap["scoreThen"] >= gap["scoreNow"]
    assert person.get(f"{place}/explanation").status_code == 200


def test_a_person_can_see_which_vacancies_suit_them(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    suits = employer.post("/vacancies", vacancy("suits")).json()
    asks_else = other_employer.post(
        "/vacancies",
        vacancy("else", requirements=[{"skillId": "ai-literacy", "weight": 5, "minimumLevel": 2, "need": "must"}]),
    ).json()
    employer.post("/vacancies", vacancy("hidden", visibility="own"))
    run = person.post(f"/skillscvs/{person.id}/match-runs", {"limit": 5}).json()
    assert [result["vacancyId"] for result in run["results"]] == [suits["id"], asks_else["id"]]
    assert person.post(f"/match-runs/{run['id']}/verification").json()["verified"]


def refer(employer: Caller, other: Caller, person: Caller) -> tuple[dict[str, str], dict[str, str]]:
    """An application at ``employer`` and its referral to ``other``, as proposed."""
    here, there = (one.post("/vacancies", vacancy()).json() for one in (employer, other))
    application = person.post(f"/vacancies/{here['id']}/applications", {"skillscvId": person.id}).json()
    wish = {"applicationId": application["id"], "toOrganisationId": other.id, "toVacancyId": there["id"]}
    made = employer.post("/referrals", wish)
    assert made.status_code == 201, made.text
    return application, made.json()


def test_nobody_is_rejected_they_are_referred(
    platform: Caller, employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    here = employer.post("/vacancies", vacancy()).json()
    there = other_employer.post("/vacancies", vacancy()).json()
    application = person.post(f"/vacancies/{here['id']}/applications", {"skillscvId": person.id}).json()
    assert application["state"] == "submitted"
    proposals = employer.get(f"/applications/{application['id']}/referral-proposals").json()
    assert [item["vacancyId"] for item in proposals["items"]] == [there["id"]]
    best = proposals["items"][0]
    assert best["score"] == sum(item["points"] for item in best["contributions"])
    wish = {"applicationId": application["id"], "toOrganisationId": other_employer.id, "toVacancyId": there["id"]}
    referral = employer.post("/referrals", wish | {"message": "Anna de Vries past bij jullie, bel 06-12345678."}).json()
    assert referral["state"] == "proposed"
    assert "Vries" not in referral["message"]
    path = f"/referrals/{referral['id']}"
    assert other_employer.get(path).status_code == 404
    assert other_employer.post(f"{path}/acceptance").status_code == 404
    assert person.post(f"{path}/consent", {"granted": True}).json()["state"] == "offered"
    assert other_employer.get(path).json()["state"] == "offered"
    assert other_employer.get(f"/skillscvs/{person.id}").status_code == 200
    accepted = other_employer.post(f"{path}/acceptance").json()
    assert accepted["state"] == "accepted"
    assert accepted["handover"] == {"platformOrganisationId": platform.id, "externalRef": "a"}
    begun = other_employer.get(f"/applications/{accepted['resultingApplicationId']}").json()
    assert (begun["state"], begun["vacancyId"]) == ("submitted", there["id"])
    assert employer.get(f"/applications/{application['id']}").json()["state"] == "referred"
    assert employer.get(path).json()["handover"] is None


def test_a_declined_referral_leads_to_the_next_proposal(
    employer: Caller, other_employer: Caller, join: Callable[..., Caller], submit: Callable[..., Caller]
) -> None:
    third = join("Third", "employer")
    third.post("/vacancies", vacancy())
    person = submit("a")
    _, referral = refer(employer, other_employer, person)
    person.post(f"/referrals/{referral['id']}/consent", {"granted": True})
    declined = other_employer.post(f"/referrals/{referral['id']}/decline", {"reasonSkillIds": ["planning"]})
    assert declined.json()["state"] == "declined"
    following = [item for item in person.get("/referrals").json()["items"] if item["state"] == "proposed"]
    assert [item["toOrganisationId"] for item in following] == [third.id]


def test_when_nothing_fits_there_is_the_open_pool_and_a_step(employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    here = employer.post("/vacancies", vacancy()).json()
    application = employer.post(f"/vacancies/{here['id']}/applications", {"skillscvId": person.id}).json()
    proposals = employer.get(f"/applications/{application['id']}/referral-proposals").json()
    assert proposals["items"] == []
    assert proposals["openPool"]["explanation"]["nl"]


def test_a_no_of_the_candidate_shows_them_to_nobody(
    employer: Caller, other_employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a", consents=None)
    _, referral = refer(employer, other_employer, person)
    assert person.post(f"/referrals/{referral['id']}/consent", {"granted": False}).json()["state"] == "revoked"
    assert other_employer.get(f"/referrals/{referral['id']}").status_code == 404


def test_only_the_candidate_consents(employer: Caller, other_employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    _, referral = refer(employer, other_employer, person)
    path = f"/referrals/{referral['id']}/consent"
    assert employer.post(path, {"granted": True}).status_code == 403
    assert submit("b").post(path, {"granted": True}).status_code == 404


def test_a_step_that_is_not_there_names_those_that_are(employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    here = employer.post("/vacancies", vacancy()).json()
    application = employer.post(f"/vacancies/{here['id']}/applications", {"skillscvId": person.id}).json()
    refused = employer.post(f"/applications/{application['id']}/hire")
    assert refused.status_code == 409
    assert refused.json()["allowed"] == ["conversation", "referral", "withdrawal"]
    assert employer.post(f"/applications/{application['id']}/conversation").json()["state"] == "inConversation"
    assert employer.post(f"/applications/{application['id']}/hire").json()["state"] == "hired"
    assert employer.post(f"/applications/{application['id']}/withdrawal").status_code == 404
    assert person.post(f"/applications/{application['id']}/withdrawal").status_code == 409


def test_nothing_in_the_api_rejects(client: object, app: object) -> None:
    del client
    document = app.openapi()  # type: ignore[attr-defined]
    words = ("reject", "refuse", "deny", "dismiss", "afwijz")
    assert not [path for path in document["paths"] for word in words if word in path.lower()]
    states = document["components"]["schemas"]["ApplicationState"]["enum"]
    assert states == ["submitted", "inConversation", "hired", "referred", "withdrawn"]
