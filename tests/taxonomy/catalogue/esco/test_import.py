from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from taxonomy.catalogue import Catalogue, EscoError, EscoImport, SkillSearch, import_esco, load_catalogue
from taxonomy.catalogue.esco.tables import find_version
from taxonomy.model import Language, RelationKind, SkillId, SkillKind

URI = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-00000000000{}"
ID = "esco-00000000-0000-4000-8000-00000000000{}"
ATTRIBUTION = "This service uses the ESCO classification of the European Commission."
RunImport = Callable[[], EscoImport]
Change = Callable[[str, str, str], None]


@pytest.fixture
def imported(run_import: RunImport) -> EscoImport:
    return run_import()


@pytest.fixture
def catalogue(imported: EscoImport, ours: Path) -> Catalogue:
    return load_catalogue(imported.destination, root=ours)


def test_an_import_counts_what_it_read_merged_and_skipped(imported: EscoImport) -> None:
    assert (imported.version, imported.languages, imported.written) == ("1.2.0", ("en", "nl"), True)
    assert (imported.skills, imported.merged, imported.groups, imported.occupations) == (6, 1, 2, 2)
    assert imported.relations == 4
    assert imported.untranslated == {Language.NL: 4, Language.EN: 0}
    assert imported.attribution == ATTRIBUTION
    assert {each.reason: (each.count, each.examples) for each in imported.skipped} == {
        "skills: not released": (1, (URI.format(7),)),
        "skills: an alternative label that several skills share": (2, ("tend animals", "tend animals")),
        "relations: a skill related to itself": (1, (URI.format(6),)),
    }


def test_an_imported_skill_has_the_words_of_its_languages(catalogue: Catalogue) -> None:
    skill = catalogue.skills[SkillId(ID.format(2))]

    assert (skill.label.nl, skill.label.en) == ("schapen houden", "keep sheep")
    assert (skill.source, skill.esco_uri, skill.kind) == ("esco", URI.format(2), SkillKind.OCCUPATIONAL)
    assert skill.aliases.get(Language.EN) == ()  # one is shared within ESCO, the other is a word of ours
    assert not skill.stands_alone


def test_a_label_that_is_missing_in_one_language_is_that_of_the_other(catalogue: Catalogue) -> None:
    skill = catalogue.skills[SkillId(ID.format(4))]

    assert skill.label.nl == skill.label.en == "wool grades"
    assert skill.description.nl == "The kinds of wool."


def test_a_skill_of_ours_stays_on_top_and_gains_the_label_of_esco(catalogue: Catalogue) -> None:
    skill = catalogue.skills[SkillId("shearing")]

    assert SkillId(ID.format(1)) not in catalogue.skills
    assert (skill.label.nl, skill.source, skill.group) == ("Scheren", "skillscv", "farm")
    assert skill.aliases[Language.NL] == ("wol scheren", "scheerder", "schapen scheren")
    assert skill.aliases[Language.EN] == ("raise sheep", "shear sheep")


def test_kinds_and_groups_come_from_the_collections_and_the_hierarchy(catalogue: Catalogue) -> None:
    assert catalogue.skills[SkillId(ID.format(4))].kind is SkillKind.KNOWLEDGE
    assert catalogue.skills[SkillId(ID.format(5))].kind is SkillKind.LANGUAGE
    assert catalogue.skills[SkillId(ID.format(2))].group == "esco-s9.1"  # by way of the wider skill
    assert catalogue.groups["esco-s9.1"].nl == "omgaan met dieren"


def test_relations_join_ours_and_theirs(catalogue: Catalogue) -> None:
    found = {(each.source, each.kind, each.target) for each in catalogue.relations}

    assert found == {
        ("shearing", RelationKind.PREREQUISITE, "talking"),
        ("shearing", RelationKind.BROADER, ID.format(2)),
        ("shearing", RelationKind.PREREQUISITE, ID.format(4)),
        (ID.format(2), RelationKind.BROADER, ID.format(3)),
        (ID.format(4), RelationKind.RELATED, ID.format(6)),
    }


