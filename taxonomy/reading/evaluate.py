"""How well a reader reads labelled texts: pure functions over rows, for the command line and the evaluation tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from taxonomy.model import Language, SectionKind, SkillId, Standing
from taxonomy.reading.lint import lint
from taxonomy.reading.reader import Reader
from taxonomy.redaction import restore

_SECTIONS: Final = {"volunteer": "volunteering"}
"""Names that gold files use beside those of the service."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Ratios 0-1 over ``support`` expected items; a ratio with nothing below the line is 0."""

    f1: float
    precision: float
    recall: float
    support: int


@dataclass(frozen=True, slots=True)
class Labelled:
    language: Language
    section: SectionKind
    text: str
    evidenced: frozenset[SkillId]
    claimed: frozenset[SkillId]
    levels: Mapping[SkillId, int] = field(default_factory=dict)
    """Level 0-4 by skill, where the labellers gave one."""


@dataclass(frozen=True, slots=True)
class LabelledVacancy:
    """``lint``: (wording, ground) that a reader of the vacancy would object to."""

    language: Language
    text: str
    lint: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text beside what was read in it. ``groups`` names it belongs to, such as language or section."""

    groups: Mapping[str, str]
    expected: frozenset[SkillId]
    read: frozenset[SkillId]


def figures(rows: Iterable[Row], skill_id: SkillId | None = None) -> Figures:
    """Micro-averaged over the rows, over one skill or all."""
    hits = found = there = 0
    for row in rows:
        expected, read = _only(row.expected, skill_id), _only(row.read, skill_id)
        hits, found, there = hits + len(expected & read), found + len(read), there + len(expected)
    precision, recall = hits / found if found else 0.0, hits / there if there else 0.0
    return Figures(2 * hits / (found + there) if found + there else 0.0, precision, recall, there)


def _only(skills: frozenset[SkillId], skill_id: SkillId | None) -> frozenset[SkillId]:
    return skills if skill_id is None else skills & {skill_id}


def by_group(rows: Sequence[Row], name: str) -> dict[str, Figures]:
    """Figures for every value of one group, in order of name."""
    values = sorted({row.groups[name] for row in rows})
    return {value: figures(row for row in rows if row.groups[name] == value) for value in values}


def by_skill(rows: Sequence[Row], skills: Collection[SkillId]) -> dict[SkillId, Figures]:
    return {skill_id: figures(rows, skill_id) for skill_id in sorted(skills)}


def macro_f1(rows: Sequence[Row], skills: Collection[SkillId]) -> float:
    """Mean F1 over the skills that the rows expect at least once; 0 when there are none."""
    seen = [one for one in by_skill(rows, skills).values() if one.support]
    return sum(one.f1 for one in seen) / len(seen) if seen else 0.0


def left_empty(rows: Iterable[Row]) -> float:
    """Share of the rows without an expected skill in which none was read; 1 when there are no such rows."""
    bare = [row for row in rows if not row.expected]
    return sum(not row.read for row in bare) / len(bare) if bare else 1.0


def read_rows(reader: Reader, texts: Iterable[Labelled], core: Collection[SkillId]) -> tuple[list[Row], list[Row]]:
    """What the reader says beside the labels: rows of evidenced and rows of claimed core skills."""
    shown: list[Row] = []
    claimed: list[Row] = []
    for text in texts:
        reading = reader.read(restore([(text.section, text.text)]), language=text.language)
        groups = {"language": text.language.value, "section": text.section.value}
        for rows, standing, expected in (
            (shown, Standing.EVIDENCED, text.evidenced),
            (claimed, Standing.CLAIMED, text.claimed),
        ):
            read = frozenset(s.skill_id for s in reading.skills if s.standing is standing and s.skill_id in core)
            rows.append(Row(groups, expected, read))
    return shown, claimed


def level_agreement(reader: Reader, texts: Iterable[Labelled]) -> tuple[float, int]:
    """Share 0-1 of the labelled levels that are read exactly so, and of how many; a skill not read is no agreement."""
    same = there = 0
    for text in texts:
        if text.levels:
            reading = reader.read(restore([(text.section, text.text)]), language=text.language)
            read = {skill.skill_id: skill.level for skill in reading.skills}
            same += sum(read.get(skill_id) == level for skill_id, level in text.levels.items())
            there += len(text.levels)
    return (same / there if there else 0.0), there


def _levels_line(agreement: float, support: int) -> str:
    return f"levels read as labelled {agreement:.3f} of {support}" if support else "levels: none of the texts bears any"


def lint_figures(vacancies: Iterable[LabelledVacancy]) -> Figures:
    """Findings against labelled wording: right when the words overlap and the ground is the same."""
    hits = right = found = there = 0
    for vacancy in vacancies:
        text = restore([(SectionKind.OTHER, vacancy.text)])[0].text
        findings = lint(text, language=vacancy.language)
        matches = [
            [
                words in finding.text or finding.text in words
                for words, ground in vacancy.lint
                if ground == finding.ground
            ]
            for finding in findings
        ]
        right += sum(map(any, matches))
        hits += sum(
            any(ground == f.ground and (words in f.text or f.text in words) for f in findings)
            for words, ground in vacancy.lint
        )
        found, there = found + len(findings), there + len(vacancy.lint)
    precision, recall = right / found if found else 0.0, hits / there if there else 0.0
    return Figures(2 * precision * recall / (precision + recall) if right else 0.0, precision, recall, there)


def table(title: str, figures_by_name: Mapping[str, Figures]) -> str:
    """A plain table, one line a name."""
    lines = [f"{title:28} {'F1':>6} {'prec':>6} {'rec':>6} {'n':>5}"]
    lines += [
        f"{name:28} {one.f1:6.3f} {one.precision:6.3f} {one.recall:6.3f} {one.support:5}"
        for name, one in figures_by_name.items()
    ]
    return "\n".join(lines)


def report(
    reader: Reader, texts: Sequence[Labelled], vacancies: Sequence[LabelledVacancy], core: Collection[SkillId]
) -> str:
    """The whole evaluation as text: core skills by language, section and skill, claims, empty texts, lint."""
    shown, claimed = read_rows(reader, texts, core)
    parts = [
        f"reader {reader.version}, {len(texts)} texts",
        table("evidenced", {"all": figures(shown), **by_group(shown, "language"), **by_group(shown, "section")}),
        table("claimed", {"all": figures(claimed), **by_group(claimed, "language")}),
        table("evidenced, by skill", {str(skill): one for skill, one in by_skill(shown, core).items()}),
        f"macro-F1 {macro_f1(shown, core):.3f}; texts without a skill left empty {left_empty(shown):.3f}",
        _levels_line(*level_agreement(reader, texts)),
        table("lint", {"all": lint_figures(vacancies)}),
    ]
    return "\n\n".join(parts)


def labelled(row: Mapping[str, Any]) -> Labelled:
    """A text of a gold file (fields lang, section, text, evidenced, claimed; levels, by skill, where there are)."""
    return Labelled(
        Language(row["lang"]),
        SectionKind(_SECTIONS.get(row["section"], row["section"])),
        row["text"],
        frozenset(map(SkillId, row["evidenced"])),
        frozenset(map(SkillId, row["claimed"])),
        {SkillId(skill): int(level) for skill, level in row.get("levels", {}).items()},
    )


def labelled_vacancy(row: Mapping[str, Any]) -> LabelledVacancy:
    """A vacancy of a gold file (fields language, title, text, lint)."""
    found = tuple((item["text"], item["ground"]) for item in row["lint"])
    return LabelledVacancy(Language(row["language"]), f"{row['title']}\n{row['text']}", found)
