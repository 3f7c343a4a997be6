"""Numbers for operators, in Prometheus' text form; no label or value comes from a customer.

Strategy: every label has a closed list of values, written in code or in the policy; whatever is not
on its list counts as "other". So the number of series is a constant of the installation, and no
name, path, model or topic can reach a dashboard. The registry is this object's own, not the
library's global one.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from proxy.errors import ErrorCode
from proxy.gateway.detection import PoolState
from proxy.webhooks import DeliveryState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

DECISIONS = frozenset({"forwarded", "held", "blocked", "returned"})
ENDINGS = frozenset(
    {
        "completed",
        "client_gone",
        "superseded",
        "provider_error",
        *(code.value for code in ErrorCode),
    }
)
OTHER = "other"

_SHORT = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Buckets in seconds for work inside the proxy."""
_LONG = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
"""Buckets in seconds for a provider's answers."""


class HasPoolState(Protocol):
    """The pool of detection workers, as far as its numbers go."""

    @property
    def state(self) -> PoolState:
        """Its numbers at this moment."""
        ...


class HasCopyState(Protocol):
    """The copies of checkpoints outside, as far as their numbers go."""

    @property
    def overdue(self) -> bool:
        """The last one is older than the policy allows."""
        ...

    def age(self) -> timedelta | None:
        """The age of the oldest last copy; None when there is none."""
        ...


class HasDeliveryState(Protocol):
    """The delivery of webhooks, as far as its numbers go."""

    @property
    def state(self) -> DeliveryState:
        """Its numbers at this moment."""
        ...


class Metrics:
    """All counters of one proxy process. ``entity_types``: the policy's closed list."""

    def __init__(self, entity_types: Iterable[str] = ()) -> None:
        self._registry = CollectorRegistry()
        self._entity_types = frozenset(entity_types)
        registry = self._registry
        self._decided = Counter(
            "chat_proxy_turns", "Turns by decision.", ["decision"], registry=registry
        )
        self._closed = Counter(
            "chat_proxy_turns_closed",
            "Forwarded turns by how they ended.",
            ["ending"],
            registry=registry,
        )
        self._refused = Counter(
            "chat_proxy_errors", "Requests that ended in an error.", ["code"], registry=registry
        )
        self._protected = Counter(
            "chat_proxy_protected_values",
            "Values replaced by placeholders.",
            ["entity_type"],
            registry=registry,
        )
        self._detection = self._histogram("detection", "Waiting for and doing detection.", _SHORT)
        self._audit = self._histogram("audit", "Making a record durable.", _SHORT)
        self._first_byte = self._histogram("upstream_answer", "From sending to the answer.", _LONG)
        self._cases = Gauge("chat_proxy_cases_open", "Cases waiting or claimed.", registry=registry)
        self._gaps = Gauge(
            "chat_proxy_queues_unstaffed", "Queues where nobody could answer.", registry=registry
        )

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(
            f"chat_proxy_{name}_seconds", text, buckets=buckets, registry=self._registry
        )

    def decided(self, decision: str) -> None:
        """A turn was decided."""
        self._decided.labels(_listed(decision, DECISIONS)).inc()

    def closed(self, ending: str) -> None:
        """A turn came to its end."""
        self._closed.labels(_listed(ending, ENDINGS)).inc()

    def refused(self, code: ErrorCode) -> None:
        """A request ended in an error of ours."""
        self._refused.labels(code.value).inc()

    def protected(self, counts: Mapping[str, int]) -> None:
        """Values were protected, counted by entity type."""
        for entity_type, count in counts.items():
            self._protected.labels(_listed(entity_type, self._entity_types)).inc(count)

    def detection_took(self, seconds: float) -> None:
        """Detection of one turn, waiting included."""
        self._detection.observe(seconds)

    def audit_took(self, seconds: float) -> None:
        """One record made durable."""
        self._audit.observe(seconds)

    def upstream_took(self, seconds: float) -> None:
        """From sending a turn to the first byte of its answer."""
        self._first_byte.observe(seconds)

    def cases_open(self, count: int) -> None:
        """So many cases wait or are claimed."""
        self._cases.set(count)

    def queues_unstaffed(self, count: int) -> None:
        """In so many queues nobody could answer."""
        self._gaps.set(count)

    def watch(self, pool: HasPoolState) -> None:
        """Show this pool's numbers, read when they are asked for."""
        self._registry.register(_PoolCollector(pool))

    def watch_copies(self, copies: HasCopyState) -> None:
        """Show how old the last checkpoint outside is."""
        self._registry.register(_CopiesCollector(copies))

    def watch_webhooks(self, deliverer: HasDeliveryState) -> None:
        """Show what webhooks are still to be told."""
        self._registry.register(_WebhooksCollector(deliverer))

    def render(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self._registry)