def test_what_esco_relates_counts_for_less_than_what_we_relate(catalogue: Catalogue) -> None:
    theirs = {each.skill_id: each for each in catalogue.similar(SkillId(ID.format(2)))}
    ours = {each.skill_id: each for each in catalogue.similar(SkillId("talking"))}

    assert (theirs[SkillId("shearing")].per_mille, ours[SkillId("shearing")].per_mille) == (720, 800)
    assert theirs[SkillId("shearing")].reason.en == "Shearing is a special form of keep sheep."


def test_version_hash_and_attribution_tell_that_esco_is_there(catalogue: Catalogue, ours: Path) -> None:
    alone = load_catalogue(root=ours)

    assert catalogue.version == f"{alone.version}+esco-1.2.0"
    assert catalogue.hash != alone.hash
    assert catalogue.attributions == (ATTRIBUTION,)


@pytest.mark.parametrize(
    ("text", "found", "method"),
    [
        ("spin wool", ID.format(6), "exact"),
        ("schapen scheren", "shearing", "exact"),
        ("clip sheep", "shearing", "exact"),
        ("speak frisan", ID.format(5), "typo"),
    ],
)
def test_a_search_finds_what_was_imported(catalogue: Catalogue, text: str, found: str, method: str) -> None:
    hits = SkillSearch(catalogue).search(text, language=None, limit=1)

    assert [(hit.skill_id, hit.method) for hit in hits] == [(found, method)]


def test_a_search_for_an_occupation_finds_its_skills_the_particular_ones_first(catalogue: Catalogue) -> None:
    hits = SkillSearch(catalogue).search("schaapherder", language=Language.NL, limit=10)

    needed = [hit.skill_id for hit in hits if hit.method == "occupation"]
    assert needed == ["shearing", ID.format(2)]


def test_importing_again_changes_nothing(run_import: RunImport, imported: EscoImport) -> None:
    before = imported.destination.read_bytes()

    again = run_import()

    assert not again.written
    assert imported.destination.read_bytes() == before
    assert [each.name for each in imported.destination.parent.iterdir()] == [imported.destination.name]


def test_progress_runs_from_the_first_file_to_the_last(download: Path, bundle: Path, ours: Path) -> None:
    seen: list[tuple[str, int, int]] = []

    built_in = load_catalogue(root=ours)
    import_esco(download, bundle, built_in=built_in, progress=lambda *step: seen.append(step))

    assert {total for _, _, total in seen} == {11}
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
    assert seen[-1] == (bundle.name, 11, 11)


@pytest.mark.parametrize("kept", ["nl", "de"])
def test_one_language_is_enough(download: Path, run_import: RunImport, ours: Path, kept: str) -> None:
    for file in list(download.glob("*_nl.csv")):
        file.unlink()
    for file in list(download.glob("*_en.csv")):
        file.rename(download / file.name.replace("_en", f"_{kept}"))

    done = run_import()

    assert done.languages == (kept,)
    label = load_catalogue(done.destination, root=ours).skills[SkillId(ID.format(6))].label
    assert (label.nl, label.en) == ("spin wool", "spin wool")


def test_occupations_may_be_left_out(download: Path, run_import: RunImport) -> None:
    for file in list(download.glob("occupation*")):
        file.unlink()

    assert run_import().occupations == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        ("skills_en.csv", "conceptType,conceptUri", "conceptType;conceptUri", "wrong-version: skills_en.csv:1"),
        ("skills_en.csv", "status,", "", "wrong-version: skills_en.csv:1"),
        ("skills_en.csv", URI.format(6), "6", "broken-file: skills_en.csv:10"),
        ("skillGroups_en.csv", ",S9.1", "", "truncated-file: skillGroups_en.csv:2"),
        ("skillGroups_en.csv", ",handling animals", ",handling,animals", "broken-file: skillGroups_en.csv:2"),
        ("languageSkillsCollection_en.csv", "concept", "begrip", "broken-file: languageSkillsCollection_en.csv:1"),
        ("skillGroups_en.csv", "conceptUri,preferredLabel", "a,b", "wrong-version: skillGroups_en.csv:1"),
        ("skillSkillRelations_en.csv", ",essential", "", "broken-file: skillSkillRelations_en.csv:2"),
        (
            "broaderRelationsSkillPillar_en.csv",
            "broaderUri",
            "to",
            "wrong-version: broaderRelationsSkillPillar_en.csv:1",
        ),
    ],
)
def test_a_broken_file_is_one_named_error(
    run_import: RunImport, bundle: Path, change: Change, *, file: str, old: str, new: str, error: str
) -> None:
    change(file, old, new)

    with pytest.raises(EscoError) as raised:
        run_import()

    assert str(raised.value).startswith(f"{error}: ")
    assert not bundle.parent.exists()


