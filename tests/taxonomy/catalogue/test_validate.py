"""Each row breaks a clean release in one place and expects one named problem at that place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from taxonomy.catalogue import check
from taxonomy.catalogue.validate import Problem

YARD = """group = "yard"
label = { nl = "Erf", en = "Yard" }

[[skill]]
id = "digging"
kind = "occupational"
label = { nl = "Graven", en = "Digging" }
description = { nl = "Een gat maken.", en = "Making a hole." }
aliases = { nl = ["spitten", "kuilen maken"], en = ["spadework"] }
esco = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000001"
relations = [
  { kind = "broader", to = "gardening", nl = "Graven hoort bij tuinieren.", en = "Digging is part of gardening." },
  { kind = "related", to = "talking", nl = "Wie graaft, kletst.", en = "Diggers chat." },
]

[[skill]]
id = "gardening"
kind = "occupational"
label = { nl = "Tuinieren", en = "Gardening" }
description = { nl = "Een tuin onderhouden.", en = "Keeping a garden." }
aliases = { nl = ["hovenieren", "tuinwerk"], en = ["horticulture"] }
context = ["tuin"]
stands_alone = true
"""
CLUBS = """group = "clubs"
label = { nl = "Clubs", en = "Clubs" }

[[activity]]
id = "allotment"
label = { nl = "Moestuin", en = "Allotment" }
names = { nl = ["volkstuin"], en = ["vegetable garden"] }
skills = [ { id = "digging", likelihood = 900 }, { id = "gardening", likelihood = 1000 } ]
reason = { nl = "Een moestuin moet om.", en = "An allotment needs digging." }