class _CopiesCollector(Collector):
    """The age of the last checkpoint outside; no age while there is none."""

    def __init__(self, copies: HasCopyState) -> None:
        self._copies = copies

    def collect(self) -> Iterable[Metric]:
        """The numbers of this moment."""
        age = self._copies.age()
        if age is not None:
            text = "Seconds since a checkpoint was last copied to every place outside."
            seconds = age.total_seconds()
            yield GaugeMetricFamily("chat_proxy_checkpoint_age_seconds", text, value=seconds)
        yield GaugeMetricFamily(
            "chat_proxy_checkpoint_overdue",
            "1 while the last checkpoint outside is older than the policy allows.",
            value=int(self._copies.overdue),
        )


class _WebhooksCollector(Collector):
    """What is still to be told, and what this process has told."""

    def __init__(self, deliverer: HasDeliveryState) -> None:
        self._deliverer = deliverer

    def collect(self) -> Iterable[Metric]:
        """The numbers of this moment."""
        state = self._deliverer.state
        for name, text, value in (
            ("events_waiting", "Events that wait for an endpoint.", state.waiting),
            ("events_undelivered", "Events that were given up.", state.undelivered),
            ("oldest_seconds", "Age of the oldest event that waits.", state.oldest_seconds),
            ("endpoints_off", "Endpoints that are switched off.", state.endpoints_off),
        ):
            yield GaugeMetricFamily(f"chat_proxy_webhook_{name}", text, value=value)
        tries = CounterMetricFamily(
            "chat_proxy_webhook_tries", "Tries of this process, by result.", labels=["result"]
        )
        tries.add_metric(["delivered"], state.delivered)
        tries.add_metric(["failed"], state.failed)
        yield tries


class _PoolCollector(Collector):
    """The pool's numbers as metrics; values come up when asked for, no callback goes down."""

    def __init__(self, pool: HasPoolState) -> None:
        self._pool = pool

    def collect(self) -> Iterable[Metric]:
        """The numbers of this moment."""
        state = self._pool.state
        yield GaugeMetricFamily(
            "chat_proxy_detection_workers", "Workers running.", value=state.workers_running
        )
        yield GaugeMetricFamily(
            "chat_proxy_detection_waiting", "Requests that wait.", value=state.requests_waiting
        )
        yield GaugeMetricFamily(
            "chat_proxy_detection_cache_answers", "Answers kept.", value=state.cache_answers
        )
        lookups = CounterMetricFamily(
            "chat_proxy_detection_cache_lookups", "Texts looked up.", labels=["result"]
        )
        lookups.add_metric(["hit"], state.cache_hits)
        lookups.add_metric(["miss"], state.cache_misses)
        yield lookups
        replaced = CounterMetricFamily(
            "chat_proxy_detection_workers_replaced", "Workers replaced, by why.", labels=["why"]
        )
        for ending, count in state.endings.items():
            replaced.add_metric([ending.value], count)
        yield replaced


def _listed(value: str, allowed: frozenset[str]) -> str:
    return value if value in allowed else OTHER
