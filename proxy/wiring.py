"""Settings become ready rooms: the composition root of a proxy that serves.

Here (and, for a data folder alone, in ``cellar``) classes of one room are handed to another; mypy
proves that they fit the Protocols.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from starlette.types import ASGIApp

from proxy.audit.events import EventKind
from proxy.audit.export import make_checkpoint
from proxy.audit.outside import OutsideCopies
from proxy.cellar import Cellar, open_cellar
from proxy.console_wiring import Console, open_console
from proxy.dialects.base import Limits
from proxy.errors import AdministratorError, ErrorCode
from proxy.gateway.background import every
from proxy.gateway.base import Rooms
from proxy.gateway.clients import StoredClients
from proxy.gateway.detection import DetectionPool
from proxy.gateway.limits import Allowance, ClientLimits
from proxy.gateway.measured import MeasuredRecorder
from proxy.gateway.metrics import Metrics
from proxy.gateway.pdf_texts import PdfReaders
from proxy.gateway.request_body import BodyLimits
from proxy.gateway.routes import Door
from proxy.gateway.upstream import Timeouts, UpstreamClient
from proxy.handoff.customer import CustomerDesk
from proxy.handoff.look_limit import WITHIN
from proxy.handoff.queue import Queue
from proxy.handoff.staffing import Staffing
from proxy.handoff.states import OPEN
from proxy.handoff_api_wiring import forget_answers, open_handoff_api
from proxy.handoff_live import LiveRooms
from proxy.handoff_live.watch import Watch
from proxy.maps.keeper import MapKeeper
from proxy.outside import PlaceSettings, places_from
from proxy.outside.webhook_post import WebhookPost
from proxy.policy.base import Policy, RetentionClass
from proxy.policy.source import PolicySource, shipped_policy
from proxy.retention import cutoffs, sweep
from proxy.sensitive import Sensitive
from proxy.settings import Settings
from proxy.storage.case_index import SqlCaseIndex
from proxy.storage.look_counts import SqlLookCount
from proxy.storage.staffing import SqlRoster
from proxy.webhooks import Deliverer

_COUNT_SECONDS = 30.0
_CLOCK_SECONDS = 10.0
"""Clocks of cases run out while nobody looks: endpoints and customers hear of it this soon."""
_LIVE_PER_MINUTE, _LIVE_AT_WORK, _LIVE_BODY = 240, 6, 1024
"""What may be asked of one case: requests a minute, at the same time, bytes of a body."""


@dataclass(frozen=True, slots=True)
class House:
    """A proxy that is ready to serve."""

    cellar: Cellar
    door: Door
    policies: PolicySource
    pool: DetectionPool
    metrics: Metrics
    staffing: Staffing
    copies: OutsideCopies
    copies_stop_readiness: bool = False
    console: Console | None = None
    live: LiveRooms | None = None
    handoff_api: ASGIApp | None = None

    def end_streams(self) -> None:
        """End the streams that would otherwise never end, so that the proxy can stop."""
        if self.console is not None:
            self.console.watch.close()
        if self.live is not None:
            self.live.watch.close()


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Everything a serving proxy needs, opened in order and closed in reverse."""
    policies = PolicySource(settings.policy or shipped_policy("default"))
    policy = policies.current()
    async with (
        open_cellar(
            settings.data, policy=policy.version, footer_seconds=settings.footer_seconds
        ) as cellar,
        # Before the detection workers, which take seconds to start: a missing provider is told first.
        _upstream(settings) as upstream,
        _detection(settings, policy) as pool,
    ):
        await cellar.record(EventKind.POLICY_LOADED, {"policy": policy.version})
        await cellar.keeping.reapply(cellar.clock.now() - max(policy.retention.values()))
        metrics = Metrics(policy.detection.entities)
        metrics.watch(pool)
        staffing = Staffing(SqlRoster(cellar.database), cellar.clock)
        rooms = _rooms(settings, cellar, policies, upstream, pool, metrics, staffing)
        door = Door(
            rooms=rooms,
            clients=StoredClients(cellar.clients, cellar.clock),
            limits=ClientLimits(
                cellar.clock,
                Allowance(settings.requests_per_minute, settings.concurrent_requests),
            ),
            body=_body_limits(settings),
        )
        copies = _copies(settings, cellar, policies)
        metrics.watch_copies(copies)
        async with (
            _background(settings.checkpoint_seconds, "checkpoints", copies.copy),
            _sweeping(settings, cellar, policies),
            _counting(cellar, metrics, staffing, policies),
            _background(_CLOCK_SECONDS, "case_clocks", lambda: cellar.board().let_clocks_run(None)),
            _delivering(settings, cellar, metrics),
            _background(settings.keyring_seconds, "keyring", cellar.take_over_keys),
        ):
            stops = settings.checkpoint_stops_readiness
            console = None
            if settings.console:
                console = open_console(settings, cellar, policies, pool, copies, staffing)
            live = _live(settings, cellar, policies)
            api = None
            if settings.handoff_api:
                api = open_handoff_api(settings, cellar, policies, pool, copies, staffing)
            yield House(
                cellar, door, policies, pool, metrics, staffing, copies, stops, console, live, api
            )


