import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.reading.sentences import pipeline, sentences

PIPELINE = pipeline()


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in sentences(PIPELINE(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ik kook. Jij bakt!", ["Ik kook.", "Jij bakt!"]),
        ("Excel,Word en SAP.Daarna Python.", ["Excel,Word en SAP.", "Daarna Python."]),
        ("Werkte o.a. met C# en .NET.", ["Werkte o.a. met C# en .NET."]),
        ("Ik deed\nhet zelf", ["Ik deed\nhet zelf"]),
        ("Kassa\nVakken vullen", ["Kassa", "Vakken vullen"]),
        ("• lassen • frezen", ["• lassen", "• frezen"]),
        ("Ik plande alles; zij deden het.", ["Ik plande alles;", "zij deden het."]),
        ("Hij zei (zacht.) niets.", ["Hij zei (zacht.) niets."]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences_end_where_people_end_them(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize("name", ["C++", "C#", "F#", ".NET", "ASP.NET", "Node.js", "[name]"])
def test_a_name_with_signs_stays_one_token(name: str) -> None:
    assert name in [token.text for token in PIPELINE(f"Ik werk met {name}, elke dag.")]


@given(st.text(max_size=300))
def test_offsets_point_at_the_text_of_the_sentence(text: str) -> None:
    for sentence in sentences(PIPELINE(text)):
        assert text[sentence.start : sentence.end] == sentence.text
