"""Settings and an open data folder become the queue's API: the part of the composition root about it."""

import secrets

from starlette.types import ASGIApp

from proxy.cellar import Cellar
from proxy.console.base import Copies, LogRoom
from proxy.console.benches import Benches
from proxy.gateway.base import Inspector
from proxy.gateway.limits import Allowance, ClientLimits
from proxy.handoff.base import ANSWERS_KEPT
from proxy.handoff.staffing import Staffing
from proxy.handoff_api import ApiRooms, create_api
from proxy.policy.source import PolicySource, shipped_policy
from proxy.settings import Settings
from proxy.storage.answers import SqlAnswers


def open_handoff_api(
    settings: Settings,
    cellar: Cellar,
    policies: PolicySource,
    inspector: Inspector,
    copies: Copies,
    staffing: Staffing,
) -> ASGIApp:
    """The API of a proxy that serves."""
    hosts = frozenset(host.lower() for host in settings.allowed_hosts)
    policy_file = settings.policy or shipped_policy("default")
    allowance = Allowance(settings.requests_per_minute, settings.concurrent_requests)
    return create_api(
        ApiRooms(
            policies=policies,
            benches=Benches(policies, policy_file),
            inspector=inspector,
            desk=cellar.desk(),
            board=cellar.board(),
            margin=cellar.margin(),
            looks=cellar.looks(),
            counting=cellar.counting(),
            pulse=cellar.cases,
            staffing=staffing,
            endpoints=cellar.endpoints(),
            log=LogRoom(cellar.streams, cellar.keyring, cellar.data, copies),
            recorder=cellar.log,
            keys=cellar.clients,
            users=cellar.users,
            answers=SqlAnswers(cellar.database),
            sealer=cellar.sealer(),
            digests=cellar.casebook().digests,
            limits=ClientLimits(cellar.clock, allowance),
            clock=cellar.clock,
            randomness=secrets.token_bytes,
            body_seconds=settings.body_seconds,
            allowed_hosts=hosts or None,
        )
    )


async def forget_answers(cellar: Cellar) -> None:
    """Really delete answers that nobody can ask for again."""
    await SqlAnswers(cellar.database).forget(cellar.clock.now() - ANSWERS_KEPT)
