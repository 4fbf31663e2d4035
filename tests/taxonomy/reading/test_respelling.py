import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.reading.respelling import mendings, place_in, put_right, respelled


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
        ("Dat heb ik neit alleen gedaan.", "Dat heb ik niet alleen gedaan."),
        ("Ik wekrte in de zrog", "Ik werkte in de zorg"),
        ("ik zat in de tren naar huis", "ik zat in de trein naar huis"),
        ("ik heb een winkle gehad", "ik heb een winkel gehad"),  # a word, in the other language
        ("we made a lits of what was missing", "we made a list of what was missing"),
        ("I lerned it at the market", "I learned it at the market"),
        ("HACPC en VCA", "HACCP en VCA"),
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
        "they ran a couch to 5k",  # not coach, although that is told of far more
        "the coroner asked what I saw",
        "Ik las de krant voor aan de buren",
        "she reads to her nan",
        "Zij is de baas, ik speel bas",
    ],
)
def test_what_is_no_slip_stays(text: str) -> None:
    assert respelled(text) == text


@pytest.mark.parametrize(
    ("left", "right", "meant"),
    [("ik heb een", "gehad", "winkel"), ("the", "of the snail", "winkle")],
)
def test_what_stands_beside_a_word_tells_what_was_meant(left: str, right: str, meant: str) -> None:
    assert respelled(f"{left} winkle {right}") == f"{left} {meant} {right}"


def test_a_slip_is_told_with_its_place() -> None:
    assert mendings("Elke [name] donderag, eerljk") == [(12, 20, "donderdag"), (22, 28, "eerlijk")]


@pytest.mark.parametrize(("word", "meant"), [("donderag", "donderdag"), ("winkle", "winkle"), ("x" * 60, "x" * 60)])
def test_a_word_by_itself_is_put_right_only_where_nobody_knows_it(word: str, meant: str) -> None:
    assert put_right(word) == meant


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