def _rooms(
    settings: Settings,
    cellar: Cellar,
    policies: PolicySource,
    upstream: UpstreamClient,
    pool: DetectionPool,
    metrics: Metrics,
    staffing: Staffing,
) -> Rooms:
    """What a turn is served with."""
    return Rooms(
        policies=policies,
        inspector=pool,
        queue=Queue(cellar.casebook(), lambda: policies.current().handoff, staffing),
        maps=MapKeeper(cellar.maps, cellar.keyring, cellar.clock),
        pdfs=PdfReaders(),
        recorder=MeasuredRecorder(cellar.log, metrics, cellar.clock),
        customers=cellar.keeping.customers,
        upstream=upstream,
        secrets=cellar.keyring,
        clock=cellar.clock,
        randomness=secrets.token_bytes,
        metrics=metrics,
        limits=Limits(body_bytes=settings.body_bytes),
        turn_seconds=settings.turn_seconds,
    )


def _copies(settings: Settings, cellar: Cellar, policies: PolicySource) -> OutsideCopies:
    """Checkpoints to the places of the settings; locked there for as long as headers live here."""
    secret = settings.checkpoint_webhook_secret
    kept = policies.current().retention[RetentionClass.AUDIT_HEADER]
    more = PlaceSettings(
        locked_for=kept,
        s3_endpoint=settings.checkpoint_s3_endpoint,
        webhook_secret=None if secret is None else Sensitive(secret.get_secret_value()),
        private=settings.checkpoint_private,
    )
    return OutsideCopies(
        places_from(settings.checkpoint_places, more),
        lambda: make_checkpoint(cellar.streams, cellar.keyring, clock=cellar.clock),
        log_id=cellar.keyring.log_id,
        audit=cellar.log,
        clock=cellar.clock,
        allowed_age=lambda: policies.current().outside_copy,
    )


def _live(settings: Settings, cellar: Cellar, policies: PolicySource) -> LiveRooms:
    """The customer's side of a case, for chat widgets that can do more."""
    index, book = SqlCaseIndex(cellar.database), cellar.casebook()
    allowance = Allowance(
        _LIVE_PER_MINUTE, at_work=_LIVE_AT_WORK, all_at_work=settings.live_connections
    )
    return LiveRooms(
        index=index,
        book=book,
        desk=CustomerDesk(book, lambda: policies.current().handoff),
        margin=cellar.margin(),
        watch=Watch(index),
        limits=ClientLimits(cellar.clock, allowance),
        body=replace(_body_limits(settings), size=_LIVE_BODY),
        clock=cellar.clock,
        origins=settings.live_origins,
    )


def _body_limits(settings: Settings) -> BodyLimits:
    hosts = frozenset(host.lower() for host in settings.allowed_hosts)
    return BodyLimits(settings.body_bytes, settings.body_seconds, hosts or None)


@asynccontextmanager
async def _detection(settings: Settings, policy: Policy) -> AsyncIterator[DetectionPool]:
    pool = DetectionPool(
        policy.detection,
        policy.topics,
        workers=settings.detection_workers,
        time_limit=settings.detection_seconds,
        cache_size=settings.detection_cache,
    )
    await pool.start()
    try:
        yield pool
    finally:
        await pool.stop()


@asynccontextmanager
async def _upstream(settings: Settings) -> AsyncIterator[UpstreamClient]:
    if settings.upstream is None:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            "No provider is named: use --upstream URL (such as https://api.openai.com), or "
            "`chat-proxy run` for the built-in offline provider.",
        )
    key = settings.upstream_key
    client = UpstreamClient(
        settings.upstream,
        Sensitive(key.get_secret_value()) if key is not None else None,
        timeouts=Timeouts(connect=settings.connect_seconds, read=settings.read_seconds),
    )
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def _sweeping(
    settings: Settings, cellar: Cellar, policies: PolicySource
) -> AsyncIterator[None]:
    """Delete what is past its time while the proxy serves."""

    async def once() -> None:
        moments = cutoffs(policies.current().retention, cellar.clock.now())
        await sweep(cellar.sweepables(), moments, audit=cellar.log)
        await forget_answers(cellar)
        await SqlLookCount(cellar.database).forget(cellar.clock.now() - WITHIN)

    async with _background(settings.sweep_seconds, "retention", once):
        yield


@asynccontextmanager
async def _counting(
    cellar: Cellar, metrics: Metrics, staffing: Staffing, policies: PolicySource
) -> AsyncIterator[None]:
    """Show how many cases wait or are claimed, and in how many queues nobody could answer."""

    async def once() -> None:
        roster = await staffing.look()
        metrics.queues_unstaffed(len(roster.gaps(policies.current().handoff.queues)))
        tally = await cellar.board().tally(None, OPEN)
        metrics.cases_open(sum(one.count for one in tally.values()))

    async with _background(_COUNT_SECONDS, "case_count", once):
        yield


@asynccontextmanager
async def _delivering(settings: Settings, cellar: Cellar, metrics: Metrics) -> AsyncIterator[None]:
    """Tell endpoints what happens to cases."""
    deliverer = Deliverer(
        cellar.outbox,
        cellar.endpoints(),
        WebhookPost(),
        cellar.log,
        cellar.clock,
        secrets.token_bytes,
        secrets.SystemRandom().random,
    )
    metrics.watch_webhooks(deliverer)
    try:
        async with _background(settings.webhook_seconds, "webhooks", deliverer.look):
            yield
    finally:
        await deliverer.close()


@asynccontextmanager
async def _background(
    seconds: float, name: str, once: Callable[[], Awaitable[object]]
) -> AsyncIterator[None]:
    task = asyncio.create_task(every(seconds, name, once))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
