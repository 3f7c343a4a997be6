"""Promises about what operators see."""

import random

from proxy.errors import ErrorCode
from proxy.gateway.detection import PoolState
from proxy.gateway.metrics import DECISIONS, Metrics
from proxy.gateway.worker_process import Ending
from proxy.webhooks import DeliveryState


class Pool:
    """A pool that only has numbers."""

    def __init__(self) -> None:
        self.waiting = 3

    @property
    def state(self) -> PoolState:
        """Made-up numbers."""
        return PoolState(2, self.waiting, 10, 70, 30, {Ending.CRASHED: 1, Ending.HUNG: 0})


def lines(metrics: Metrics) -> dict[str, float]:
    text = metrics.render().decode()
    pairs = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in pairs if not name.endswith("_created")}


def test_turns_errors_and_values_are_counted() -> None:
    metrics = Metrics(["EMAIL_ADDRESS", "PERSON"])
    metrics.decided("held")
    metrics.decided("forwarded")
    metrics.decided("forwarded")
    metrics.closed("completed")
    metrics.refused(ErrorCode.RATE_LIMITED)
    metrics.protected({"PERSON": 2, "EMAIL_ADDRESS": 1})
    metrics.cases_open(4)
    metrics.queues_unstaffed(2)
    metrics.detection_took(0.004)
    metrics.audit_took(0.002)
    metrics.upstream_took(1.5)
    seen = lines(metrics)
    assert seen['chat_proxy_turns_total{decision="forwarded"}'] == 2
    assert seen['chat_proxy_turns_total{decision="held"}'] == 1
    assert seen['chat_proxy_turns_closed_total{ending="completed"}'] == 1
    assert seen['chat_proxy_errors_total{code="rate_limited"}'] == 1
    assert seen['chat_proxy_protected_values_total{entity_type="PERSON"}'] == 2
    assert seen["chat_proxy_cases_open"] == 4
    assert seen["chat_proxy_queues_unstaffed"] == 2
    assert seen["chat_proxy_detection_seconds_count"] == 1
    assert seen["chat_proxy_audit_seconds_sum"] == 0.002
    assert seen["chat_proxy_upstream_answer_seconds_count"] == 1


def test_the_pools_numbers_are_read_when_asked_for() -> None:
    metrics, pool = Metrics(), Pool()
    metrics.watch(pool)
    pool.waiting = 7
    seen = lines(metrics)
    assert seen["chat_proxy_detection_waiting"] == 7
    assert seen["chat_proxy_detection_workers"] == 2
    assert seen['chat_proxy_detection_cache_lookups_total{result="hit"}'] == 70
    assert seen['chat_proxy_detection_workers_replaced_total{why="crashed"}'] == 1


def test_no_customer_can_make_a_series() -> None:
    """Ten thousand hostile names: the number of series stays what it was, no name is shown."""
    metrics = Metrics(["PERSON"])
    for decision in [*DECISIONS, "x"]:
        metrics.decided(decision)
    metrics.closed("x")
    metrics.protected({"PERSON": 1, "x": 1})
    before = len(lines(metrics))
    names = random.Random(7)
    for _ in range(10_000):
        name = f"canary-{names.random()}@example.com"
        metrics.decided(name)
        metrics.closed(name)
        metrics.protected({name: 1})
    assert len(lines(metrics)) == before
    assert b"canary" not in metrics.render()


def test_two_proxies_in_one_process_do_not_share_numbers() -> None:
    first, second = Metrics(), Metrics()
    first.decided("forwarded")
    assert 'chat_proxy_turns_total{decision="forwarded"}' not in lines(second)


def test_what_webhooks_are_still_to_tell_is_shown() -> None:
    class Telling:
        state = DeliveryState(
            waiting=3, undelivered=1, oldest_seconds=60.5, endpoints_off=2, delivered=9, failed=4
        )

    metrics = Metrics()
    metrics.watch_webhooks(Telling())
    seen = lines(metrics)
    assert seen["chat_proxy_webhook_events_waiting"] == 3
    assert seen["chat_proxy_webhook_events_undelivered"] == 1
    assert seen["chat_proxy_webhook_oldest_seconds"] == 60.5
    assert seen["chat_proxy_webhook_endpoints_off"] == 2
    assert seen['chat_proxy_webhook_tries_total{result="delivered"}'] == 9
    assert seen['chat_proxy_webhook_tries_total{result="failed"}'] == 4
