import pytest

from taxonomy.reading import Reader
from taxonomy.reading.evaluate import labelled, level_agreement

DEED = "Ik gaf nieuwe leden les: ik deed het voor, liet het ze zelf proberen en stuurde bij tot het lukte."
ROW = {"lang": "nl", "section": "hobby", "text": DEED, "evidenced": ["coaching"], "claimed": []}


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({"coaching": 2}, (1.0, 1)),
        ({"coaching": 3}, (0.0, 1)),
        ({"coaching": 2, "negotiation": 1}, (0.5, 2)),
        ({}, (0.0, 0)),
    ],
)
def test_levels_agree_where_they_are_read_as_labelled(
    reader: Reader, levels: dict[str, int], expected: tuple[float, int]
) -> None:
    assert level_agreement(reader, [labelled({**ROW, "levels": levels})]) == expected


def test_a_text_may_bear_no_levels(reader: Reader) -> None:
    assert level_agreement(reader, [labelled(ROW)]) == (0.0, 0)
