import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.reading.respelling import respelled


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Elke donderag", "Elke donderdag"),
        ("eerljk verdeeld", "eerlijk verdeeld"),
        ("met vrijwiligers", "met vrijwilligers"),
        ("smaen gedaan", "samen gedaan"),
        ("Vergaadering voorgezeten", "Vergadering voorgezeten"),
        ("I orgnaised the rota", "I organised the rota"),
    ],
)
def test_a_slip_of_one_letter_is_put_right(written: str, meant: str) -> None:
    assert respelled(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Elke donderdag verdeel ik het brood.",
        "rit met de bus",  # short words are left: nearly all of them are one letter from another
        "voedselbankrooster",  # Dutch writes words together
        "Kubernetes, Ansible en PostgreSQL 16",
        "Ik heb [name] geholpen op [place].",
        "xqzwv",
        "",
        "schnauzerfokker",
    ],
)
def test_what_is_no_slip_stays(text: str) -> None:
    assert respelled(text) == text


@given(st.text(alphabet="abcdeéïxyz .,[]0-9ÀÇ'", max_size=60))
def test_putting_right_twice_changes_nothing_more(text: str) -> None:
    assert respelled(respelled(text)) == respelled(text)
