"""kill -9 amid many submissions: what was acknowledged is there, and nothing is half-written."""

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from uuid import UUID

import httpx2
import pytest
from sqlmodel import col, func, select

from api.db import Database
from api.organisations.service import add_organisation
from api.tables import AuditEntry, Consent, ProfileChange, Role, SkillsCV, SkillsCVSection
from tests.api.serving import serving
from tests.api.world import OTHER_STORY, STORY, submission

CLIENTS = 20
SUBMISSIONS = 200
KILLED_AFTER = 40


@pytest.mark.slow
def test_a_kill_amid_200_submissions_loses_nothing_acknowledged(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    with database.writing() as session:
        _, key = add_organisation(session, "Pool", Role.PLATFORM, "one")
    acknowledged: list[UUID] = []
    enough = Event()

    def send(number: int) -> None:
        try:
            headers = {"Authorization": f"Bearer {key}"}
            body = submission(f"ref-{number}", STORY, OTHER_STORY)
            response = httpx2.post(f"{base}/v1/skillscvs", json=body, headers=headers, timeout=60)
        except httpx2.TransportError:
            return
        if response.status_code == httpx2.codes.CREATED:
            acknowledged.append(UUID(response.json()["id"]))
            if len(acknowledged) >= KILLED_AFTER:
                enough.set()

    with serving(database_url, tmp_path / "log") as (process, base), ThreadPoolExecutor(CLIENTS) as clients:
        sent = [clients.submit(send, number) for number in range(SUBMISSIONS)]
        assert enough.wait(90)
        process.send_signal(signal.SIGKILL)
        for one in sent:
            one.result()

    assert KILLED_AFTER <= len(acknowledged) < SUBMISSIONS
    with database.reading() as session:
        stored = set(session.exec(select(SkillsCV.id)).all())
        assert set(acknowledged) <= stored
        for table, expected in ((SkillsCVSection, 2), (Consent, 1), (ProfileChange, 1), (AuditEntry, 1)):
            counts = session.exec(
                select(table.skillscv_id, func.count()).group_by(col(table.skillscv_id))  # type: ignore[attr-defined]
            ).all()
            assert {owner: count for owner, count in counts if owner is not None} == dict.fromkeys(stored, expected)
    database.dispose()
