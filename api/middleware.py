"""What happens to every request: limits, headers, metrics and one log line without personal data."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from opentelemetry.trace import Span
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.deprecations import Deprecations
from api.errors import NotAuthenticated, Problem, TooLarge, TooMany, failure_response, occurrence, problem_response
from api.knowledge import READING_SECONDS
from api.secrets import hashed
from api.settings import Settings
from api.tracing import note_answer, request_span, trace_of

API_VERSION = "1.0.0"
log = logging.getLogger("skillscv.requests")

_HEADERS = {
    "API-Version": API_VERSION,
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
_CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'"


class Metrics:
    """The figures of one app, kept apart from those of others in the same process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("skillscv_requests", "Answered requests.", labels, registry=self.registry)
        self.seconds = Histogram(
            "skillscv_request_seconds", "Time to answer, in seconds.", ("method", "route"), registry=self.registry
        )
        self.registry.register(READING_SECONDS)
        self.webhook_attempts = Counter(
            "skillscv_webhook_attempts", "Webhook attempts by outcome.", ("outcome",), registry=self.registry
        )


class Answering:
    """Adds the headers every answer carries, counts and logs it."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, deprecations: Deprecations) -> None:
        self._app = app
        self._metrics = metrics
        self._deprecated = {operation: found.headers() for operation, found in deprecations.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with request_span(scope["method"] if scope["method"] in _METHODS else "other", Headers(scope=scope)) as span:
            await self._answer(scope, receive, send, span)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, span: Span) -> None:
        started = time.perf_counter()
        request_id = str(uuid4())
        head = scope["method"] == "HEAD"  # every address that can be read answers HEAD: the same without its body
        inner = {**scope, "method": "GET" if head else scope["method"]}
        trace = trace_of(span) or trace_id(Headers(scope=scope), request_id)
        inner["state"] = {**scope.get("state", {}), "request_id": request_id, "trace_id": trace, "head": head}
        status, started_answering = 500, False

        async def send_with_headers(message: Message) -> None:
            nonlocal status, started_answering
            if message["type"] == "http.response.start":
                status, started_answering = message["status"], True
                headers = MutableHeaders(scope=message)
                operation = getattr(inner.get("route"), "operation_id", None) or ""
                for name, value in (_HEADERS | self._deprecated.get(operation, {})).items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", _CLOSED_POLICY)
                headers["X-Request-Id"] = request_id
            await send({**message, "body": b""} if head and "body" in message else message)

        try:
            await self._app(inner, receive, send_with_headers)
        except Exception as error:  # noqa: BLE001  further out the server would log the message, with what it quotes
            response = failure_response(error, inner)
            if started_answering:
                raise ConnectionAbortedError from None
            await response(inner, receive, send_with_headers)
        finally:
            self._note(inner, scope["method"], status, time.perf_counter() - started, span)

    def _note(self, scope: Scope, asked: str, status: int, seconds: float, span: Span) -> None:
        # the route's template, never the path: a path can hold what a caller typed
        route = getattr(scope.get("route"), "path", "unmatched")
        method = asked if asked in _METHODS else "other"
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.seconds.labels(method, route).observe(seconds)
        note_answer(span, method, route, status)
        log.info(
            "request",
            extra={
                "method": method,
                "route": route,
                "status": status,
                "ms": round(seconds * 1000),
                "request_id": scope["state"]["request_id"],
                "trace_id": scope["state"]["trace_id"],
            },
        )


def trace_id(headers: Headers, request_id: str) -> str:
    """The trace this request is part of (W3C Trace Context, version 00), or a new one of the request's own."""
    found = _TRACEPARENT.fullmatch(headers.get("traceparent", "").strip())
    if found is None or found["trace"] == "0" * 32 or found["parent"] == "0" * 16:
        return request_id.replace("-", "")
    return found["trace"]


