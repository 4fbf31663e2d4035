"""A yes given twice is one yes, and one no ends it."""

from collections.abc import Callable
from typing import Any

from tests.api.test_rights import consent, people_in
from tests.api.world import Caller, vacancy


def standing(person: Caller) -> list[dict[str, Any]]:
    return [one for one in person.get("/consents").json()["items"] if one["withdrawnAt"] is None]


def test_a_consent_given_twice_is_the_one_that_stands(platform: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    (stands,) = standing(person)
    again = person.post("/consents", consent("matching"))
    passed_on = platform.post("/consents", consent("matching") | {"skillscvId": person.id})
    assert again.status_code == passed_on.status_code == 201
    assert again.json() == passed_on.json() == stands
    assert standing(person) == [stands]


def test_what_differs_is_a_consent_of_its_own(employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    for wish in (consent("retention"), consent("matching", employer), consent("matching") | {"textVersion": "new"}):
        assert person.post("/consents", wish).status_code == 201
    assert len(standing(person)) == 4


def test_one_withdrawal_ends_a_consent_in_whatever_words_it_was_given(
    employer: Caller, submit: Callable[..., Caller]
) -> None:
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    newer = person.post("/consents", consent("matching") | {"textVersion": "new"}).json()
    person.post("/consents", consent("retention"))
    assert people_in(employer, made["id"]) == [person.id]
    assert person.delete(f"/consents/{newer['id']}").status_code == 204
    assert people_in(employer, made["id"]) == []
    assert [one["purpose"] for one in standing(person)] == ["retention"]


def test_a_consent_can_be_given_anew_after_it_was_withdrawn(employer: Caller, submit: Callable[..., Caller]) -> None:
    person = submit("a")
    made = employer.post("/vacancies", vacancy()).json()
    (stands,) = standing(person)
    person.delete(f"/consents/{stands['id']}")
    anew = person.post("/consents", consent("matching")).json()
    assert anew["id"] != stands["id"]
    assert people_in(employer, made["id"]) == [person.id]


def test_a_submission_that_says_the_same_twice_gives_one_consent(submit: Callable[..., Caller]) -> None:
    assert len(standing(submit("a", consents=[consent("matching"), consent("matching")]))) == 1
