from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from api.webhooks.delivery import PAUSES, pause_after


def test_pauses_grow_over_three_days_and_are_always_the_same_for_one_delivery() -> None:
    delivery = uuid4()
    pauses = [pause_after(delivery, attempt) for attempt in range(1, len(PAUSES) + 1)]
    assert pauses == sorted(pauses)
    assert pauses == [pause_after(delivery, attempt) for attempt in range(1, len(PAUSES) + 1)]
    assert timedelta(days=3) < sum(pauses, timedelta()) < timedelta(days=4)
    assert len({pause_after(uuid4(), 1) for _ in range(20)}) > 15
    assert all(planned <= pause <= planned * 1.2 for planned, pause in zip(PAUSES, pauses, strict=True))
