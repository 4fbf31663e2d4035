"""What will go, announced in time: ``Deprecation`` (RFC 9745) and ``Sunset`` (RFC 8594) by operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from types import MappingProxyType
from typing import Final

NOTICE: Final = timedelta(days=183)
"""What is announced goes no sooner: ``openapi/CHANGELOG.md`` promises six months."""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Announced on the day ``since``, gone from the day ``sunset`` on at the earliest; ``link`` leads to what is new.

    Raises ValueError when there is less than ``NOTICE`` between the days.
    """

    since: date
    sunset: date
    link: str

    def __post_init__(self) -> None:
        if self.sunset - self.since < NOTICE:
            raise ValueError(f"a deprecation is announced {NOTICE.days} days before")

    def headers(self) -> dict[str, str]:
        return {
            "Deprecation": f"@{round(_midnight(self.since).timestamp())}",
            "Sunset": format_datetime(_midnight(self.sunset), usegmt=True),
            "Link": f'<{self.link}>; rel="deprecation"; type="text/html"',
        }


Deprecations = Mapping[str, Deprecation]
"""By operation id."""

DEPRECATIONS: Final[Deprecations] = MappingProxyType({})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
