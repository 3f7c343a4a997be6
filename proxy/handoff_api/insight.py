"""Numbers for everybody, policies for security engineers, the audit log's clear side for auditors."""

import asyncio
import shutil
from datetime import timedelta

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, PlainTextResponse, Response

from proxy.audit.base import SYSTEM_TENANT
from proxy.clock import iso
from proxy.console.benches import IN_FORCE
from proxy.console.candidates import write_candidates
from proxy.console.log_browser import VERIFYING_BY_API, Filter, browse
from proxy.console.log_export import exported, record_export, verified
from proxy.console.looks_digest import looks_since
from proxy.console.recognised import hidden_text
from proxy.handoff.margin import Candidate
from proxy.handoff_api.base import Call
from proxy.handoff_api.bodies import HeaderQuery, Period, Trial
from proxy.handoff_api.reports import (
    CandidateAnswer,
    Candidates,
    Headers,
    LookDigest,
    Overview,
    PolicyNames,
    Tried,
    Verification,
)
from proxy.handoff_api.surroundings import Staff, WebhookStatus
from proxy.policy.problems import PolicyError


async def statistics(call: Call) -> Overview:
    """The queue in numbers."""
    period = timedelta(days=call.asked(Period).days)
    return Overview.of(await call.rooms.counting.overview(call.tenant, period))


async def staff(call: Call) -> Staff:
    """Who could answer in each queue."""
    titles = call.policy.handoff.queues
    roster = await call.rooms.staffing.look()
    return Staff.of(roster.cover(call.tenant, titles), titles)


async def webhooks(call: Call) -> WebhookStatus:
    """How the tenant's endpoints fare."""
    return WebhookStatus.of(await call.rooms.endpoints.fared(call.tenant))


async def look_digest(call: Call) -> LookDigest:
    """Who looked at how much, as the record says."""
    now = call.rooms.clock.now()
    since = now - timedelta(days=call.asked(Period).days)
    streams = call.rooms.log.streams
    found = await asyncio.to_thread(looks_since, streams, call.tenant, iso(since))
    return LookDigest.of(found, since, now)


async def policies(call: Call) -> PolicyNames:
    """Policies that can be tried."""
    names = await asyncio.to_thread(call.rooms.benches.names)
    return PolicyNames(policies=list(names), in_force=call.policy.version)


async def playground(call: Call) -> Tried:
    """Try a message on a policy."""
    sent = call.sent(Trial)

    def tried() -> Tried:
        bench = call.rooms.benches.bench(sent.policy or IN_FORCE)
        randomness = call.rooms.randomness
        return Tried.of(
            bench.try_text(sent.text, sent.question or None, randomness, answer=sent.answer or None)
        )

    try:
        return await asyncio.to_thread(tried)
    except PolicyError as error:
        return Tried.broken(error.problems)


async def candidates(call: Call) -> Candidates:
    """What people judged, as data."""
    found = await _candidates(call)
    return Candidates(candidates=[CandidateAnswer.of(each, text) for each, text in found])


async def candidates_file(call: Call) -> Response:
    """The same as a piece of a policy file."""
    text = write_candidates(await _candidates(call), call.policy.handoff.topics)
    return PlainTextResponse(text, media_type="application/yaml")


async def headers(call: Call) -> Headers:
    """Clear headers of the audit log, newest first."""
    asked, log = call.asked(HeaderQuery), call.rooms.log
    wanted = Filter(
        since=iso(call.rooms.clock.now() - timedelta(hours=asked.hours)),
        kind=asked.kind or "",
        decision=asked.decision or "",
        policy=asked.policy or "",
        tenants=frozenset({call.tenant, SYSTEM_TENANT}),
    )
    found = await asyncio.to_thread(browse, log.streams, wanted, asked.limit)
    return Headers.of(found, configured=log.copies.configured, overdue=log.copies.overdue)


async def verify(call: Call) -> Verification:
    """Verify the log as it stands."""
    await _record(call, VERIFYING_BY_API)
    report = await asyncio.to_thread(verified, call.rooms.log, call.rooms.clock)
    return Verification.of(report)


async def export(call: Call) -> Response:
    """The log as a bundle, for `chat-proxy audit verify` and, with the auditor's key, `open`."""
    await _record(call, "api: export")
    folder, bundle = await asyncio.to_thread(exported, call.rooms.log, call.rooms.clock)
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(bundle, media_type="application/zip", background=gone)


async def _candidates(call: Call) -> list[tuple[Candidate, str]]:
    found = await call.margin.candidates(call.tenant, call.agent)
    return [(each, await hidden_text(each, call.policy, call.rooms.inspector)) for each in found]


async def _record(call: Call, what: str) -> None:
    await record_export(call.rooms.recorder, call.tenant, f"{what} {call.client.client_id}")
