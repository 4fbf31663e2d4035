"""Strong ETags from a row's version, and the check of If-Match."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, Response

from api.errors import PreconditionMissing, Stale

IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag of the version you read.")]


def etag(version: int) -> str:
    return f'"{version}"'


def set_etag(response: Response, version: int) -> None:
    response.headers["ETag"] = etag(version)


def check_if_match(if_match: str | None, version: int, *, required: bool = True) -> None:
    """Raises PreconditionMissing without the header, where it is required, and Stale when it names another version."""
    if if_match is None:
        if required:
            raise PreconditionMissing("Send If-Match with the ETag of the version you read.")
        return
    given = {part.strip() for part in if_match.split(",")}
    if "*" not in given and etag(version) not in given:
        raise Stale("This was changed since you read it; read it again.", headers={"ETag": etag(version)})
