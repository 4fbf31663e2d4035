"""Reading the lines of long imports in processes of their own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from api.imports import readers
from api.imports.lines import Line
from api.imports.readers import Readers, Text
from api.imports.service import BATCH, BATCH_BYTES, is_full
from api.knowledge import Knowledge
from api.settings import Settings
from taxonomy.model import Language, Section, SectionKind
from tests.api.world import OTHER_STORY, STORY

TEXTS: list[Text] = [
    ([Section(SectionKind.HOBBY, f"Ik ben Noor Verbeek, {40 + number} jaar. {story}")], Language.NL)
    for number, story in enumerate((STORY, OTHER_STORY, STORY + " " + OTHER_STORY))
]


@pytest.fixture
def lent(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Iterator[Readers]:
    """Readers that take a process from the first text on."""
    monkeypatch.setattr(readers, "FEW", 0)
    found = Readers(knowledge, Settings(import_processes=1))
    yield found
    found.close()


def test_a_process_reads_what_the_service_reads_and_one_that_dies_is_replaced(
    lent: Readers, knowledge: Knowledge
) -> None:
    here = [knowledge.read(*text) for text in TEXTS]
    assert lent.start(TEXTS)() == here
    assert lent.ahead == 2
    waiting = lent.start(TEXTS)
    assert lent._processes is not None
    for process in lent._processes._processes:
        os.kill(process, signal.SIGKILL)
    assert waiting() in (here, [None] * len(TEXTS))
    lent.start(TEXTS)()
    assert lent.start(TEXTS)() == here


def test_processes_are_lent_to_one_import_at_a_time(lent: Readers, knowledge: Knowledge) -> None:
    lent.start(TEXTS[:1])
    other = Readers(knowledge, Settings(import_processes=1))
    assert other.start(TEXTS)() == [knowledge.read(*text) for text in TEXTS]
    assert (lent.ahead, other.ahead) == (2, 0)


def test_few_texts_start_no_process(knowledge: Knowledge) -> None:
    found = Readers(knowledge, Settings(import_processes=1))
    found.start(TEXTS)
    assert found.ahead == 0


def test_no_process_is_started_where_none_is_wanted(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "FEW", 0)
    found = Readers(knowledge, Settings(import_processes=0))
    found.start(TEXTS)
    assert found.ahead == 0


@pytest.mark.parametrize(
    ("lengths", "full"),
    [([1] * (BATCH - 1), False), ([1] * BATCH, True), ([BATCH_BYTES], True), ([BATCH_BYTES // 2] * 2, True)],
)
def test_a_batch_is_bounded_in_lines_and_in_bytes(lengths: list[int], full: bool) -> None:
    assert is_full([Line(number, b"x" * length) for number, length in enumerate(lengths)]) is full
