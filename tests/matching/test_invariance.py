from collections import Counter

import pytest

from matching.invariance import Certificate, Sections, certify, twins
from taxonomy.model import Language, Section, SectionKind

CV = (
    Section(SectionKind.WORK, "Ik werkte als [gender] in [place] en repareerde machines."),
    Section(SectionKind.HOBBY, "Met [name] speel ik sinds [year] schaak."),
)


def skills_read_blindly(sections: Sections) -> frozenset[str]:
    return frozenset(word for section in sections for word in ("repareerde", "schaak") if word in section.text)


def skills_read_with_a_bias(sections: Sections) -> frozenset[str]:
    text = " ".join(section.text for section in sections)
    return skills_read_blindly(sections) | ({"bakken"} if "Bakker" in text else set())


@pytest.mark.parametrize("language", list(Language))
def test_every_kind_of_signal_has_twins(language: Language) -> None:
    kinds = Counter(twin.kind for twin in twins(CV, language))
    assert set(kinds) == {"name", "age", "birth", "gender", "religion", "year", "address", "venue"}
    assert kinds["name"] >= 100
    assert len({twin.variant.split(",")[0] for twin in twins(CV, language) if twin.kind == "name"}) >= 12


def test_twins_are_always_the_same_and_differ_from_what_they_are_like() -> None:
    pairs = list(twins(CV, Language.NL))
    assert pairs == list(twins(CV, Language.NL))
    assert all(twin.sections != twin.like for twin in pairs)


def test_masks_are_filled_in_again_and_the_rest_stays() -> None:
    filled = [twin for twin in twins(CV, Language.NL) if twin.variant == "turkish, masculine" and twin.like == CV]
    assert filled[0].sections[1].text == "Met Mehmet Demir speel ik sinds [year] schaak."
    assert all(twin.sections[0].kind is SectionKind.WORK for twin in filled)


def test_a_reader_that_sees_no_signal_is_certified() -> None:
    certificate = certify(twins(CV, Language.NL), skills_read_blindly)
    assert certificate.changed == 0
    assert certificate.tested == len(list(twins(CV, Language.NL)))
    assert all(kind.first is None for kind in certificate.kinds)


def test_a_reader_that_takes_a_name_for_a_skill_is_found_out() -> None:
    certificate = certify(twins(CV, Language.NL), skills_read_with_a_bias)
    (name,) = (kind for kind in certificate.kinds if kind.kind == "name")
    assert name.changed == 4
    assert name.first is not None
    assert name.first.variant == "homograph, baker"
    assert certificate.changed == 4


def test_without_those_of_masks_everyone_has_the_same_twins() -> None:
    unsigned = (Section(SectionKind.WORK, "Ik repareerde machines."),)
    kinds = [Counter(twin.kind for twin in twins(cv, Language.NL, of_masks=False)) for cv in (CV, unsigned)]
    assert kinds[0] == kinds[1]
    assert set(kinds[0]) >= {"name", "age", "birth", "gender", "religion"}


def test_a_skillscv_without_text_has_nothing_to_test() -> None:
    assert certify(twins((), Language.EN), skills_read_blindly) == certify([], skills_read_blindly) == Certificate(())
