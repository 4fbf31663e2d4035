"""Why a type of signal goes, in the words a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from taxonomy.model import Label
from taxonomy.redaction.data_files import lines_of
from taxonomy.redaction.signals import Signal


def _read() -> dict[Signal, Label]:
    rows = (line.split(" | ") for line in lines_of("explanations.txt"))
    return {Signal(kind): Label(nl, en) for kind, nl, en in rows}


EXPLANATIONS: Final[Mapping[Signal, Label]] = MappingProxyType(_read())
"""For every type what was removed and why, in plain Dutch and English."""
