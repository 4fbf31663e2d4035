# ruff: noqa: INP001  a folder of documents, not a package
"""What breaks clients between two API documents: ``python -m openapi.compare [OLD.json]``.

Without OLD the newest document in ``released/`` is taken; before the first release there is nothing to break.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
_METHODS: Final = frozenset({"get", "put", "post", "patch", "delete"})
_LEAST: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_MOST: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
Document = Mapping[str, Any]


def breaking(old: Document, new: Document) -> Iterator[str]:
    """Every change that a client of ``old`` could notice to its harm, each with its place."""
    for path, item in old["paths"].items():
        for method in _METHODS & item.keys():
            place = f"{method.upper()} {path}"
            now = new["paths"].get(path, {}).get(method)
            if now is None:
                yield f"{place}: is gone"
                continue
            yield from _Operation(old, new, place).changes(item[method], now)


class _Operation:
    def __init__(self, old: Document, new: Document, place: str) -> None:
        self._old, self._new, self._place = old, new, place

    def changes(self, was: Document, now: Document) -> Iterator[str]:
        yield from self._parameters(was, now)
        yield from self._body(was.get("requestBody"), now.get("requestBody"))
        for status, answer in was["responses"].items():
            if status not in now["responses"]:
                yield f"{self._place}: answer {status} is gone"
                continue
            known = _resolved(self._new, now["responses"][status]).get("content", {})
            for kind, content in _resolved(self._old, answer).get("content", {}).items():
                if kind not in known:
                    yield f"{self._place}: answer {status} is no longer {kind}"
                else:
                    yield from self._schema(content, known[kind], f"answer {status}", sent=False)

    def _parameters(self, was: Document, now: Document) -> Iterator[str]:
        before, after = _named(self._old, was), _named(self._new, now)
        for key, parameter in after.items():
            if parameter.get("required") and not before.get(key, {}).get("required"):
                yield f"{self._place}: parameter {key[1]} is required now"
        for key, parameter in before.items():
            if key not in after:
                yield f"{self._place}: parameter {key[1]} is gone"
            else:
                yield from self._schema(parameter, after[key], f"parameter {key[1]}", sent=True)

    def _body(self, was: Document | None, now: Document | None) -> Iterator[str]:
        if now is None:
            if was is not None:
                yield f"{self._place}: takes no body any more"
            return
        if now.get("required") and not (was or {}).get("required"):
            yield f"{self._place}: a body is required now"
        for kind, content in (was or {}).get("content", {}).items():
            if kind not in now["content"]:
                yield f"{self._place}: takes no {kind} any more"
            else:
                yield from self._schema(content, now["content"][kind], "body", sent=True)

    def _schema(self, was: Document, now: Document, where: str, *, sent: bool) -> Iterator[str]:
        for change in self._compare(was.get("schema", {}), now.get("schema", {}), where, frozenset(), sent=sent):
            yield f"{self._place}: {change}"

    def _compare(self, was: Document, now: Document, where: str, seen: frozenset[str], *, sent: bool) -> Iterator[str]:
        """``sent``: what clients send, which may become wider; what they are sent may become narrower."""
        name = was.get("$ref", "")
        if name in seen:
            return
        seen = seen | {name} if name else seen
        was, now = _resolved(self._old, was), _resolved(self._new, now)
        if not (_types(now) >= _types(was) if sent else _types(now) <= _types(was)):
            yield f"{where}: another type"
            return
        yield from _bounds(was, now, where, sent=sent)
        yield from _fields(was, now, where, sent=sent)
        for field, inner in was.get("properties", {}).items():
            if field in now.get("properties", {}):
                yield from self._compare(inner, now["properties"][field], f"{where}/{field}", seen, sent=sent)
        if "items" in was and "items" in now:
            yield from self._compare(was["items"], now["items"], f"{where}/[]", seen, sent=sent)
        for choice in ("anyOf", "oneOf", "allOf"):
            for before, after in zip(was.get(choice, ()), now.get(choice, ()), strict=False):
                yield from self._compare(before, after, where, seen, sent=sent)


def _fields(was: Document, now: Document, where: str, *, sent: bool) -> Iterator[str]:
    before, after = set(was.get("required", ())), set(now.get("required", ()))
    for field in sorted(was.get("properties", {}).keys() - now.get("properties", {}).keys()):
        yield f"{where}/{field}: is gone"
    for field in sorted(after - before if sent else (before - after) & now.get("properties", {}).keys()):
        yield f"{where}/{field}: " + ("is required now" if sent else "is not always there any more")


def _bounds(was: Document, now: Document, where: str, *, sent: bool) -> Iterator[str]:
    if not sent:
        return
    lost = {str(value) for value in was.get("enum", ())} - {str(value) for value in now.get("enum", ())}
    if "enum" in now and ("enum" not in was or lost):
        yield f"{where}: fewer values are taken"
    for names, narrower in ((_LEAST, lambda old, new: new > old), (_MOST, lambda old, new: new < old)):
        for name in names:
            if name in now and (name not in was or narrower(was[name], now[name])):
                yield f"{where}: {name} is narrower"
    if "pattern" in now and was.get("pattern") != now["pattern"]:
        yield f"{where}: another pattern"


def _types(schema: Document) -> set[str]:
    """The types a value may have; every type where the schema names none. A whole number is a number."""
    every = {"string", "number", "integer", "boolean", "object", "array", "null"}
    parts = [part for choice in ("anyOf", "oneOf") for part in schema.get(choice, ())]
    if parts:
        return set().union(*(_types(part) if "$ref" not in part else {part["$ref"]} for part in parts))
    named = schema.get("type", every)
    found = {named} if isinstance(named, str) else set(named)
    return found | {"integer"} if "number" in found else found


def _named(document: Document, operation: Document) -> dict[tuple[str, str], Document]:
    parameters = (_resolved(document, parameter) for parameter in operation.get("parameters", ()))
    return {(parameter["in"], parameter["name"]): parameter for parameter in parameters}


def _resolved(document: Document, part: Document) -> Document:
    while "$ref" in part:
        found: Any = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def main(arguments: list[str]) -> str | None:
    """What is returned is what is wrong."""
    released = sorted((FOLDER / "released").glob("*.json"), key=lambda path: [*map(int, path.stem.split("."))])
    chosen = [Path(argument) for argument in arguments] or released[-1:]
    if not chosen:
        print("Nothing was released yet.")  # noqa: T201  a command
        return None
    new = json.loads((FOLDER / "openapi.json").read_text("utf-8"))
    found = list(breaking(json.loads(chosen[0].read_text("utf-8")), new))
    return "\n".join(["These changes break clients:", *found]) if found else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
