"""Which changes of the API document break clients, and which do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from openapi.compare import breaking

DOCUMENT = json.loads((Path(__file__).parents[2] / "openapi" / "openapi.json").read_text("utf-8"))
ANSWER = {"schema": {"$ref": "#/components/schemas/Out"}}
OLD: dict[str, Any] = {
    "paths": {
        "/v1/things": {
            "post": {
                "parameters": [{"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 100}}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/In"}}}},
                "responses": {
                    "201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Out"}}}}
                },
            }
        }
    },
    "components": {
        "schemas": {
            "In": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "maxLength": 10},
                    "kind": {"type": "string", "enum": ["a", "b"]},
                    "inner": {"type": "array", "items": {"$ref": "#/components/schemas/In"}},
                },
            },
            "Out": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "string"}, "note": {"type": ["string", "null"]}},
            },
        }
    },
}
Change = Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], object]
"""Given the operation, what it takes and what it answers."""

BREAKING: dict[str, Change] = {
    "an operation is gone": lambda op, _in, _out: op.clear(),
    "a parameter is gone": lambda op, _in, _out: op["parameters"].clear(),
    "a parameter is required": lambda op, _in, _out: op["parameters"][0].update(required=True),
    "a new parameter is required": lambda op, _in, _out: op["parameters"].append(
        {"in": "query", "name": "x", "required": True, "schema": {}}
    ),
    "a parameter is bounded closer": lambda op, _in, _out: op["parameters"][0]["schema"].update(maximum=50),
    "an answer is gone": lambda op, _in, _out: op["responses"].clear(),
    "an answer has another form": lambda op, _in, _out: op["responses"]["201"].update(content={"text/csv": {}}),
    "another form is taken": lambda op, _in, _out: op["requestBody"].update(content={"text/csv": {}}),
    "no body is taken": lambda op, _in, _out: op.pop("requestBody"),
    "a body is required": lambda op, _in, _out: op["requestBody"].update(required=True),
    "a field is required": lambda _op, taken, _out: taken["required"].append("kind"),
    "a field is not taken any more": lambda _op, taken, _out: taken["properties"].pop("kind"),
    "a value is not taken any more": lambda _op, taken, _out: taken["properties"]["kind"]["enum"].pop(),
    "a text is bounded closer": lambda _op, taken, _out: taken["properties"]["name"].update(maxLength=9),
    "a text has a pattern": lambda _op, taken, _out: taken["properties"]["name"].update(pattern="x"),
    "a field taken has another type": lambda _op, taken, _out: taken["properties"]["name"].update(type="integer"),
    "a field is not answered any more": lambda _op, _in, out: out["properties"].pop("note"),
    "a field is not always answered": lambda _op, _in, out: out["required"].clear(),
    "a field answered has another type": lambda _op, _in, out: out["properties"]["id"].update(type="integer"),
    "a field answered may be null": lambda _op, _in, out: out["properties"]["id"].update(type=["string", "null"]),
}
HARMLESS: dict[str, Change] = {
    "nothing": lambda _op, _in, _out: None,
    "a new parameter": lambda op, _in, _out: op["parameters"].append({"in": "query", "name": "x", "schema": {}}),
    "a wider bound": lambda _op, taken, _out: taken["properties"]["name"].update(maxLength=20),
    "a new value": lambda _op, taken, _out: taken["properties"]["kind"]["enum"].append("c"),
    "a new field taken": lambda _op, taken, _out: taken["properties"].update(more={"type": "string"}),
    "a field is required no longer": lambda _op, taken, _out: taken["required"].clear(),
    "a new field answered": lambda _op, _in, out: out["properties"].update(more={"type": "string"}),
    "a field is always answered": lambda _op, _in, out: out["required"].append("note"),
    "never null any more": lambda _op, _in, out: out["properties"]["note"].update(type="string"),
    "another answer": lambda op, _in, _out: op["responses"].update({"409": {}}),
    "another form is answered too": lambda op, _in, _out: op["responses"]["201"]["content"].update({"text/csv": {}}),
}


def changed(change: Change) -> list[str]:
    new = deepcopy(OLD)
    operation, schemas = new["paths"]["/v1/things"]["post"], new["components"]["schemas"]
    change(operation, schemas["In"], schemas["Out"])
    if not operation:
        new["paths"].clear()
    return list(breaking(OLD, new))


@pytest.mark.parametrize("kind", BREAKING)
def test_what_breaks_clients_is_found_once_or_oftener(kind: str) -> None:
    found = changed(BREAKING[kind])
    assert found
    assert all(line.startswith("POST /v1/things: ") for line in found)


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_only_adds_breaks_nobody(kind: str) -> None:
    assert changed(HARMLESS[kind]) == []


def test_the_document_does_not_break_itself() -> None:
    assert list(breaking(DOCUMENT, DOCUMENT)) == []


def test_a_field_lost_deep_in_the_document_is_found() -> None:
    new = deepcopy(DOCUMENT)
    del new["components"]["schemas"]["ContributionOut"]["properties"]["points"]
    assert any(line.endswith("/points: is gone") for line in breaking(DOCUMENT, new))
