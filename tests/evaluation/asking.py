"""What vacancies ask, as read, beside what their writer meant: ``python tests/evaluation/asking.py``.

Eight vacancies written for this, none of them judged for the ranking. ``asked`` and ``nice`` are named in the text,
``behaviour`` is told by its duties, and ``false`` is named without being asked. The rules for vacancies were made with
them in sight, so these are figures of development.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from api.knowledge import Knowledge
from taxonomy.model import Language, Section, SectionKind, SkillId
from taxonomy.redaction import Scope, redact

VACANCIES: Final = Path(__file__).with_name("vacancies.json")
KINDS: Final = ("asked", "nice", "behaviour", "false")


def main() -> int:
    knowledge = Knowledge.load(None)
    read, meant = Counter[str](), Counter[str]()
    for row in json.loads(VACANCIES.read_text("utf-8")):
        section = Section(SectionKind.OTHER, f"{row['title']}\n\n{row['text']}")
        text = redact([section], scope=Scope.VACANCY).sections[0].text
        found = knowledge.reader.read_vacancy(text, language=Language(row["language"]))
        skills = {requirement.skill_id for requirement in found}
        for kind in KINDS:
            expected = {SkillId(skill) for skill in row[kind]}
            if unknown := expected - knowledge.catalogue.skills.keys():
                raise ValueError(f"no such skill: {sorted(unknown)}")
            meant[kind] += len(expected)
            read[kind] += len(expected & skills)
    sys.stdout.writelines(f"{kind:10} read {read[kind]} of {meant[kind]}\n" for kind in KINDS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
