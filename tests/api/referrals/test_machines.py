"""Applications, referrals and consents by chance: whatever is done, in whatever order, the rules hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

import pytest
from httpx import Response
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from api.applications.schemas import APPLICATION
from api.referrals.schemas import REFERRAL
from tests.api.test_races import at_once
from tests.api.test_rights import consent
from tests.api.world import Caller, submission, vacancy

EDGES = {
    kind: {(origin.value, end.value) for (origin, _), end in table.items()}
    for kind, table in (("applications", APPLICATION), ("referrals", REFERRAL))
}
DONE = {200, 201, 204}
NOT_NOW = {400, 404, 409}
PLACES = st.integers(0, 99)
TOGETHER = st.lists(st.sampled_from(["acceptance", "decline", "revocation"]), min_size=1, max_size=3)


@dataclass
class Person:
    """What the rules of consent say of one person, kept beside the service."""

    caller: Caller
    matching: str | None
    excluded: dict[str, str] = field(default_factory=dict)
    agreed: set[str] = field(default_factory=set)
    erased: bool = False


class Community(RuleBasedStateMachine):
    """One platform, three employers, two people; every rule is one call, or two at once."""

    join: Callable[..., Caller]
    numbers = count()

    @initialize()
    def begin(self) -> None:
        name = f"community {next(self.numbers)}"
        self.platform = self.join("Pool", "platform", community=name)
        self.employers = [self.join(f"Employer {place}", "employer", community=name) for place in range(3)]
        self.vacancies = [one.post("/vacancies", vacancy()).json()["id"] for one in self.employers]
        self.people = [self.submitted(f"person {place}") for place in range(2)]
        self.states: dict[tuple[str, str], str] = {}

    def submitted(self, ref: str) -> Person:
        made = self.platform.post("/skillscvs", submission(ref, consents=[consent("matching")])).json()
        caller = Caller(self.platform.client, made["id"], made["candidateToken"])
        return Person(caller, caller.get("/consents").json()["items"][0]["id"])

    def person(self, place: int) -> Person:
        return self.people[place % len(self.people)]

    def employer(self, place: int) -> Caller:
        return self.employers[place % len(self.employers)]

    def of_person(self, person: Person, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = person.caller.get(f"/{kind}", params={"limit": 100}).json().get("items", [])
        return found

    def one_of(self, person: Person, kind: str, place: int) -> dict[str, Any] | None:
        found = self.of_person(person, kind)
        return found[place % len(found)] if found else None

    def at(self, organisation_id: str) -> Caller:
        return next(one for one in self.employers if one.id == organisation_id)

    def check(self, answer: Response | int) -> bool:
        status = answer if isinstance(answer, int) else answer.status_code
        assert status in DONE | NOT_NOW, status
        return status in DONE

    @precondition(lambda self: any(not person.erased for person in self.people))
    @rule(who=PLACES, where=PLACES, as_person=st.booleans())
    def apply(self, who: int, where: int, as_person: bool) -> None:
        person, place = self.person(who), where % len(self.vacancies)
        caller = person.caller if as_person and not person.erased else self.employers[place]
        path = f"/vacancies/{self.vacancies[place]}/applications"
        done = self.check(caller.post(path, {"skillscvId": person.caller.id}))
        consents = person.matching is not None and self.employers[place].id not in person.excluded
        assert not done or (consents or self.may_see(person, self.employers[place]))

    @rule(who=PLACES, which=PLACES, step=st.sampled_from(["conversation", "hire", "withdrawal"]))
    def move(self, who: int, which: int, step: str) -> None:
        person = self.person(who)
        found = None if person.erased else self.one_of(person, "applications", which)
        if found is not None:
            caller = person.caller if step == "withdrawal" else self.at(found["organisationId"])
            self.check(caller.post(f"/applications/{found['id']}/{step}"))

    @rule(who=PLACES, which=PLACES, to=PLACES, named=st.booleans())
    def refer(self, who: int, which: int, to: int, named: bool) -> None:
        person, receiver = self.person(who), self.employer(to)
        found = None if person.erased else self.one_of(person, "applications", which)
        if found is None:
            return
        wish = {"applicationId": found["id"], "toOrganisationId": receiver.id}
        if named:
            wish["toVacancyId"] = self.vacancies[to % len(self.vacancies)]
        done = self.check(self.at(found["organisationId"]).post("/referrals", wish))
        assert not done or receiver.id != found["organisationId"]

    @rule(who=PLACES, which=PLACES, granted=st.booleans())
    def answer(self, who: int, which: int, granted: bool) -> None:
        person = self.person(who)
        found = None if person.erased else self.one_of(person, "referrals", which)
        if found is None:
            return
        done = self.check(person.caller.post(f"/referrals/{found['id']}/consent", {"granted": granted}))
        assert not (done and granted and found["toOrganisationId"] in person.excluded)
        if done and granted:
            person.agreed.add(found["toOrganisationId"])

    @rule(who=PLACES, which=PLACES, steps=TOGETHER)
    def at_the_same_time(self, who: int, which: int, steps: Sequence[str]) -> None:
        person = self.person(who)
        found = None if person.erased else self.one_of(person, "referrals", which)
        if found is None:
            return
        path, receiver = f"/referrals/{found['id']}", self.at(found["toOrganisationId"])
        callers = [person.caller if step == "revocation" else receiver for step in steps]
        answers = at_once(*[partial(one.post, f"{path}/{step}") for one, step in zip(callers, steps, strict=True)])
        done = [step for step, answer in zip(steps, answers, strict=True) if self.check(answer)]
        assert len([step for step in done if step != "revocation"]) <= 1, "two won"
        assert len(done) <= 2

    @rule(who=PLACES, where=PLACES)
    def exclude_or_lift(self, who: int, where: int) -> None:
        person, employer = self.person(who), self.employer(where)
        if person.erased:
            return
        if employer.id in person.excluded:
            assert person.caller.delete(f"/consents/{person.excluded.pop(employer.id)}").status_code == 204
        else:
            made = person.caller.post("/consents", consent("exclusion", employer))
            person.excluded[employer.id] = made.json()["id"]

    @rule(who=PLACES)
    def consent_or_withdraw(self, who: int) -> None:
        person = self.person(who)
        if person.erased:
            return
        if person.matching is None:
            person.matching = person.caller.post("/consents", consent("matching")).json()["id"]
        else:
            assert person.caller.delete(f"/consents/{person.matching}").status_code == 204
            person.matching = None

    @precondition(lambda self: not all(person.erased for person in self.people))
    @rule(who=PLACES, really=st.integers(0, 3))
    def erase(self, who: int, really: int) -> None:
        person = self.person(who)
        if not person.erased and not really:
            assert person.caller.delete("/me").status_code == 204
            person.erased = True

    def may_see(self, person: Person, employer: Caller) -> bool:
        if person.erased or employer.id in person.excluded:
            return False
        shown = any(
            item["toOrganisationId"] == employer.id and item["state"] in ("offered", "accepted")
            for item in self.of_person(person, "referrals")
        )
        return person.matching is not None or (shown and employer.id in person.agreed)

    @invariant()
    def nobody_is_seen_without_consent(self) -> None:
        for person in self.people:
            for employer in self.employers:
                seen = employer.get(f"/skillscvs/{person.caller.id}").status_code == 200
                assert seen == self.may_see(person, employer)
                if not seen:
                    of_theirs = [
                        item
                        for kind in ("applications", "referrals")
                        for item in employer.get(f"/{kind}").json()["items"]
                        if item["skillscvId"] == person.caller.id and item.get("fromOrganisationId") != employer.id
                    ]
                    assert of_theirs == []

    @invariant()
    def every_step_stands_in_the_table(self) -> None:
        for person in self.people:
            if person.erased:
                continue
            for kind, edges in EDGES.items():
                for item in self.of_person(person, kind):
                    before = self.states.get((kind, item["id"]))
                    assert before is None or before == item["state"] or (before, item["state"]) in edges
                    self.states[kind, item["id"]] = item["state"]

    @invariant()
    def nobody_has_two_applications_under_way_for_one_vacancy(self) -> None:
        for person in self.people:
            running = [
                item["vacancyId"]
                for item in ([] if person.erased else self.of_person(person, "applications"))
                if item["state"] in ("submitted", "inConversation", "hired") and item["vacancyId"] is not None
            ]
            assert len(running) == len(set(running))


@pytest.mark.slow
def test_whatever_is_done_in_whatever_order_the_rules_hold(join: Callable[..., Caller]) -> None:
    machine = type("Bound", (Community,), {"join": staticmethod(join), "numbers": count()})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=4,
            stateful_step_count=18,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
