"""Figures of a community that tell of nobody: small cells are hidden, and cannot be told from the others."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from api.db import now
from api.funnel.plot import svg
from api.funnel.schemas import FunnelCounts
from api.funnel.service import STAGES, without_small
from api.tables import Application, Referral
from taxonomy.model import Language
from tests.api.world import Caller, vacancy


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ([], [], 0),
        ([12], [12], 12),
        ([9], [None], None),
        ([0, 0], [0, 0], 0),
        ([0, 28, 0], [0, 28, 0], 28),
        ([0, 4, 30], [0, None, None], 34),
        ([30, 40], [30, 40], 70),
        ([30, 4], [None, None], 34),
        ([30, 40, 4], [None, 40, None], 74),
        ([30, 40, 4, 5], [None, 40, None, None], 79),
        ([30, 40, 7, 8], [30, 40, None, None], 85),
        ([9, 9], [None, None], 18),
    ],
)
def test_a_small_count_is_hidden_and_one_more_that_would_tell_it(
    counts: Sequence[int], shown: Sequence[int | None], total: int | None
) -> None:
    assert without_small(counts) == (shown, total)


@given(st.lists(st.integers(0, 60), max_size=8))
def test_nothing_from_one_to_nine_is_shown_nor_left_over(counts: list[int]) -> None:
    shown, total = without_small(counts)
    assert all(count in (None, 0) or count >= 10 for count in (*shown, total))
    hidden = [count for count, seen in zip(counts, shown, strict=True) if seen is None]
    if total is not None and hidden:
        assert len(hidden) >= 2
        assert sum(hidden) >= 10
        assert total == sum(counts)


def keep(app: FastAPI, person: Caller, at: Caller, to: Caller, *, accepted: int, declined: int, waiting: int) -> None:
    """Applications that were referred on, and the answers of those who received them after two hours."""
    began = now() - timedelta(hours=5)
    with app.state.database.writing() as session:
        for state in ["accepted"] * accepted + ["declined"] * declined + ["offered"] * waiting:
            application = Application(
                id=uuid4(), skillscv_id=person.uuid, organisation_id=at.uuid, state="referred",
                created_at=began, updated_at=began,
            )  # fmt: skip
            session.add(application)
            session.flush()
            session.add(
                Referral(
                    id=uuid4(),
                    application_id=application.id,
                    skillscv_id=person.uuid,
                    state=state,
                    from_organisation_id=at.uuid,
                    to_organisation_id=to.uuid,
                    offered_at=began,
                    disclosed_at=began + timedelta(hours=2) if state == "accepted" else None,
                    expires_at=now(),
                    created_at=began,
                    updated_at=began + timedelta(hours=4),
                )
            )


def test_the_funnel_counts_by_organisation_and_hides_what_is_small(
    app: FastAPI,
    platform: Caller,
    employer: Caller,
    other_employer: Caller,
    stranger: Caller,
    submit: Callable[..., Caller],
) -> None:
    keep(app, submit("a"), employer, other_employer, accepted=14, declined=11, waiting=3)
    found = platform.get("/audits/funnel").json()
    assert found["total"] == {
        "applications": 28, "hired": 0, "referred": 28, "received": 28, "accepted": 14, "declined": 11,
        "medianHoursToAnswer": 2.0,
    }  # fmt: skip
    rows = {row["id"]: row for row in found["rows"]}
    assert set(rows) == {platform.id, employer.id, other_employer.id}
    assert rows[employer.id]["applications"] == 28
    assert rows[other_employer.id]["accepted"] == 14
    assert rows[other_employer.id]["medianHoursToAnswer"] == 2.0
    assert rows[employer.id]["accepted"] == 0
    assert stranger.get("/audits/funnel").json()["total"]["applications"] == 0
    assert [row["id"] for row in stranger.get("/audits/funnel").json()["rows"]] == [stranger.id]


def test_by_vacancy_an_employer_sees_its_own(employer: Caller, other_employer: Caller) -> None:
    mine, _ = (caller.post("/vacancies", vacancy()).json() for caller in (employer, other_employer))
    found = employer.get("/audits/funnel", params={"by": "vacancy"}).json()
    assert [row["id"] for row in found["rows"]] == [mine["id"]]
    assert all(found["rows"][0][stage] == 0 for stage in STAGES)


def test_the_plot_is_an_svg_that_names_every_stage(employer: Caller) -> None:
    answer = employer.get("/audits/funnel/plot", params={"language": "en"})
    assert answer.headers["content-type"] == "image/svg+xml"
    assert ET.fromstring(answer.text).tag.endswith("svg")  # noqa: S314  our own
    assert "Referred on" in answer.text


@pytest.mark.parametrize("language", list(Language))
def test_a_bar_is_as_long_as_its_share(language: Language) -> None:
    counts = FunnelCounts(
        applications=200, hired=None, referred=100, received=50, accepted=25, declined=None, median_hours_to_answer=7.5
    )
    root = ET.fromstring(svg(counts, language))  # noqa: S314  our own
    bars = [item for item in root if item.tag.endswith("rect") and "x" in item.attrib]
    widths = [float(bar.get("width") or 0) for bar in bars if "stroke-dasharray" not in bar.attrib]
    assert [width / widths[0] for width in widths] == pytest.approx([1, 0.5, 0.25, 0.125], abs=0.01)
    assert len(bars) == len(STAGES)
    assert "7.5" in svg(counts, language)
