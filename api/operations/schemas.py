"""Shapes of health and of the system card."""

from __future__ import annotations

from typing import Literal

from api.schemas import CatalogueOut, LabelOut, Schema


class HealthOut(Schema):
    status: Literal["ok"]


class ReadinessOut(Schema):
    """``checks``: what was looked at, each ``ok`` or what is wrong."""

    status: Literal["ready", "not ready"]
    checks: dict[str, str]


class SystemCardOut(Schema):
    """What the system is, does, does not do, and runs with now."""

    name: str
    api_version: str
    code_version: str
    catalogue: CatalogueOut
    reader: str
    purpose: LabelOut
    decides: LabelOut
    sees: LabelOut
    limits: list[LabelOut]
    rights: LabelOut
    attribution: list[str]
