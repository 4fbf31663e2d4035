"""JSON Resume 1.x in, and 1.3.1 out (https://jsonresume.org/schema).

Read is what people did and how they tell it. Who they are (``basics``), where (employers, schools), when, and links to
it have no field here, so they are dropped unread. Written is redacted text only. What the format has no word for is
marked in ``type`` and ``studyType``, so that a SkillsCV written and read again has the same text under each kind.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from api.bodies import parsed
from api.consents.schemas import ConsentIn
from api.errors import BadInput
from api.field_problems import FieldProblem
from api.schemas import PlainText, Reference
from api.skillscvs.schemas import Decision, SkillsCVOut
from taxonomy.model import Language, SectionKind

_SCHEMA: Final = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
_COURSE: Final = "course"
_CARE: Final = "care"
_LONGEST_SECTION: Final = 100_000
_MOST_SECTIONS: Final = 100


def _none_is_empty(value: Any) -> Any:
    return [] if value is None else value


_String = Annotated[PlainText, StringConstraints(strip_whitespace=True)]
Text = _String | None
Texts = Annotated[list[_String], BeforeValidator(_none_is_empty)]
Item = TypeVar("Item")
Items = Annotated[list[Item], BeforeValidator(_none_is_empty)]


def _lines(*texts: str | None) -> str:
    return "\n".join(text for text in texts if text)


class _Part(BaseModel):
    """Only the fields named are read; the rest is dropped."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel)


class _Entry(_Part):
    """``kind`` is that of its section where the entry itself is marked with one."""

    @property
    def kind(self) -> SectionKind | None:
        return None

    @property
    def text(self) -> str:
        raise NotImplementedError


class _Basics(_Part):
    summary: Text = None


class _Occupation(_Entry):
    position: Text = None
    summary: Text = None
    highlights: Texts = []

    @property
    def text(self) -> str:
        return _lines(self.position, self.summary, *self.highlights)


class _Study(_Entry):
    study_type: Text = None
    area: Text = None
    courses: Texts = []

    @property
    def kind(self) -> SectionKind | None:
        return SectionKind.COURSE if self.study_type == _COURSE else None

    @property
    def text(self) -> str:
        return _lines(None if self.kind else self.study_type, self.area, *self.courses)


class _Told(_Entry):
    """An award, a publication or a certificate."""

    title: Text = None
    name: Text = None
    summary: Text = None

    @property
    def text(self) -> str:
        return _lines(self.title, self.name, self.summary)


class _Named(_Entry):
    """A skill or an interest."""

    name: Text = None
    keywords: Texts = []

    @property
    def text(self) -> str:
        return _lines(self.name, *self.keywords)


class _Spoken(_Entry):
    language: Text = None
    fluency: Text = None

    @property
    def text(self) -> str:
        return _lines(self.language, self.fluency)


class _Project(_Entry):
    type: Text = None
    name: Text = None
    description: Text = None
    highlights: Texts = []
    keywords: Texts = []
    roles: Texts = []

    @property
    def kind(self) -> SectionKind | None:
        return SectionKind.CARE if self.type == _CARE else None

    @property
    def text(self) -> str:
        return _lines(self.name, self.description, *self.highlights, *self.keywords, *self.roles)


class _Own(_Part):
    """What JSON Resume has no field for. ``catalogue`` is there when we wrote it: then its skills were read by us."""

    external_ref: Reference
    language: Language | None = None
    consents: list[ConsentIn] = []
    catalogue: Any = None


class _Meta(_Part):
    skillscv: _Own


class _Resume(_Part):
    basics: _Basics | None = None
    work: Items[_Occupation] = []
    volunteer: Items[_Occupation] = []
    education: Items[_Study] = []
    certificates: Items[_Told] = []
    projects: Items[_Project] = []
    interests: Items[_Named] = []
    awards: Items[_Told] = []
    publications: Items[_Told] = []
    skills: Items[_Named] = []
    languages: Items[_Spoken] = []
    meta: _Meta


_KINDS: Final = {
    "work": SectionKind.WORK,
    "volunteer": SectionKind.VOLUNTEERING,
    "education": SectionKind.EDUCATION,
    "certificates": SectionKind.COURSE,
    "projects": SectionKind.PROJECT,
    "interests": SectionKind.HOBBY,
    "awards": SectionKind.OTHER,
    "publications": SectionKind.OTHER,
}


