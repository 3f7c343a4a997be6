"""Who asks: the token in ``Authorization`` proves one case, and everything else does not exist.

The token is taken from that header alone: what stands in an address ends up in logs of servers and
browsers. A wrong token, one of another case or tenant, a case that is over or was deleted, and a case
that never was are answered alike.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from starlette.types import Scope

from proxy.errors import CallerError, ErrorCode
from proxy.gateway.headers import request_headers
from proxy.gateway.request_body import check_framing, check_host
from proxy.handoff.tokens import is_over, opens
from proxy.handoff_live.base import LiveRooms, Visitor
from proxy.ids import CaseId, TenantId

_BEARER: Final = re.compile(r"bearer (live_[a-z2-7]{52})", re.IGNORECASE)
_CASE: Final = re.compile(r"case_[a-z2-7]{24}")
_NOBODY: Final = TenantId("")


async def visitor(scope: Scope, rooms: LiveRooms) -> Visitor:
    """Whoever asks, if the token opens the case. Raises CallerError(NOT_FOUND), 404."""
    given = request_headers(scope)
    check_framing(scope, given)
    check_host(given, rooms.body.hosts)
    case_id, token = CaseId(str(scope["path_params"]["case"])), _token(given)
    if token is None or not _CASE.fullmatch(case_id):
        raise unknown()
    tenant = await rooms.index.tenant_of(case_id)
    # An unknown case takes the same path, so that the time of the answer says nothing either.
    fits = opens(token, rooms.book.digests(tenant or _NOBODY), case_id)
    row = await rooms.book.store.by_id(tenant or _NOBODY, case_id)
    if not fits or tenant is None or row is None or is_over(row, rooms.clock.now()):
        raise unknown()
    return Visitor(tenant, case_id)


def unknown() -> CallerError:
    """The one answer to everybody whose token does not open the case."""
    return CallerError(
        ErrorCode.NOT_FOUND,
        "There is no such case for this token. Send the token of the held answer as "
        "Authorization: Bearer.",
        status=404,
    )


def _token(given: Mapping[str, Sequence[str]]) -> str | None:
    sent = given.get("authorization", ())
    found = _BEARER.fullmatch(sent[0].strip()) if len(sent) == 1 else None
    return found[1] if found else None
