"""What request and response bodies of every feature share."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel
from pydantic.json_schema import SkipJsonSchema

from taxonomy.model import Label


class Schema(BaseModel):
    """camelCase outside, snake_case inside; a field that does not exist is an error, never dropped in silence."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, extra="forbid", frozen=True
    )


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("A text cannot hold a NUL character.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("This text holds half a character (a lone surrogate).")
    return text


def _number_only(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise ValueError("This must be a number.")  # noqa: TRY004  pydantic turns ValueError into a problem
    return value


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("A time needs a zone, such as 2026-01-31T12:00:00Z.")
    try:
        return value.astimezone(UTC)
    except OverflowError as error:  # the first and last hours there are
        raise ValueError("This time is out of range.") from error


def _not_removed(value: Any) -> Any:
    if value is None:
        raise ValueError("This cannot be removed; leave it out to keep it.")
    return value


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


Value = TypeVar("Value")
Unremovable = Annotated[
    Value | SkipJsonSchema[None], BeforeValidator(_not_removed), Field(json_schema_extra=_without_default)
]
"""A field of a merge-patch that is changed or left out, None, but not removed by null."""
PlainText = Annotated[str, AfterValidator(_storable)]
Reference = Annotated[PlainText, StringConstraints(min_length=1, max_length=200)]
Filter = Annotated[PlainText, StringConstraints(max_length=200)]
SkillIdText = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[a-z0-9][a-z0-9-]*$")]
# outermost, after the bounds: within it they would not reach the API document
NumberOnly: Final = BeforeValidator(_number_only)
UtcTime = Annotated[datetime, AfterValidator(_in_utc)]
Weight = Annotated[int, Field(ge=1, le=5), NumberOnly]
Level = Annotated[int, Field(ge=0, le=4), NumberOnly]
PerMille = Annotated[int, Field(ge=0, le=1000)]


NextCursor = Annotated[
    str | None,
    Field(description="Where the next page starts; absent on the last page.", exclude_if=lambda value: value is None),
]


Days = Annotated[int, Field(ge=1, le=3650)]
Count = Annotated[int, Field(ge=0)]


class LabelOut(Schema):
    nl: str
    en: str

    @classmethod
    def of(cls, label: Label) -> LabelOut:
        return _shown(label)


@lru_cache(maxsize=65_536)
def _shown(label: Label) -> LabelOut:
    """Each label once: a run of twenty people shows hundreds, the same ones."""
    return LabelOut(nl=label.nl, en=label.en)


class CatalogueOut(Schema):
    version: str
    hash: str
