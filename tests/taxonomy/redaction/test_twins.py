"""Twins: the same person but for one signal. Where the signal is found, the redacted texts are equal byte for byte."""

from __future__ import annotations

import importlib.util
import itertools
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

from taxonomy.model import Section, SectionKind
from taxonomy.redaction import redact

NAMES = [
    "Marieke Bakker", "Jan de Boer", "Fatma Yıldırım", "Mohammed El Amrani", "Shanti Ramdin", "Krzysztof Nowak",
    "Kwame Mensah", "Selamawit Tesfaye", "Nguyen Thi Lan", "Dmitri Volkov", "Maria García", "Reza Hosseini",
    "Biljana Petrović", "Siobhan O'Connor", "Wei Zhang", "Roos Bloem", "Storm Visser", "Abdelkarim Ben Haddou",
]  # fmt: skip
AGES = ["23", "31", "44", "58", "66"]
YEARS = [("1984", "1991"), ("1999", "2004"), ("2011", "2016"), ("2019", "2024")]
TITLES = ["verpleegster", "verpleegkundige"]
SCHOOLS = ["mulo", "LTS", "HTS", "huishoudschool"]
ORIGINS = ["Ankara", "Paramaribo", "Warschau", "Utrecht"]
VENUES = ["de moskee", "de kerk", "de synagoge", "de parochie"]
LENGTHS = ["2 jaar", "dertig jaar", "ruim 12 jaar", "zeven jaar"]
TEMPLATE = (
    "{name}\nMijn naam is {name}, ik ben {age} jaar oud en geboren in {origin}.\n"
    "Van {start} tot {end} werkte ik als {title}; daar loste ik roosters op en leerde ik nieuwe mensen in.\n"
    "Diploma {school}. Al {length} ervaring met plannen. Als vrijwilliger kook ik in {venue} voor de buurt."
)


def twin(values: tuple[object, ...]) -> str:
    name, age, (start, end), title, school, origin, venue, length = values  # type: ignore[misc]
    text = TEMPLATE.format(
        name=name, age=age, start=start, end=end, title=title, school=school, origin=origin, venue=venue, length=length
    )
    return redact([Section(SectionKind.WORK, text)]).sections[0].text.value


def choices() -> list[list[object]]:
    return [list(each) for each in (NAMES, AGES, YEARS, TITLES, SCHOOLS, ORIGINS, VENUES, LENGTHS)]


@pytest.mark.parametrize("number", range(8))
def test_a_change_of_one_signal_changes_nothing(number: int) -> None:
    first = [each[0] for each in choices()]
    texts = set()
    for value in choices()[number]:
        texts.add(twin((*first[:number], value, *first[number + 1 :])))
    assert len(texts) == 1


def test_hundreds_of_twins_are_equal_byte_for_byte() -> None:
    draw = random.Random(7)  # noqa: S311
    assert len({twin(tuple(draw.choice(each) for each in choices())) for _ in range(300)}) == 1


@pytest.mark.slow
def test_ten_thousand_twins_are_equal_byte_for_byte() -> None:
    combinations = list(itertools.product(*choices()))
    draw = random.Random(11)  # noqa: S311
    assert len({twin(values) for values in draw.sample(combinations, 10_000)}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hij leidde de ploeg", "Zij leidde de ploeg"),
        ("zijn collega's vertrouwden hem", "haar collega's vertrouwden haar"),
        ("He led his team", "She led her team"),
        ("Dhr. Jansen gaf les", "Mw. Jansen gaf les"),
        ("kapster in een salon", "kapper in een salon"),
        ("elected chairman", "elected chairwoman"),
        ("brandweerman", "brandweervrouw"),
        ("timmerman", "timmervrouw"),
        ("waiter", "waitress"),
        ("in mei 2012 begonnen", "in oktober 1987 begonnen"),
        ("2012-2015 magazijn", "1995 - heden magazijn"),
        ("in de jaren negentig", "in de jaren zeventig"),
        ("Ik ben dertiger", "Ik ben vijftiger"),
        ("30 years of experience", "two years of experience"),
        ("bereikbaar op 06-12345678", "bereikbaar op +31 6 87654321"),
        ("jan@voorbeeld.nl", "f.z.yilmaz_1990@mail.example"),
    ],
)
def test_twins_in_one_wording(one: str, other: str) -> None:
    texts = {redact([Section(SectionKind.WORK, text)]).sections[0].text.value for text in (one, other)}
    assert len(texts) == 1


def _sets() -> ModuleType:
    spec = importlib.util.spec_from_file_location("twin_sets", Path(__file__).with_name("twin_sets.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_twins_of_the_example_skillscvs_are_equal_byte_for_byte() -> None:
    sets = _sets()
    differing = {
        (pair.kind, pair.variant) for pair in sets.sample(300) if sets.redacted(pair.one) != sets.redacted(pair.other)
    }
    assert differing == set()
