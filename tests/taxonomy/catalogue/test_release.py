from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

import taxonomy
from taxonomy.catalogue import Catalogue, CatalogueError, load_catalogue
from taxonomy.model import Language, RelationKind, SkillId, SkillKind

YARD = """group = "yard"
label = { nl = "Erf", en = "Yard" }

[[skill]]
id = "digging"
kind = "occupational"
label = { nl = "Graven", en = "Digging" }
description = { nl = "Een gat maken.", en = "Making a hole." }
aliases = { nl = ["spitten", "kuilen maken"], en = ["spadework"] }
spoken = { nl = ["schep"] }
context = ["tuin"]
relations = [ { kind = "related", to = "talking", nl = "Wie graaft, kletst.", en = "Diggers chat." } ]
"""
CLUBS = """group = "clubs"
label = { nl = "Clubs", en = "Clubs" }

[[activity]]
id = "allotment"
label = { nl = "Moestuin", en = "Allotment" }
names = { nl = ["volkstuin"], en = ["vegetable garden"] }
skills = [ { id = "digging", likelihood = 900 } ]
reason = { nl = "Een moestuin moet om.", en = "An allotment needs digging." }
"""
FILES = {"skills/yard.toml": YARD, "activities/clubs.toml": CLUBS}
CORE_SKILLS = {
    "accuracy", "adaptability", "ai-literacy", "analytical-thinking", "coaching", "collaboration", "communication",
    "conflict-management", "continuous-learning", "creativity", "critical-thinking", "customer-orientation",
    "digital-literacy", "empathy", "initiative", "judgement", "leadership", "negotiation", "networking", "planning",
    "problem-solving", "process-improvement", "resilience", "self-management",
}  # fmt: skip
MakeRelease = Callable[[Mapping[str, str]], Path]


def in_another_process(code: str) -> str:
    root = Path(taxonomy.__file__).parents[1]
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)  # noqa: S603
    return run.stdout.strip()


def test_a_release_is_read_as_it_is_written(make_release: MakeRelease) -> None:
    catalogue = load_catalogue(root=make_release(FILES))

    digging = catalogue.skills[SkillId("digging")]
    assert (digging.label.nl, digging.label.en, digging.group) == ("Graven", "Digging", "yard")
    assert digging.aliases == {Language.NL: ("spitten", "kuilen maken"), Language.EN: ("spadework",)}
    assert digging.spoken == {Language.NL: ("schep",)}
    assert digging.names(Language.NL) == ("Graven", "spitten", "kuilen maken", "schep")
    assert (digging.context, digging.stands_alone, digging.source) == (("tuin",), False, "skillscv")
    assert catalogue.core == ("talking",)
    assert catalogue.groups["clubs"].nl == "Clubs"
    assert [each.skills for each in catalogue.activities] == [(("digging", 900),)]
    assert [each.reason.en for each in catalogue.relations_of(SkillId("talking"))] == ["Diggers chat."]
    assert catalogue.relations_of(SkillId("nothing")) == ()


def test_the_hash_follows_what_is_said_and_not_how_it_is_laid_out(make_release: MakeRelease) -> None:
    before = load_catalogue(root=make_release(FILES)).hash
    laid_out = YARD.replace('context = ["tuin"]', '# where it is done\ncontext = [\n  "tuin",\n]')
    said = YARD.replace('context = ["tuin"]', 'context = ["akker"]')

    assert load_catalogue(root=make_release({**FILES, "skills/yard.toml": laid_out})).hash == before
    assert load_catalogue(root=make_release({**FILES, "skills/yard.toml": said})).hash != before


def test_what_lies_near_is_related_with_the_reason_that_all_share(make_release: MakeRelease) -> None:
    near = YARD.replace("context = [", 'near = ["talking"]\ncontext = [').partition("relations")[0]

    catalogue = load_catalogue(root=make_release({**FILES, "skills/yard.toml": near}))

    assert [(each.source, each.kind, each.target) for each in catalogue.relations] == [
        ("digging", RelationKind.RELATED, "talking")
    ]
    (similar,) = catalogue.similar(SkillId("digging"))
    assert (similar.skill_id, similar.reason.en) == ("talking", "Talking and Digging lie close together.")


def test_the_hash_covers_what_similarity_is_worth(make_release: MakeRelease) -> None:
    root = make_release(FILES)
    before = load_catalogue(root=root).hash
    table = root / "similarity.toml"
    table.write_text(table.read_text().replace("per_mille = 900", "per_mille = 901"))

    assert load_catalogue(root=root).hash != before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('to = "talking"', 'to = "gone"', "does not hold: gone"),
        ('kind = "occupational"', 'kind = "magic"', r"skills/yard\.toml: digging: .*magic"),
        ('label = { nl = "Graven", en = "Digging" }', "", r"skills/yard\.toml: digging: .*label"),
    ],
)
def test_a_release_that_makes_no_catalogue_is_refused(
    make_release: MakeRelease, old: str, new: str, message: str
) -> None:
    with pytest.raises(CatalogueError, match=message):
        load_catalogue(root=make_release({**FILES, "skills/yard.toml": YARD.replace(old, new)}))


def test_a_catalogue_cannot_be_changed(make_release: MakeRelease) -> None:
    catalogue = load_catalogue(root=make_release(FILES))

    with pytest.raises(FrozenInstanceError):
        catalogue.version = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        catalogue.skills[SkillId("x")] = catalogue.skills[SkillId("digging")]  # type: ignore[index]
    with pytest.raises(TypeError):
        catalogue.skills[SkillId("digging")].aliases[Language.NL] = ()  # type: ignore[index]


def test_the_built_in_release_holds_the_core_skills(built_in: Catalogue) -> None:
    assert set(built_in.core) == CORE_SKILLS
    assert all(built_in.skills[each].kind is SkillKind.CORE for each in built_in.core)


def test_the_built_in_release_is_as_wide_as_promised(built_in: Catalogue) -> None:
    assert len(built_in.skills) - len(built_in.core) >= 1200
    assert len(built_in.activities) >= 350
    assert {skill.kind for skill in built_in.skills.values()} == set(SkillKind)


def test_tools_languages_and_certificates_stand_alone_or_say_what_they_need(built_in: Catalogue) -> None:
    named = {SkillKind.TOOL, SkillKind.LANGUAGE, SkillKind.CERTIFICATE}
    unclear = [each.id for each in built_in.skills.values() if each.kind in named and not each.stands_alone]

    assert [each for each in unclear if not built_in.skills[each].context] == []


def test_every_group_has_a_label(built_in: Catalogue) -> None:
    assert {skill.group for skill in built_in.skills.values()} <= built_in.groups.keys()
    assert {activity.group for activity in built_in.activities} <= built_in.groups.keys()


def test_the_catalogue_carries_its_attribution(built_in: Catalogue) -> None:
    assert built_in.attributions == ("This service uses the ESCO classification of the European Commission.",)


def test_the_hash_is_the_same_in_every_process(built_in: Catalogue) -> None:
    code = "from taxonomy.catalogue import load_catalogue; print(load_catalogue().hash)"

    assert in_another_process(code) == built_in.hash


def test_loading_needs_nothing_heavy() -> None:
    code = "import sys, taxonomy.catalogue; print(sorted({'spacy', 'sklearn', 'numba', 'pydantic'} & set(sys.modules)))"

    assert in_another_process(code) == "[]"