[[activity]]
id = "choir"
label = { nl = "Koor", en = "Choir" }
names = { nl = ["zangkoor"], en = ["singing group"] }
skills = [ { id = "talking", likelihood = 1 } ]
reason = { nl = "Na afloop wordt gepraat.", en = "There is talk afterwards." }
"""
FILES = {"skills/yard.toml": YARD, "activities/clubs.toml": CLUBS}
ALIASES = 'aliases = { nl = ["spitten", "kuilen maken"], en = ["spadework"] }'
MakeRelease = Callable[[Mapping[str, str]], Path]


def checked(make_release: MakeRelease, *changes: tuple[str, str]) -> tuple[Problem, ...]:
    files = FILES
    for old, new in changes:
        assert sum(text.count(old) for text in files.values()) == 1, f"{old!r} must occur once"
        files = {path: text.replace(old, new) for path, text in files.items()}
    return check(make_release(files))


def test_a_sound_release_has_no_problems(make_release: MakeRelease) -> None:
    assert checked(make_release) == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("bad-syntax", 'id = "digging"\n', "id = digging\n", "skills/yard.toml:5"),
        ("unknown-field", "stands_alone = true", "standsalone = true", "skills/yard.toml:23"),
        (
            "missing-field",
            'id = "choir"\nlabel = { nl = "Koor", en = "Choir" }',
            'id = "choir"',
            "activities/clubs.toml:11",
        ),
        ("missing-language", '{ nl = "Graven", en = "Digging" }', '{ nl = "Graven" }', "skills/yard.toml:7"),
        ("missing-language", '"An allotment needs digging."', '""', "activities/clubs.toml:9"),
        ("missing-language", ', en = "Diggers chat."', "", "skills/yard.toml:13"),
        ("unknown-field", 'en = "Digging" }', 'en = "Digging", de = "Graben" }', "skills/yard.toml:7"),
        ("wrong-value", 'id = "digging"\n', 'id = "Digging!"\n', "skills/yard.toml:5"),
        ("wrong-value", '"Making a hole."', '" Making a hole."', "skills/yard.toml:8"),
        ("wrong-value", 'context = ["tuin"]', 'context = "tuin"', "skills/yard.toml:22"),
        ("wrong-value", "stands_alone = true", 'stands_alone = "yes"', "skills/yard.toml:23"),
        ("wrong-value", "data.europa.eu/esco/skill/", "example.org/", "skills/yard.toml:10"),
        ("wrong-value", "likelihood = 1000", "likelihood = 1001", "activities/clubs.toml:8"),
        ("wrong-value", "likelihood = 1000", "likelihood = true", "activities/clubs.toml:8"),
        ("wrong-value", 'kind = "related", to = "talking"', 'kind = "near", to = "talking"', "skills/yard.toml:13"),
        ("wrong-group", 'group = "yard"', 'group = "garden"', "skills/yard.toml:1"),
        ("unsorted-file", 'id = "choir"', 'id = "aaa"', "activities/clubs.toml:12"),
        ("duplicate-id", 'id = "choir"', 'id = "allotment"', "activities/clubs.toml:12"),
        ("duplicate-label", 'nl = "Tuinieren"', 'nl = "GRAVEN"', "skills/yard.toml:19"),
        ("alias-is-label", '"spitten"', '"tuinieren"', "skills/yard.toml:9"),
        ("alias-is-label", '"hovenieren"', '"praten"', "skills/yard.toml:21"),
        ("duplicate-alias", '"hovenieren"', '"Spitten"', "skills/yard.toml:21"),
        ("duplicate-alias", '"hovenieren"', '"kuilen  Maken"', "skills/yard.toml:21"),
        ("duplicate-alias", "stands_alone = true", 'spoken = { nl = ["Spitten"] }', "skills/yard.toml:23"),
        ("alias-is-label", "stands_alone = true", 'spoken = { nl = ["praten"] }', "skills/yard.toml:23"),
        ("repeated-word", "stands_alone = true", 'spoken = { nl = ["hovenieren"] }', "skills/yard.toml:21"),
        ("missing-language", '"Making a hole."', '""', "skills/yard.toml:8"),
        ("wrong-value", "stands_alone = true", 'spoken = ["schoffel"]', "skills/yard.toml:23"),
        ("repeated-word", '"spitten"', '"graven"', "skills/yard.toml:9"),
        ("repeated-word", '"spitten"', '"kuilen maken"', "skills/yard.toml:9"),
        ("duplicate-name", '"zangkoor"', '"volkstuin"', "activities/clubs.toml:14"),
        ("few-aliases", ALIASES, 'aliases = { nl = ["spitten"], en = ["spadework"] }', "skills/yard.toml:9"),
        ("dangling-relation", 'to = "gardening"', 'to = "farming"', "skills/yard.toml:12"),
        ("dangling-relation", 'id = "digging", likelihood', 'id = "diging", likelihood', "activities/clubs.toml:8"),
        (
            "duplicate-relation",
            'kind = "related", to = "talking"',
            'kind = "broader", to = "gardening"',
            "skills/yard.toml:12",
        ),
        ("duplicate-relation", 'id = "gardening", likelihood', 'id = "digging", likelihood', "activities/clubs.toml:8"),
        ("cycle", 'to = "gardening"', 'to = "digging"', "skills/yard.toml:12"),
        ("dangling-relation", "stands_alone = true", 'near = ["farming"]', "skills/yard.toml:23"),
        ("duplicate-relation", "stands_alone = true", 'near = ["digging", "digging"]', "skills/yard.toml:23"),
        ("wrong-value", "stands_alone = true", 'near = ["Not an id"]', "skills/yard.toml:23"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(
    make_release: MakeRelease, name: str, old: str, new: str, place: str
) -> None:
    problems = checked(make_release, (old, new))

    assert f"{place}: {name}" in {f"{each.file}:{each.line}: {each.name}" for each in problems}, problems
    assert all(str(each).startswith(f"{each.file}:{each.line}: {each.name}: ") for each in problems)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('en = ["horticulture"]', 'en = ["spitten"]'),  # the same word in the other language is another word
        ('en = ["spadework"]', 'en = ["graafwerk", "pelle"]'),
        ("likelihood = 900", "likelihood = 1"),
        ('"Making a hole."', '"Making a hole: # is no comment, nor [[skill]] an entry."'),
    ],
)
def test_what_is_allowed_is_no_problem(make_release: MakeRelease, old: str, new: str) -> None:
    assert checked(make_release, (old, new)) == ()


@pytest.mark.parametrize("kind", ["broader", "prerequisite"])
def test_a_circle_through_several_skills_is_found(make_release: MakeRelease, kind: str) -> None:
    back = f'stands_alone = true\nrelations = [\n  {{ kind = "{kind}", to = "digging", nl = "Zo.", en = "So." }},\n]'

    problems = checked(
        make_release,
        ('kind = "broader", to = "gardening"', f'kind = "{kind}", to = "gardening"'),
        ("stands_alone = true", back),
    )

    assert [each.name for each in problems] == ["cycle"]
    assert "digging → gardening → digging" in problems[0].detail


def test_related_is_stated_once_in_either_direction(make_release: MakeRelease) -> None:
    back = 'stands_alone = true\nrelations = [\n  { kind = "related", to = "digging", nl = "Zo.", en = "So." },\n]'

    problems = checked(
        make_release,
        ('kind = "broader", to = "gardening"', 'kind = "related", to = "gardening"'),
        ("stands_alone = true", back),
    )

    assert [each.name for each in problems] == ["duplicate-relation"]


def test_two_skills_with_one_esco_uri_are_a_problem(make_release: MakeRelease) -> None:
    uri = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000001"

    problems = checked(make_release, ("stands_alone = true", f'esco = "{uri}"'))

    assert [(each.name, each.line) for each in problems] == [("duplicate-esco", 23)]


def test_all_problems_are_reported_at_once_in_order_of_place(make_release: MakeRelease) -> None:
    problems = checked(
        make_release,
        ('to = "gardening"', 'to = "farming"'),
        ('nl = "Tuinieren"', 'nl = "Graven"'),
        ("likelihood = 900", "likelihood = 0"),
        ('"spitten", ', ""),
        ('id = "choir"', "id = choir"),
    )

    assert [(each.file, each.name) for each in problems] == [
        ("activities/clubs.toml", "bad-syntax"),
        ("skills/yard.toml", "few-aliases"),
        ("skills/yard.toml", "dangling-relation"),
        ("skills/yard.toml", "duplicate-label"),
    ]


@pytest.mark.parametrize(
    "text", ["skill = 3\n", "skill = [3]\n", "[skill]\nid = 3\n", '[[skill]]\nid = ["a"]\naliases = 3\n']
)
def test_a_file_of_another_shape_is_a_problem_and_no_crash(make_release: MakeRelease, text: str) -> None:
    assert check(make_release({**FILES, "skills/odd.toml": text}))


def test_the_built_in_release_is_clean() -> None:
    assert [str(problem) for problem in check()] == []
