import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.reading.respelling import place_in, respelled


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Elke donderag", "Elke donderdag"),
        ("eerljk verdeeld", "eerlijk verdeeld"),
        ("met vrijwiligers", "met vrijwilligers"),
        ("smaen gedaan", "samen gedaan"),
        ("Vergaadering voorgezeten", "Vergadering voorgezeten"),
        ("I orgnaised the rota", "I organised the rota"),
        ("Een echte teamplyer", "Een echte teamplayer"),  # claimed more than told
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


@pytest.mark.parametrize(
    ("text", "mended", "place"),
    [
        ("Ik ben leerggierig en eerljk.", "leergierig", "leerggierig"),
        ("Elke donderag flexibel.", "flexibel", "flexibel"),
        ("Vergaadering en vrijwiligers geteld.", "en vrijwilligers", "en vrijwiligers"),
        ("Ik ben flexibel.", "flexibel", "flexibel"),
    ],
)
def test_a_place_in_the_mended_text_is_found_in_the_text_as_written(text: str, mended: str, place: str) -> None:
    start = respelled(text).index(mended)
    first, last = place_in(text, start, start + len(mended))
    assert text[first:last] == place


@given(st.sampled_from(["donderag", "vrijwiligers", "Vergaadering", "brood", "[…]", "é"]).map(str), st.data())
def test_places_stay_within_the_text_and_in_order(word: str, data: st.DataObject) -> None:
    text = f"{word} en {word}, {word}"
    start = data.draw(st.integers(0, len(respelled(text)) - 1))
    end = data.draw(st.integers(start + 1, len(respelled(text))))
    first, last = place_in(text, start, end)
    assert 0 <= first < last <= len(text)


@given(st.text(alphabet="abcdeéïxyz .,[]0-9ÀÇ'", max_size=60))
def test_putting_right_twice_changes_nothing_more(text: str) -> None:
    assert respelled(respelled(text)) == respelled(text)
