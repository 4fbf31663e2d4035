"""Input nobody sends by accident: it is refused or read, soon, and never fails the service."""

from time import monotonic

import pytest

from tests.api.world import Caller, submission, vacancy

LONG = 50_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \t\r\n ",
        "\U0001f600" * LONG,
        "\u6f22" * LONG,
        "\u0430" * LONG,
        "\u0300" * LONG,
        "\u200b" * LONG,
        "'s" * (LONG // 2),
        "\u202e" + "plannen " * (LONG // 8),
        "x\r\n" * (LONG // 3),
        "(" * LONG,
    ],
    ids=lambda text: repr(text[:2]),
)
def test_a_text_of_any_characters_is_read_in_time(text: str, platform: Caller) -> None:
    began = monotonic()
    answer = platform.post("/readings", {"sections": [{"kind": "work", "text": text}]})
    assert answer.status_code == 200
    assert monotonic() - began < 20


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_outside_all_time_is_refused(moment: str, platform: Caller) -> None:
    body = submission("a", consents=[{"purpose": "matching", "grantedAt": moment}])
    assert platform.post("/skillscvs", body).status_code == 400
    assert platform.post("/api-keys", {"name": "k", "expiresAt": moment}).status_code == 400


@pytest.mark.parametrize(("title", "status"), [("   ", 400), ("\ufdfa" * 300, 201), ("a@b.nl " * 40, 201)])
def test_a_title_can_grow_as_it_is_redacted(title: str, status: int, employer: Caller) -> None:
    assert employer.post("/vacancies", vacancy(title=title)).status_code == status


@pytest.mark.parametrize("field", ["externalRef", "sections"])
def test_null_removes_nothing_that_a_skillscv_needs(field: str, platform: Caller) -> None:
    made = platform.post("/skillscvs", submission("a"))
    answer = platform.patch(f"/skillscvs/{made.json()['id']}", {field: None}, made.headers["etag"])
    assert answer.status_code == 400
    assert [problem["pointer"] for problem in answer.json()["errors"]] == [f"/{field}"]


def test_a_language_that_is_removed_is_found_out(platform: Caller) -> None:
    made = platform.post("/skillscvs", submission("a") | {"language": "en"})
    path = f"/skillscvs/{made.json()['id']}"
    kept = platform.patch(path, {}, made.headers["etag"])
    assert kept.json()["language"] == "en"
    assert platform.patch(path, {"language": None}, kept.headers["etag"]).json()["language"] == "nl"


@pytest.mark.parametrize("field", ["externalRef", "title", "text", "language", "requirements", "visibility", "status"])
def test_null_removes_nothing_that_a_vacancy_needs(field: str, employer: Caller) -> None:
    made = employer.post("/vacancies", vacancy())
    answer = employer.patch(f"/vacancies/{made.json()['id']}", {field: None}, made.headers["etag"])
    assert answer.status_code == 400
