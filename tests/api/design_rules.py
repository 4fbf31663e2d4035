"""The core of the API design rules, as functions that yield what breaks them; ``openapi/spectral.yaml`` has all."""

import re
from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]
METHODS = frozenset({"get", "post", "put", "patch", "delete"})
SINGLES = frozenset({"me", "caller", "audit-log", "system-card", "healthz", "readyz"})
INPUTS = ("In", "Patch", "Grant", "Filters")
OUTSIDE = frozenset({"/healthz", "/readyz", "/metrics"})
SENSITIVE = re.compile(r"name|mail|phone|birth|gender|address|bsn|token|secret|password|key$|text|cv$", re.IGNORECASE)


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method not in ("servers", "parameters", "summary", "description"):
                yield path, method, operation


def responses(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """``(operation, status, response)``, references followed."""
    for path, method, operation in operations(document):
        for status, response in operation.get("responses", {}).items():
            name = response.get("$ref", "").rpartition("/")[2]
            yield f"{method} {path}", status, document["components"]["responses"][name] if name else response


def parameters(document: Document, *places: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, method, operation in operations(document):
        for parameter in operation.get("parameters", []):
            if parameter["in"] in places:
                yield f"{method} {path}", parameter


def properties(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, schema in document["components"]["schemas"].items():
        for field, described in schema.get("properties", {}).items():
            yield name, field, described


def contact_is_complete(document: Document) -> Iterator[str]:
    contact = document["info"].get("contact", {})
    yield from (field for field in ("name", "email", "url") if not contact.get(field))


def version_is_only_in_the_server(document: Document) -> Iterator[str]:
    yield from (server["url"] for server in document["servers"] if not re.search(r"/v\d+$", server["url"]))
    yield from (path for path in document["paths"] if re.search(r"/v\d+(/|$)", path))


def paths_are_kebab_case_without_slash_at_the_end(document: Document) -> Iterator[str]:
    word = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
    yield from (p for p in document["paths"] if not re.fullmatch(rf"(/({word}|\{{[a-z][a-zA-Z0-9]*\}}))+", p))


def collections_are_plural(document: Document) -> Iterator[str]:
    for path in document["paths"]:
        first, before_ids = path.split("/")[1], re.findall(r"([^/]*)/\{", path)
        yield from (word for word in (first, *before_ids) if word not in SINGLES and not word.endswith("s"))


def methods_are_standard(document: Document) -> Iterator[str]:
    yield from (f"{method} {path}" for path, method, _ in operations(document) if method not in METHODS)


def operations_are_described(document: Document) -> Iterator[str]:
    for path, method, operation in operations(document):
        named = re.fullmatch(r"[a-z][a-zA-Z]*", operation.get("operationId", ""))
        if not named or not operation.get("summary") or len(operation.get("tags", [])) != 1:
            yield f"{method} {path}"


def operation_ids_are_unique(document: Document) -> Iterator[str]:
    ids = [operation.get("operationId") for _, _, operation in operations(document)]
    yield from {str(name) for name in ids if ids.count(name) > 1}


def queries_and_properties_are_camel_case(document: Document) -> Iterator[str]:
    names = [parameter["name"] for _, parameter in parameters(document, "query", "path")]
    names += [field for _, field, _ in properties(document)]
    yield from (name for name in names if not re.fullmatch(r"[a-z][a-zA-Z0-9]*", name))


def nothing_sensitive_is_in_addresses(document: Document) -> Iterator[str]:
    yield from (p["name"] for _, p in parameters(document, "query", "path") if SENSITIVE.search(p["name"]))


def every_answer_carries_the_version(document: Document) -> Iterator[str]:
    yield from (f"{at} {code}" for at, code, it in responses(document) if "API-Version" not in it.get("headers", {}))


def problems_are_problem_documents(document: Document) -> Iterator[str]:
    for at, status, response in responses(document):
        if status >= "400" and (at, status) != ("get /readyz", "503"):
            schema = response.get("content", {}).get("application/problem+json", {}).get("schema", {})
            if schema.get("$ref") != "#/components/schemas/Problem":
                yield f"{at} {status}"


def problems_have_their_fields(document: Document) -> Iterator[str]:
    required = document["components"]["schemas"]["Problem"]["required"]
    yield from (field for field in ("type", "title", "status", "detail", "instance") if field not in required)


def expected_problems(path: str, method: str, operation: dict[str, Any]) -> set[str]:
    codes = {"500"}
    if path not in OUTSIDE:
        codes |= {"401", "403", "429"}
    if "{" in path:
        codes.add("404")
    if "requestBody" in operation:
        codes |= {"400", "413", "415"}
    if method == "patch":
        codes |= {"412", "428"}
    return codes


def every_operation_declares_its_problems(document: Document) -> Iterator[str]:
    for path, method, operation in operations(document):
        missing = expected_problems(path, method, operation) - set(operation.get("responses", {}))
        if missing:
            yield f"{method} {path}: {sorted(missing)}"


def unprocessable_is_a_reused_key_only(document: Document) -> Iterator[str]:
    yield from ({"HTTPValidationError", "ValidationError"} & document["components"]["schemas"].keys())
    for path, method, operation in operations(document):
        keyed = any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", []))
        if keyed != ("422" in operation.get("responses", {})):
            yield f"{method} {path}"


def what_makes_something_takes_an_idempotency_key(document: Document) -> Iterator[str]:
    for path, method, operation in operations(document):
        names = [parameter["name"] for parameter in operation.get("parameters", [])]
        # an import goes on where it broke off when the same lines are sent again: it needs no key
        if "201" in operation.get("responses", {}) and "Idempotency-Key" not in names and path != "/imports":
            yield f"{method} {path}"


def answers_have_no_defaults_and_can_grow(document: Document) -> Iterator[str]:
    for name, field, described in properties(document):
        if not name.endswith(INPUTS) and "default" in described:
            yield f"{name}.{field}"
    for name, schema in document["components"]["schemas"].items():
        if not name.endswith(INPUTS) and schema.get("additionalProperties") is False:
            yield name


def requests_are_closed(document: Document) -> Iterator[str]:
    for name, schema in document["components"]["schemas"].items():
        if name.endswith(INPUTS) and schema.get("additionalProperties") is not False:
            yield name


def moments_are_rfc_3339(document: Document) -> Iterator[str]:
    for name, field, described in properties(document):
        kinds = described.get("anyOf", [described])
        if re.search(r"(At|Until)$|^at$", field) and "date-time" not in [kind.get("format") for kind in kinds]:
            yield f"{name}.{field}"


def ids_are_uuids(document: Document) -> Iterator[str]:
    for at, parameter in parameters(document, "path"):
        if parameter["name"] != "skillId" and parameter["schema"].get("format") != "uuid":
            yield at


def guarded_operations_name_their_security(document: Document) -> Iterator[str]:
    for path, method, operation in operations(document):
        if (path in OUTSIDE) == bool(operation.get("security")):
            yield f"{method} {path}"
