"""kill -9 amid acceptances: each happened whole or not at all, and who sends it again gets the one answer."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx2
import pytest

from tests.api.serving import serving
from tests.api.world import Caller, vacancy

OFFERED = 12
KILLED_AFTER = 4


def offered(employer: Caller, other: Caller, submit: Callable[..., Caller]) -> dict[str, Caller]:
    """Referrals that their people agreed to, by id."""
    here, there = (one.post("/vacancies", vacancy()).json()["id"] for one in (employer, other))
    found = {}
    for number in range(OFFERED):
        person = submit(f"ref-{number}")
        application = person.post(f"/vacancies/{here}/applications", {"skillscvId": person.id}).json()
        wish = {"applicationId": application["id"], "toOrganisationId": other.id, "toVacancyId": there}
        referral = employer.post("/referrals", wish).json()["id"]
        assert person.post(f"/referrals/{referral}/consent", {"granted": True}).status_code == 200
        found[referral] = person
    return found


def accepted_until_killed(database_url: str, log: Path, other: Caller, referrals: list[str]) -> set[str]:
    """Those whose acceptance was answered before the process was killed."""
    answered: set[str] = set()
    enough = Event()

    def accept(referral: str) -> None:
        headers = {"Authorization": f"Bearer {other.key}", "Idempotency-Key": referral}
        try:
            path = f"{base}/v1/referrals/{referral}/acceptance"
            response = httpx2.post(path, json={}, headers=headers, timeout=60)
        except httpx2.TransportError:
            return
        if response.status_code == httpx2.codes.OK:
            answered.add(referral)
        if len(answered) >= KILLED_AFTER:
            enough.set()

    with (
        serving(database_url, log, background_jobs="false", reader="linear") as (process, base),
        ThreadPoolExecutor(3) as clients,
    ):
        sent = [clients.submit(accept, referral) for referral in referrals]
        assert enough.wait(90)
        process.send_signal(signal.SIGKILL)
        for one in sent:
            one.result()
    return answered


@pytest.mark.slow
def test_a_kill_amid_acceptances_leaves_none_half_done(
    database_url: str,
    tmp_path: Path,
    platform: Caller,
    employer: Caller,
    other_employer: Caller,
    submit: Callable[..., Caller],
) -> None:
    people = offered(employer, other_employer, submit)
    answered = accepted_until_killed(database_url, tmp_path / "log", other_employer, list(people))
    assert len(answered) >= KILLED_AFTER
    for referral, person in people.items():
        found = person.get(f"/referrals/{referral}").json()
        begun = [
            item["id"]
            for item in person.get("/applications").json()["items"]
            if item["organisationId"] == other_employer.id
        ]
        done = [found["resultingApplicationId"]] if found["state"] == "accepted" else []
        assert begun == done
        assert found["state"] in ("offered", "accepted")
        assert found["state"] == "accepted" or referral not in answered
        actions = [view["action"] for view in person.get("/me/views").json()["items"]]
        assert actions.count("reference.disclosed") == len(done)
        again = other_employer.post(f"/referrals/{referral}/acceptance", headers={"Idempotency-Key": referral})
        assert again.status_code in (200, 409)  # 409: the key is reserved by a process that is gone, for a while
        assert referral not in answered or again.json()["resultingApplicationId"] == done[0]
    for caller in (platform, employer, other_employer):
        assert caller.get("/audit-log/verification").json()["valid"]
