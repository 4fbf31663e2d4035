from taxonomy.reading.features import features, fold, words


def test_a_year_and_an_amount_look_alike() -> None:
    assert list(features("Sinds 2019")) == list(features("Sinds 1987"))


def test_invisible_characters_change_nothing() -> None:
    assert words("plan\u200bning so\u00adftware") == words("planning software")


def test_words_keep_their_apostrophes_and_lose_their_case() -> None:
    assert words("Foto's, E-mail") == ["foto's", "e", "mail"]


def test_a_text_gives_pieces_words_and_pairs() -> None:
    found = set(features("Ik plan"))
    assert {" ik", "=ik", " pla", "lan ", "=ik plan"} <= found


def test_digits_fold_to_zero() -> None:
    assert fold("A1") == "a0"