@pytest.mark.parametrize("file", ["skills_en.csv", "skills_nl.csv", "broaderRelationsSkillPillar_en.csv"])
@pytest.mark.parametrize("share", [0, 1, 3, 5, 7, 9])
def test_a_file_that_was_cut_off_is_never_imported(
    download: Path, bundle: Path, run_import: RunImport, file: str, share: int
) -> None:
    whole = (download / file).read_bytes()
    (download / file).write_bytes(whole[: len(whole) * share // 10])

    with pytest.raises(EscoError) as error:
        run_import()

    assert error.value.name in {"truncated-file", "broken-file", "wrong-version"}
    assert not bundle.exists()


@pytest.mark.parametrize(
    ("missing", "instead", "name"),
    [
        ("skills_??.csv", None, "missing-file"),
        ("skillGroups_??.csv", None, "missing-file"),
        ("broaderRelationsSkillPillar_en.csv", None, "missing-file"),
        ("skillSkillRelations_en.csv", "skillSkillRelations.csv", "wrong-version"),
    ],
)
def test_a_missing_file_is_named(
    download: Path, run_import: RunImport, missing: str, instead: str | None, name: str
) -> None:
    for file in list(download.glob(missing)):
        file.unlink()
    if instead:
        (download / instead).touch()

    with pytest.raises(EscoError) as error:
        run_import()

    assert error.value.name == name


@pytest.mark.parametrize(
    ("folder", "version"),
    [("ESCO dataset - v1.2.0 - classification - en - csv", "1.2.0"), ("esco_v1.2.1", "1.2.1"), ("esco", "1.2")],
)
def test_the_name_of_the_folder_tells_the_version(tmp_path: Path, folder: str, version: str) -> None:
    assert find_version(tmp_path / folder) == version


@pytest.mark.parametrize("folder", ["esco-v1.1.2", "ESCO dataset - v1.0.9 - classification - nl - csv", "esco-v2.0"])
def test_a_folder_of_another_version_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(EscoError, match=r"wrong-version: .* is needed"):
        find_version(tmp_path / folder)


def test_what_is_no_folder_is_named(tmp_path: Path, bundle: Path) -> None:
    (tmp_path / "esco.zip").touch()

    for path in (tmp_path / "esco.zip", tmp_path / "nowhere"):
        with pytest.raises(EscoError, match=f"missing-file: {path.name}: is not a folder"):
            import_esco(path, bundle)


def test_a_failed_import_leaves_the_bundle_of_before(
    download: Path, run_import: RunImport, imported: EscoImport
) -> None:
    before = imported.destination.read_bytes()
    (download / "skills_en.csv").write_bytes(b"\xff\xfe not text")

    with pytest.raises(EscoError, match=r"broken-file: skills_en\.csv"):
        run_import()

    assert imported.destination.read_bytes() == before


def test_a_destination_that_cannot_be_written_is_named(run_import: RunImport, bundle: Path) -> None:
    bundle.mkdir(parents=True)

    with pytest.raises(EscoError, match=r"cannot-write: esco\.bundle: "):
        run_import()


def test_what_was_skipped_reads_as_a_line(imported: EscoImport) -> None:
    assert f"1 × skills: not released ({URI.format(7)})" in map(str, imported.skipped)


def test_circles_in_esco_are_left_out_and_reported(run_import: RunImport, change: Change, ours: Path) -> None:
    group = f"{URI.format(3)},SkillGroup"
    back = f"{URI.format(3)},KnowledgeSkillCompetence,{URI.format(1)}\r\nKnowledgeSkillCompetence,"
    change("broaderRelationsSkillPillar_en.csv", group, back + group)

    done = run_import()

    assert [each.count for each in done.skipped if each.reason == "relations: broader in a circle"] == [3]
    assert RelationKind.BROADER not in {each.kind for each in load_catalogue(done.destination, root=ours).relations}