def read(value: Any) -> dict[str, Any]:
    """A JSON Resume as the fields of ``SkillsCVIn``; each entry becomes a section.

    ``externalRef``, ``language`` and ``consents`` are taken from ``meta.skillscv``. Raises BadInput with the place of
    everything that is of the wrong shape, and when there is nothing to read.
    """
    resume = parsed(_Resume, value)
    own = resume.meta.skillscv
    sections = [(place, kind, text) for place, kind, text in _sections(resume) if text]
    _check_bounds(sections)
    return {
        "externalRef": own.external_ref,
        "language": own.language,
        "sections": [{"kind": kind.value, "text": text} for _, kind, text in sections],
        "consents": [consent.model_dump(mode="json", by_alias=True) for consent in own.consents],
    }


def _check_bounds(sections: Sequence[tuple[str, SectionKind, str]]) -> None:
    if not sections:
        raise BadInput("This JSON Resume tells nothing that can be read: no work, volunteering, interests and so on.")
    if len(sections) > _MOST_SECTIONS:
        raise BadInput(f"This JSON Resume has more than {_MOST_SECTIONS} entries.")
    problems = [
        FieldProblem(pointer=place, detail=f"This is longer than {_LONGEST_SECTION} characters.")
        for place, _, text in sections
        if len(text) > _LONGEST_SECTION
    ]
    if problems:
        raise BadInput("Some entries are too long.", errors=problems)


def _sections(resume: _Resume) -> Iterator[tuple[str, SectionKind, str]]:
    """Place, kind and text of each section; a text may be empty."""
    if resume.basics is not None:
        yield "/basics/summary", SectionKind.OTHER, resume.basics.summary or ""
    for part, kind in _KINDS.items():
        entries: Sequence[_Entry] = getattr(resume, part)
        for index, entry in enumerate(entries):
            yield f"/{part}/{index}", entry.kind or kind, entry.text
    if resume.meta.skillscv.catalogue is None:
        yield "/skills", SectionKind.OTHER, _list_of(resume.skills)
    yield "/languages", SectionKind.OTHER, _list_of(resume.languages)


def _list_of(entries: Sequence[_Entry]) -> str:
    """One entry a line."""
    return _lines(*(entry.text.replace("\n", ", ") for entry in entries))


def written(shown: SkillsCVOut) -> dict[str, Any]:
    """A SkillsCV as JSON Resume 1.3.1: redacted text and read skills. Skills the candidate rejected are left out."""
    texts: dict[SectionKind, list[str]] = defaultdict(list)
    for section in shown.sections:
        texts[section.kind].append(section.text)
    return {
        "$schema": _SCHEMA,
        "basics": {"summary": "\n\n".join(texts[SectionKind.OTHER])},
        "work": [{"summary": text} for text in texts[SectionKind.WORK]],
        "volunteer": [{"summary": text} for text in texts[SectionKind.VOLUNTEERING]],
        "education": [
            *({"area": text} for text in texts[SectionKind.EDUCATION]),
            *({"studyType": _COURSE, "area": text} for text in texts[SectionKind.COURSE]),
        ],
        "projects": [
            *({"description": text} for text in texts[SectionKind.PROJECT]),
            *({"type": _CARE, "description": text} for text in texts[SectionKind.CARE]),
        ],
        "interests": [{"name": text} for text in texts[SectionKind.HOBBY]],
        "skills": _written_skills(shown),
        "meta": {
            "version": "v1.3.1",
            "lastModified": shown.updated_at.isoformat(timespec="seconds"),
            "skillscv": {
                "id": str(shown.id),
                "externalRef": shown.external_ref,
                "language": shown.language.value,
                "catalogue": shown.catalogue.model_dump(),
                "reader": shown.reader.model_dump(),
            },
        },
    }


def _written_skills(shown: SkillsCVOut) -> list[dict[str, Any]]:
    words = _level_words()[shown.language.value]
    return [
        {
            "name": getattr(skill.label, shown.language.value),
            "level": words[skill.level],
            "keywords": [uri for uri in (skill.id, skill.esco_uri) if uri],
        }
        for skill in shown.skills
        if skill.decision is not Decision.REJECTED
    ]


@cache
def _level_words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = json.loads(
        files("api.skillscvs").joinpath("data/level-words.json").read_text("utf-8")
    )
    return words
