"""Input nobody sends by accident: it is refused or read, soon, and never fails the service."""

from time import monotonic

import pytest

from tests.api.world import Caller

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