_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?P<trace>[0-9a-f]{32})-(?P<parent>[0-9a-f]{16})-[0-9a-f]{2}", re.ASCII)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RateLimit:
    """A bound a minute for each key, token or address, and a tighter one on wrong keys, in each process."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._requests = RateLimitItemPerMinute(settings.rate_limit_per_minute)
        self._failures = RateLimitItemPerMinute(settings.failed_logins_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1"):
            await self._app(scope, receive, send)
            return
        address = (scope.get("client") or ("unknown", 0))[0]
        key = key_in(Headers(scope=scope).get("authorization", ""))
        known = self._known(key)
        # anyone can make up keys: only one that was accepted has a count of its own
        counted = key if known else address
        if not known and not self._limiter.test(self._failures, "failures", address):
            await self._refuse(scope, receive, send, self._failures, "failures", address)
            return
        if not self._limiter.hit(self._requests, "requests", counted):
            await self._refuse(scope, receive, send, self._requests, "requests", counted)
            return

        async def send_with_limits(message: Message) -> None:
            if message["type"] == "http.response.start":
                accepted = scope.get("state", {}).get("caller") is not None
                self._count(key, address, accepted=accepted, known=known, status=message["status"])
                for name, value in self._headers(self._requests, "requests", key if accepted else counted).items():
                    MutableHeaders(scope=message)[name] = value
            await send(message)

        await self._app(scope, receive, send_with_limits)

    def _count(self, key: str, address: str, *, accepted: bool, known: bool, status: int) -> None:
        if accepted:
            self._limiter.hit(self._requests, "known", key)
            if not known:  # the first of the minute counted by its address so far
                self._limiter.hit(self._requests, "requests", key)
        elif status == NotAuthenticated.status:
            self._limiter.hit(self._failures, "failures", address)

    def _known(self, caller: str) -> bool:
        """Whether this key was accepted within the minute: others' wrong guesses do not lock it out."""
        return self._limiter.get_window_stats(self._requests, "known", caller).remaining < self._requests.amount

    def _headers(self, item: RateLimitItemPerMinute, *identifiers: str) -> dict[str, str]:
        window = self._limiter.get_window_stats(item, *identifiers)
        reset = max(0, round(window.reset_time - time.time()))
        return {
            "RateLimit-Policy": f'"default";q={item.amount};w=60',
            "RateLimit": f'"default";r={window.remaining};t={reset}',
        }

    async def _refuse(
        self, scope: Scope, receive: Receive, send: Send, item: RateLimitItemPerMinute, *identifiers: str
    ) -> None:
        headers = self._headers(item, *identifiers)
        headers["Retry-After"] = headers["RateLimit"].rpartition("=")[2]
        detail = "Too many requests in this minute; wait and try again."
        response = problem_response(TooMany.status, TooMany.slug, detail, occurrence(scope), headers=headers)
        await response(scope, receive, send)


def key_in(authorization: str) -> str:
    """What stands for a key in counts: the same however its header is spelt."""
    return hashed(authorization.partition(" ")[2].strip())[:16]


class SizeLimit:
    """Refuses a body over its bound, said or unsaid, before it is held in memory."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        bound = self._bound(scope["path"], headers.get("content-type", ""))
        said = headers.get("content-length", "")
        detail = f"The body is larger than the {bound} bytes this address takes."
        if said.isdigit() and int(said) > bound:
            await problem_response(TooLarge.status, TooLarge.slug, detail, occurrence(scope))(scope, receive, send)
            return
        await self._app(scope, _counted(receive, bound, TooLarge(detail)), send)

    def _bound(self, path: str, content_type: str) -> int:
        if path == "/v1/imports":
            return self._settings.max_import_bytes
        return (
            self._settings.max_upload_bytes if content_type.startswith("multipart/") else self._settings.max_json_bytes
        )


def _counted(receive: Receive, bound: int, problem: Problem) -> Receive:
    seen = 0

    async def receive_counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > bound:
            raise problem
        return message

    return receive_counted


class JsonLog(logging.Formatter):
    """One JSON object a line, of fields on a list: nothing else of a record is ever written."""

    FIELDS = (
        "method",
        "route",
        "status",
        "ms",
        "request_id",
        "trace_id",
        "error_type",
        "where",
        "job",
        "count",
        "outcome",
    )

    def format(self, record: logging.LogRecord) -> str:
        own = record.getMessage() if record.name.startswith("skillscv") else record.name
        line: dict[str, object] = {"level": record.levelname, "event": own}
        line["at"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        line.update({name: record.__dict__[name] for name in self.FIELDS if name in record.__dict__})
        return json.dumps(line)


def set_up_logging(level: str, write: Callable[[], logging.Handler] = logging.StreamHandler) -> None:
    handler = write()
    handler.setFormatter(JsonLog())
    root = logging.getLogger("skillscv")
    root.handlers = [handler]
    root.setLevel(level)
    root.propagate = False
