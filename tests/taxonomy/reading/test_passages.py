"""What is worth reading, and what is not."""

import pytest

from taxonomy.reading.passages import is_contact_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mail: [email], tel. [phone].", True),
        ("[email] [phone] [url]", True),
        ("Ik beantwoord elke dag mail op [email].", False),
        ("[name] verpleegkundige", False),
        ("Ik maak de roosters.", False),
        ("", False),
    ],
)
def test_a_line_of_contact_data_says_nothing_of_a_person(text: str, *, expected: bool) -> None:
    assert is_contact_line(text) is expected
