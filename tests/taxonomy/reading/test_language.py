import pytest

from taxonomy.model import Language
from taxonomy.reading import detect_language


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["Ik werk in een magazijn en rij op de heftruck."], Language.NL),
        (["I work in a warehouse and drive the forklift."], Language.EN),
        (["Stage gelopen", "Python, SQL", "Zelf een cursus gevolgd in de avond"], Language.NL),
        (["Internship", "Python, SQL", "Took an evening course by myself"], Language.EN),
        ([""], Language.NL),
        (["12 34", "--"], Language.NL),
        ([], Language.NL),
    ],
)
def test_the_language_of_a_document_is_decided_over_all_its_texts(texts: list[str], language: Language) -> None:
    assert detect_language(texts) is language
