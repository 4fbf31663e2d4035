"""The same deed at fifty venues: ``python tests/evaluation/venues.py [--linear]``.

Each frame of a file is told of each of its venues, redacted and read. Counted are the readings (skills and levels)
that differ from the commonest one of their frame. ``venues-1.json`` was in sight when ``venues.toml`` was written, as
were the venues of ``matching.invariance``; ``venues-2.json`` was written afterwards, by another hand, and is looked at
through this count only.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from taxonomy.catalogue import load_catalogue
from taxonomy.model import Language, Section, SectionKind
from taxonomy.reading import Reader
from taxonomy.reading.behaviour import LinearBehaviour
from taxonomy.redaction import redact

FILES = ("venues-1.json", "venues-2.json")


def differing(reader: Reader, frame: str, venues: Sequence[str], language: Language) -> int:
    """How many of the venues show other skills or levels than most of them do."""
    readings: Counter[tuple[tuple[str, int], ...]] = Counter()
    for venue in venues:
        redaction = redact([Section(SectionKind.VOLUNTEERING, frame.format(venue))], language=language)
        reading = reader.read(redaction.sections, language=language)
        readings[tuple((skill.skill_id, skill.level) for skill in reading.skills)] += 1
    return len(venues) - readings.most_common(1)[0][1]


def line(reader: Reader, name: str, stored: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    told = differs = touched = 0
    for language in Language:
        frames, venues = stored[language.value]["frames"], stored[language.value]["venues"]
        counts = [differing(reader, frame, venues, language) for frame in frames]
        told += len(frames) * len(venues)
        differs += sum(counts)
        touched += sum(map(bool, counts))
    return f"{name}: {differs} of {told} readings differ by the venue ({differs / told:.1%}), in {touched} frames"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--linear", action="store_true", help="without the encoder")
    model = LinearBehaviour() if parser.parse_args().linear else None
    reader = Reader(load_catalogue(), model=model)
    for name in FILES:
        stored = json.loads((Path(__file__).parent / name).read_text("utf-8"))
        print(line(reader, name, stored))  # noqa: T201


if __name__ == "__main__":
    main()
