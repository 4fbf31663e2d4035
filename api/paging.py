"""Lists in pages: an opaque signed cursor holds the position and what it was a page of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from api.errors import BadInput
from api.field_problems import FieldProblem
from api.secrets import Secret

Row = TypeVar("Row")


class Page:
    """What a caller asked: how many, and from where."""

    def __init__(
        self,
        request: Request,
        limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = 25,
        cursor: Annotated[str | None, Query(max_length=2000, description="From the previous page.")] = None,
    ) -> None:
        self._secret: Secret = request.app.state.secret
        self._purpose = "cursor " + request.url.path
        self.limit = limit
        self.cursor = cursor
        self._backwards = False

    def fetch_numbered(
        self,
        session: Session,
        statement: SelectOfScalar[Row],
        first: Any,
        second: Any,
        *,
        filters: Mapping[str, object],
    ) -> tuple[Sequence[Row], str | None]:
        """Rows in order of two whole numbers that name a row, and the cursor of the next page, None at the end.

        ``filters`` is what the list was narrowed to, the caller included; a cursor of another list is BadInput.
        """
        return self._fetch(session, statement, (first, second), (int, int), filters)

    def _fetch(
        self,
        session: Session,
        statement: SelectOfScalar[Row],
        columns: tuple[Any, Any],
        parse: tuple[Callable[[str], Any], Callable[[str], Any]],
        filters: Mapping[str, object],
    ) -> tuple[Sequence[Row], str | None]:
        fingerprint = self._fingerprint(filters)
        if self.cursor is not None:
            values = [read(text) for read, text in zip(parse, self._position(fingerprint), strict=True)]
            statement = statement.where((_before if self._backwards else _after)(columns, values))
        order = [column.desc() if self._backwards else column.asc() for column in columns]
        rows = session.exec(statement.order_by(*order).limit(self.limit + 1)).all()
        if len(rows) <= self.limit:
            return rows, None
        position = [str(getattr(rows[self.limit - 1], column.key)) for column in columns]
        return rows[: self.limit], self._secret.sign([*position, fingerprint], purpose=self._purpose)

    def cut(
        self, rows: Sequence[tuple[str, Row]], *, filters: Mapping[str, object]
    ) -> tuple[Sequence[Row], str | None]:
        """As ``fetch_numbered``, of rows in memory that are sorted by their key."""
        fingerprint = self._fingerprint(filters)
        start = 0
        if self.cursor is not None:
            last = self._position(fingerprint)[0]
            start = next((place for place, (key, _) in enumerate(rows) if key > last), len(rows))
        shown = rows[start : start + self.limit]
        more = start + self.limit < len(rows)
        after = self._secret.sign([shown[-1][0], "", fingerprint], purpose=self._purpose) if more else None
        return [row for _, row in shown], after

    def _position(self, fingerprint: str) -> tuple[str, str]:
        position = self._secret.unsign(self.cursor or "", purpose=self._purpose)
        if not isinstance(position, list) or position[2:] != [fingerprint]:
            raise BadInput(
                "The cursor does not belong to this list.",
                errors=[FieldProblem(pointer="/cursor", detail="Take the cursor of the previous page, unchanged.")],
            )
        return position[0], position[1]

    def _fingerprint(self, filters: Mapping[str, object]) -> str:
        held = json.dumps({"backwards": self._backwards, **filters}, sort_keys=True, default=str)
        return hashlib.sha256(held.encode()).hexdigest()[:16]


def _after(columns: tuple[Any, Any], values: Sequence[Any]) -> ColumnElement[bool]:
    return or_(columns[0] > values[0], and_(columns[0] == values[0], columns[1] > values[1]))


def _before(columns: tuple[Any, Any], values: Sequence[Any]) -> ColumnElement[bool]:
    return or_(columns[0] < values[0], and_(columns[0] == values[0], columns[1] < values[1]))


class Timeline(Page):
    """A page of what was made at some time: from the oldest on, or from the newest back."""

    def __init__(
        self,
        request: Request,
        limit: Annotated[int, Query(ge=1, le=100, description="How many at most.")] = 25,
        cursor: Annotated[str | None, Query(max_length=2000, description="From the previous page.")] = None,
        order: Annotated[Literal["oldest", "newest"], Query(description="What the list begins with.")] = "oldest",
    ) -> None:
        super().__init__(request, limit, cursor)
        self._backwards = order == "newest"

    def fetch(
        self,
        session: Session,
        statement: SelectOfScalar[Row],
        created_at: Any,
        row_id: Any,
        *,
        filters: Mapping[str, object],
    ) -> tuple[Sequence[Row], str | None]:
        """As ``fetch_numbered``, in order of (created_at, id) or backwards."""
        return self._fetch(session, statement, (created_at, row_id), (datetime.fromisoformat, UUID), filters)


Numbered = Annotated[Page, Depends(Page)]
Paged = Annotated[Timeline, Depends(Timeline)]
