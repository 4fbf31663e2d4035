"""Applications, referrals and consents by chance: whatever is done, in whatever order, the rules hold."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import Response
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from api.applications.schemas import APPLICATION
from api.audit_log.service import verify
from api.referrals.schemas import REFERRAL
from api.rights.retention import purge
from tests.api.clock import Clock, set_clock
from tests.api.test_races import at_once
from tests.api.test_rights import consent
from tests.api.world import Caller, submission, vacancy

EDGES = {
    kind: {(origin.value, end.value) for (origin, _), end in table.items()}
    for kind, table in (("applications", APPLICATION), ("referrals", REFERRAL))
}
DONE = {200, 201, 204}
NOT_NOW = {400, 404, 409}
PLACES = st.sampled_from(range(6))
OFTEN = st.sampled_from([True, True, True, False])
SELDOM = st.sampled_from([True, *[False] * 5])
A_YEAR = 365
EXAMPLES, STEPS = (int(os.environ.get(f"MACHINE_{name}", usual)) for name, usual in (("EXAMPLES", 8), ("STEPS", 14)))
REACHED = {f"applications: {state}" for state in ("submitted", "referred", "withdrawn")} | {
    f"referrals: {state}" for state in ("proposed", "offered", "revoked")
}
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
    app: FastAPI
    clock: Clock
    numbers = count()
    reached: Counter[str]  # how often something was in each state: chance that reaches nothing shows nothing

    @initialize()
    def begin(self) -> None:
        name = f"community {next(self.numbers)}"
        self.platform = self.join("Pool", "platform", community=name)
        self.employers = [self.join(f"Employer {place}", "employer", community=name) for place in range(3)]
        self.vacancies = [one.post("/vacancies", vacancy()).json()["id"] for one in self.employers]
        self.people = [self.submitted(f"person {place}") for place in range(2)]
        self.states: dict[tuple[str, str], str] = {}
        self.passed = 0  # days
        self.apply(0, 0, as_person=True)
        self.apply(1, 0, as_person=True)
        self.refer(2, 1, named=True)
        self.refer(1, 2, named=False)
        self.answer(1, granted=True)

    def submitted(self, ref: str) -> Person:
        sent = submission(ref, consents=[consent("matching"), consent("retention")])
        made = self.platform.post("/skillscvs", sent).json()
        caller = Caller(self.platform.client, made["id"], made["candidateToken"])
        [matching] = caller.get("/consents", params={"purpose": "matching"}).json()["items"]
        return Person(caller, matching["id"])

    def person(self, place: int) -> Person:
        return self.people[place % len(self.people)]

    def employer(self, place: int) -> Caller:
        return self.employers[place % len(self.employers)]

    def of_person(self, person: Person, kind: str) -> list[dict[str, Any]]:
        return list(person.caller.get(f"/{kind}", params={"limit": 100}).json().get("items", []))

    def one_of(self, kind: str, place: int, *likely: str) -> tuple[Person, dict[str, Any]] | None:
        """Mostly one in a ``likely`` state, where there is one, so that chance does not knock at closed doors only."""
        found = [(person, item) for person in self.people if not person.erased for item in self.of_person(person, kind)]
        wanted = [(person, item) for person, item in found if item["state"] in likely]
        found = wanted if wanted and place else found
        return found[place % len(found)] if found else None

    def at(self, organisation_id: str) -> Caller:
        return next(one for one in self.employers if one.id == organisation_id)

    def check(self, answer: Response | int) -> bool:
        status = answer if isinstance(answer, int) else answer.status_code
        assert status in DONE | NOT_NOW, status
        return status in DONE

    @rule(who=PLACES, where=PLACES, as_person=st.booleans())
    def apply(self, who: int, where: int, as_person: bool) -> None:
        person, place = self.person(who), where % len(self.vacancies)
        caller = person.caller if as_person and not person.erased else self.employers[place]
        path = f"/vacancies/{self.vacancies[place]}/applications"
        done = self.check(caller.post(path, {"skillscvId": person.caller.id}))
        consents = person.matching is not None and self.employers[place].id not in person.excluded
        assert not done or (consents or self.may_see(person, self.employers[place]))

    @rule(which=PLACES, step=st.sampled_from(["conversation", "hire", "withdrawal"]))
    def move(self, which: int, step: str) -> None:
        match = self.one_of("applications", which, "inConversation" if step == "hire" else "submitted")
        if match is not None:
            person, found = match
            caller = person.caller if step == "withdrawal" else self.at(found["organisationId"])
            self.check(caller.post(f"/applications/{found['id']}/{step}"))

    @rule(which=PLACES, to=PLACES, named=st.booleans())
    def refer(self, which: int, to: int, named: bool) -> None:
        receiver = self.employer(to)
        match = self.one_of("applications", which, "submitted", "inConversation", "referred")
        if match is None:
            return
        _, found = match
        wish = {"applicationId": found["id"], "toOrganisationId": receiver.id}
        if named:
            wish["toVacancyId"] = self.vacancies[to % len(self.vacancies)]
        done = self.check(self.at(found["organisationId"]).post("/referrals", wish))
        assert not done or receiver.id != found["organisationId"]

    @rule(which=PLACES, granted=OFTEN)
    def answer(self, which: int, granted: bool) -> None:
        match = self.one_of("referrals", which, "proposed")
        if match is None:
            return
        person, found = match
        done = self.check(person.caller.post(f"/referrals/{found['id']}/consent", {"granted": granted}))
        assert not (done and granted and found["toOrganisationId"] in person.excluded)
        if done and granted:
            person.agreed.add(found["toOrganisationId"])

    @rule(which=PLACES, steps=TOGETHER)
    def at_the_same_time(self, which: int, steps: Sequence[str]) -> None:
        match = self.one_of("referrals", which, "offered")
        if match is None:
            return
        person, found = match
        path, receiver = f"/referrals/{found['id']}", self.at(found["toOrganisationId"])
        callers = [person.caller if step == "revocation" else receiver for step in steps]
        answers = at_once(*[partial(one.post, f"{path}/{step}") for one, step in zip(callers, steps, strict=True)])
        done = [step for step, answer in zip(steps, answers, strict=True) if self.check(answer)]
        assert len([step for step in done if step != "revocation"]) <= 1, "two won"
        assert len(done) <= 2

    @rule(who=PLACES, where=PLACES, really=SELDOM)
    def exclude_or_lift(self, who: int, where: int, really: bool) -> None:
        person, employer = self.person(who), self.employer(where)
        if person.erased or (employer.id not in person.excluded and not really):
            return
        if employer.id in person.excluded:
            assert person.caller.delete(f"/consents/{person.excluded.pop(employer.id)}").status_code == 204
        else:
            made = person.caller.post("/consents", consent("exclusion", employer))
            person.excluded[employer.id] = made.json()["id"]

    @rule(who=PLACES, really=SELDOM)
    def consent_or_withdraw(self, who: int, really: bool) -> None:
        person = self.person(who)
        if person.erased or (person.matching is not None and not really):
            return
        if person.matching is None:
            person.matching = person.caller.post("/consents", consent("matching")).json()["id"]
        else:
            assert person.caller.delete(f"/consents/{person.matching}").status_code == 204
            person.matching = None

    @rule(who=PLACES, where=PLACES, really=SELDOM)
    def take_back_a_yes(self, who: int, where: int, really: bool) -> None:
        person, employer = self.person(who), self.employer(where)
        if person.erased or not really:
            return
        for given in person.caller.get("/consents", params={"purpose": "referral", "limit": 100}).json()["items"]:
            if given["organisationId"] == employer.id:
                assert person.caller.delete(f"/consents/{given['id']}").status_code == 204
        person.agreed.discard(employer.id)

    @rule(days=st.sampled_from([1, 10, 29]), really=SELDOM)
    def time_passes(self, days: int, really: bool) -> None:
        """Nobody is kept less than a year here: what ends is what waits for an answer."""
        if really and self.passed + days < A_YEAR:
            self.passed += days
            self.clock.pass_by(days=days)
            purge(self.app.state.database, self.app.state.knowledge, self.app.state.settings)

    @rule(who=PLACES, really=SELDOM)
    def erase(self, who: int, really: bool) -> None:
        person = self.person(who)
        if really and not any(one.erased for one in self.people):
            assert person.caller.delete("/me").status_code == 204
            person.erased = True

    def may_see(self, person: Person, employer: Caller, referrals: Sequence[dict[str, Any]] | None = None) -> bool:
        if person.erased or employer.id in person.excluded:
            return False
        shown = any(
            item["toOrganisationId"] == employer.id and item["state"] in ("offered", "accepted")
            for item in (self.of_person(person, "referrals") if referrals is None else referrals)
        )
        return person.matching is not None or (shown and employer.id in person.agreed)

    def may_know_of(self, person: Person, employer: Caller, referral: dict[str, Any]) -> bool:
        """Without the SkillsCV: what one sent, and what one declined as long as the person's yes stands."""
        if employer.id in person.excluded:
            return False
        declined = referral["toOrganisationId"] == employer.id and referral["state"] == "declined"
        return referral["fromOrganisationId"] == employer.id or (declined and employer.id in person.agreed)

    @invariant()
    def the_rules_hold(self) -> None:
        for person in self.people:
            found = {kind: [] if person.erased else self.of_person(person, kind) for kind in EDGES}
            self.every_step_stands_in_the_table(found)
            self.nobody_has_two_applications_under_way_for_one_vacancy(found["applications"])
            for employer in self.employers:
                self.nobody_is_seen_without_consent(person, employer, found["referrals"])

    def nobody_is_seen_without_consent(
        self, person: Person, employer: Caller, referrals: Sequence[dict[str, Any]]
    ) -> None:
        seen = employer.get(f"/skillscvs/{person.caller.id}").status_code == 200
        assert seen == self.may_see(person, employer, referrals)
        known = {item["id"] for item in referrals if self.may_know_of(person, employer, item)}
        for kind in EDGES:
            items = employer.get(f"/{kind}", params={"limit": 100}).json()["items"]
            assert seen or {item["id"] for item in items if item["skillscvId"] == person.caller.id} <= known

    def every_step_stands_in_the_table(self, found: dict[str, list[dict[str, Any]]]) -> None:
        for kind, items in found.items():
            for item in items:
                before = self.states.get((kind, item["id"]))
                assert before is None or before == item["state"] or (before, item["state"]) in EDGES[kind]
                self.states[kind, item["id"]] = item["state"]
                self.reached.update([f"{kind}: {item['state']}"])

    def nobody_has_two_applications_under_way_for_one_vacancy(self, applications: Sequence[dict[str, Any]]) -> None:
        running = [
            item["vacancyId"]
            for item in applications
            if item["state"] in ("submitted", "inConversation", "hired") and item["vacancyId"] is not None
        ]
        assert len(running) == len(set(running))

    def teardown(self) -> None:
        with self.app.state.database.reading() as session:
            assert all(verify(session, UUID(one.id)).valid for one in (self.platform, *self.employers))


@pytest.mark.slow
def test_whatever_is_done_in_whatever_order_the_rules_hold(
    join: Callable[..., Caller], app: FastAPI, tmp_path: Path
) -> None:
    reached: Counter[str] = Counter()
    with set_clock() as clock:
        bound = {"join": staticmethod(join), "app": app, "clock": clock, "numbers": count(), "reached": reached}
        run_state_machine_as_test(
            type("Bound", (Community,), bound),
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    (tmp_path / "reached.json").write_text(json.dumps(reached, sort_keys=True), "utf-8")
    assert set(reached) >= REACHED
    assert {"referrals: accepted", "referrals: declined"} & set(reached)  # which, is a matter of who was first
