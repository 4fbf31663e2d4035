"""Traces for an OpenTelemetry collector: nothing leaves until ``SKILLSCV_TRACES_URL`` names one.

What a span holds is on a list: method, the route's template, status, and the names of stages. The telemetry that comes
with FastAPI is off, as it would send paths, queries and messages of exceptions: ids, and what people typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.datastructures import Headers

from api.version import CODE_VERSION

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

OFF: Final[TelemetryConfig] = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""What FastAPI is told of its own telemetry."""
_TRACER: Final = trace.get_tracer("skillscv")
_W3C: Final = TraceContextTextMapPropagator()
_FAILED: Final = 500


def set_up_tracing(url: str) -> TracerProvider:
    """Sends the spans of this process to ``url``, the whole address (OTLP over HTTP, ``…:4318/v1/traces``)."""
    # what sends is loaded only where something is sent: half a second of every process that is not
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(
        resource=Resource.create({"service.name": "skillscv", "service.version": CODE_VERSION}), shutdown_on_exit=True
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    trace.set_tracer_provider(provider)
    return provider


@contextmanager
def request_span(method: str, headers: Headers) -> Iterator[Span]:
    """The span of one request, within the caller's trace where it names one (W3C Trace Context; no baggage)."""
    parent = _W3C.extract({"traceparent": headers.get("traceparent", "")}, context=Context())
    with _TRACER.start_as_current_span(
        method, context=parent, kind=SpanKind.SERVER, record_exception=False, set_status_on_exception=False
    ) as span:
        yield span


def note_answer(span: Span, method: str, route: str, status: int) -> None:
    """Names the span by the route's template."""
    span.update_name(f"{method} {route}")
    span.set_attributes({"http.request.method": method, "http.route": route, "http.response.status_code": status})
    if status >= _FAILED:
        span.set_status(StatusCode.ERROR)


def trace_of(span: Span) -> str | None:
    """The id of the span's trace, 32 hexadecimal digits; None where nothing is traced."""
    context = span.get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else None


@contextmanager
def stage(name: str) -> Iterator[None]:
    """A part of what a request does, as a span of its own."""
    with _TRACER.start_as_current_span(name, record_exception=False, set_status_on_exception=False):
        yield
