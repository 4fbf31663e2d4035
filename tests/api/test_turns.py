"""Who waits for long work keeps nobody else waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event, Semaphore

import pytest
from fastapi.testclient import TestClient

from api.errors import Unavailable
from api.knowledge import Knowledge
from api.turns import Turns
from taxonomy.reading import Reader
from taxonomy.reading.behaviour import LinearBehaviour
from tests.api.world import OTHER_STORY, Caller

MORE_THAN_THREADS = 45
SOON = 20
WISH = {"language": "nl", "sections": [{"kind": "hobby", "text": OTHER_STORY}]}


def test_so_many_work_so_many_wait_and_the_rest_come_back_later() -> None:
    turns, busy, most = Turns(at_once=2, waiting=3, retry_after=7), 0, 0

    async def work() -> str:
        nonlocal busy, most
        try:
            async with turns.taken():
                busy += 1
                most = max(most, busy)
                await asyncio.sleep(0)
                busy -= 1
        except Unavailable as problem:
            return problem.headers["Retry-After"]
        return "done"

    async def crowd() -> list[str]:
        return await asyncio.gather(*(work() for _ in range(7)))

    assert asyncio.run(crowd()) == ["done"] * 5 + ["7"] * 2
    assert most == 2
    assert asyncio.run(crowd()) == ["done"] * 5 + ["7"] * 2, "places are given back"


class Stuck(LinearBehaviour):
    """Reads as the linear model does, once it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on, self.begun = Event(), Semaphore(0)
        self.go_on.set()

    def scores_of(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        self.begun.release()
        self.go_on.wait()
        return super().scores_of(texts)


@pytest.fixture
def model() -> Iterator[Stuck]:
    stuck = Stuck()
    yield stuck
    stuck.go_on.set()


@pytest.fixture
def knowledge(knowledge: Knowledge, model: Stuck) -> Knowledge:
    return Knowledge(knowledge.catalogue, Reader(knowledge.catalogue, model=model))


@pytest.fixture
def crowd(model: Stuck) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(MORE_THAN_THREADS + 1) as pool:
        yield pool
        model.go_on.set()  # also where a test fails: nobody waits for ever


def readings(candidate: Caller) -> Callable[[], int]:
    return lambda: candidate.post("/readings", WISH).status_code


def changes(candidate: Caller) -> Callable[[], int]:
    return lambda: candidate.patch(f"/skillscvs/{candidate.id}", {"sections": WISH["sections"]}, "*").status_code


@pytest.mark.parametrize("ask", [readings, changes])
def test_while_many_wait_to_be_read_everything_else_answers(
    ask: Callable[[Caller], Callable[[], int]],
    client: TestClient,
    model: Stuck,
    crowd: ThreadPoolExecutor,
    submit: Callable[..., Caller],
) -> None:
    person = submit("a")
    model.begun = Semaphore(0)
    model.go_on.clear()
    waiting = [crowd.submit(ask(person)) for _ in range(MORE_THAN_THREADS)]
    while model.begun.acquire(timeout=2):
        """Until no other begins: they wait."""
    assert crowd.submit(lambda: client.get("/healthz").status_code).result(SOON) == 200
    assert crowd.submit(lambda: person.get("/skills").status_code).result(SOON) == 200
    model.go_on.set()
    assert {one.result() for one in waiting} == {200}


def test_an_audit_for_which_too_many_wait_is_to_be_asked_for_later(
    employer: Caller, model: Stuck, crowd: ThreadPoolExecutor, submit: Callable[..., Caller]
) -> None:
    submit("a")
    model.go_on.clear()
    asked = [crowd.submit(employer.post, "/audits/invariance", {"people": 1, "twinsPerPerson": 1}) for _ in range(6)]
    refused = next(as_completed(asked, timeout=SOON)).result()
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
    assert refused.headers["content-type"] == "application/problem+json"
    model.go_on.set()
    assert sorted(one.result().status_code for one in asked) == [200] * 5 + [503]
