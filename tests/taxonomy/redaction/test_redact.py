from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taxonomy.model import Language, Section, SectionKind
from taxonomy.redaction import EXPLANATIONS, MASK, MASKS, RedactedText, Removal, Scope, Signal, find, redact, restore

PIECES = [
    "Mijn naam is Fatma Yıldırım",
    "Ik ben Jan de Boer, 43",
    "geboren op 3 mei 1971",
    "55-jarige",
    "Roos Bloem",
    "verpleegster",
    "zij",
    "haar",
    "zijn",
    "Hij",
    "mevrouw",
    "Bakker",
    "bakker",
    "m.bakker@voorbeeld.nl",
    "06-12345678",
    "2015",
    "SQL Server 2019",
    "van 2003 tot 2009",
    "ruim 25 jaar ervaring",
    "in",
    "van",
    "de",
    "met",
    "mijn",
    "moeder van",
    "twee kinderen",
    "LTS",
    "moskee",
    "diabetes",
    "native English speaker",
    "Turkse",
    "Utrecht",
    "[name]",
    "[age]",
    "[",
    "naam:",
    "age",
    "leeftijd",
    "17",
    "jaar",
    "\n",
    ", ",
    ". ",
    "|",
    "BSN 123456782",
    "www.jan.nl",
    "☃",
    "&amp;",
    "\u200b",
    "M a r i e k e",
    "½",
    "Ik gaf gitaarles",
    "Power BI",
    "she",
    "his",
    "Kind regards,\n",
    "Dear",
    "Ömer",
    "A.B.",
]


def one(text: str, **options: object) -> str:
    return redact([Section(SectionKind.WORK, text)], **options).sections[0].text.value  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([" ", "", ", ", "\n"]))
def test_redacting_redacted_text_changes_nothing(pieces: list[str], glue: str) -> None:
    once = one(glue.join(pieces))
    assert one(once) == once


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_redacted_twice_to_the_same(text: str) -> None:
    once = one(text)
    assert one(once) == once


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_spans_lie_within_the_text_as_it_was_given(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for span in find(text):
        assert 0 <= span.start < span.end <= len(text)


def test_a_name_found_in_one_section_goes_in_all() -> None:
    sections = [
        Section(SectionKind.OTHER, "Naam: Zeger Wijfels"),
        Section(SectionKind.HOBBY, "Op de club noemen ze Zeger de rekenaar."),
    ]
    assert "Zeger" not in "".join(section.text.value for section in redact(sections).sections)


def test_a_name_that_is_a_trade_leaves_the_trade_alone() -> None:
    text = one("Marieke Bakker\nIk was bakker in een dorp en bakte met Java-bonen en in Java.")
    assert "bakker in een dorp" in text
    assert "in Java." in text
    assert "Bakker" not in text


def test_a_mail_address_gives_away_the_name_elsewhere() -> None:
    assert "Hulzebos" not in one("Contact: k.hulzebos@voorbeeld.nl. Getekend, uw Hulzebos.")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Verpleegster in de wijk", "Verpleegkundige in de wijk"),
        ("wijkverpleegster", "wijkverpleegkundige"),
        ("SECRETARESSE", "SECRETARIS"),
        ("elected chairwoman", "elected chair"),
        ("a native English speaker", "a English"),
    ],
)
def test_a_neutral_wording_keeps_the_skill(text: str, rest: str) -> None:
    assert one(text) == rest


def test_the_report_says_what_kind_went_and_never_what() -> None:
    report = redact([Section(SectionKind.WORK, "Bel 06-12345678 of 06-87654321 en mail jan@voorbeeld.nl")]).report
    assert report == (
        Removal(0, "email", "mail-address", 1),
        Removal(0, "phone", "telephone-number", 2),
    )


def test_the_report_is_the_same_for_equal_texts_and_counts_by_section() -> None:
    sections = [Section(SectionKind.WORK, "rustig werk"), Section(SectionKind.HOBBY, "geboren op 3 mei 1971")]
    report = redact(sections).report
    assert [removal.section for removal in report] == [1]
    assert report == redact(sections).report


def test_a_vacancy_loses_contact_data_and_names_only() -> None:
    text = "Jong team zoekt verkoopster tot 35 jaar. Bel Fatma Yıldırım, 06-12345678."
    assert one(text, scope=Scope.VACANCY) == "Jong team zoekt verkoopster tot 35 jaar. Bel [name], [phone]."


def test_the_language_settles_what_a_short_text_cannot_tell() -> None:
    assert one("her", language=Language.NL) == "her"
    assert one("her", language=Language.EN) == "[gender]"


def test_redacted_text_is_made_by_redaction_only() -> None:
    with pytest.raises(TypeError, match="only taxonomy"):
        RedactedText("Jan de Boer")


def test_redacted_text_does_not_show_itself() -> None:
    section = redact([Section(SectionKind.WORK, "Ik gaf gitaarles")]).sections[0]
    assert "gitaar" not in repr(section)


def test_stored_redacted_text_comes_back_as_it_was() -> None:
    made = redact([Section(SectionKind.CARE, "Ik ben 43 jaar oud en zorg graag")]).sections
    stored = [(section.kind, section.text.value) for section in made]
    assert restore(stored) == made
    assert hash(restore(stored)[0]) == hash(made[0])


def test_every_type_has_one_mask_and_an_explanation_in_both_languages() -> None:
    assert set(MASKS) == set(EXPLANATIONS) == set(Signal)
    assert len(set(MASKS.values())) == len(MASKS)
    for signal, mask in MASKS.items():
        assert MASK.fullmatch(mask)
        assert EXPLANATIONS[signal].nl
        assert EXPLANATIONS[signal].en


@pytest.mark.parametrize(
    ("written", "hidden"),
    [
        ("Mail j&#97;n&#64;voorbeeld.nl", "voorbeeld"),
        ("Mijn naam is M\u200ba\u200br\u200bi\u200be\u200bk\u200be", "\u200b"),
        ("Ｍａｒｉｅｋｅ Bakker", "Ｍ"),
        ("M a r i e k e zoekt werk", "M a r"),
        ("Bel \uff10\uff16-12345678", "12345678"),
    ],
)
def test_disguised_signals_go_too(written: str, hidden: str) -> None:
    assert hidden not in one(written)
    assert "[" in one(written)


def test_offsets_are_those_of_the_text_as_it_was_written() -> None:
    text = "Kunst &amp; vaardigheid\u200b: mail jan@voorbeeld.nl"
    (span,) = find(text)
    assert text[span.start : span.end] == "jan@voorbeeld.nl"


def test_a_redaction_of_nothing_is_empty() -> None:
    assert redact([]).sections == ()
    assert one("") == ""
