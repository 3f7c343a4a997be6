"""Requests that are sent twice: done once, answered alike.

    1  look up     the key of this caller: was it answered? Then the same answer, if it asks the same
    2  do          the change and its answer are stored in one transaction, by the casebook
    3  overtaken   an equal request was faster, here or in another process: its answer
    4  no change   what changed nothing (claiming one's own case) is stored by itself

After a crash either the change is there with its answer, or neither is: sending again is always right.
Errors are not kept: they changed nothing. Answers are sealed, bound to tenant and key, die with
their case, and are forgotten after ``ANSWERS_KEPT``.
"""

import json

from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import ANSWERS_KEPT, AlreadyAnsweredError, AnsweredRequest, CaseRow
from proxy.handoff_api.answers import Case
from proxy.handoff_api.base import ApiRooms, Call, Handler, Sent
from proxy.ids import CaseId
from proxy.storage.clients import Client


def sent_again(
    rooms: ApiRooms, client: Client, *, key: str, agent: str, path: str, body: bytes
) -> Sent:
    """What identifies a request. Its version (``If-Match``) is not part of what it asks for."""
    digests = rooms.digests(client.tenant)
    asked = json.dumps(json.loads(body), sort_keys=True) if body.strip() else ""
    return Sent(
        tenant=client.tenant,
        digest=digests.api_key(client.client_id, key),
        request=digests.api_request(path, agent, asked),
        at=rooms.clock.now(),
    )


def answered(rooms: ApiRooms, sent: Sent, row: CaseRow) -> AnsweredRequest:
    """The answer to a change, as it is stored with it."""
    case = Case.of(row, rooms.desk.topic(row))
    return AnsweredRequest(
        tenant=sent.tenant,
        digest=sent.digest,
        request=sent.request,
        at=sent.at,
        case_id=CaseId(row.case_id),
        sealed_answer=rooms.sealer.seal(case.model_dump_json().encode(), _context(sent)),
    )


async def earlier(rooms: ApiRooms, sent: Sent) -> Case | None:
    """Step 1. Raises CallerError (422) if the key came with another request before."""
    found = await rooms.answers.find(sent.tenant, sent.digest)
    if found is None or sent.at - found.at > ANSWERS_KEPT:
        return None
    if found.request != sent.request:
        raise CallerError(
            ErrorCode.IDEMPOTENCY_KEY_REUSED,
            "This Idempotency-Key came with another request before. Use a new one for each thing "
            "that you want done.",
            status=422,
            param="idempotency-key",
        )
    if found.sealed_answer is None:
        return None
    return Case.model_validate_json(rooms.sealer.open(found.sealed_answer, _context(sent)))


async def change_once(call: Call, handler: Handler, sent: Sent) -> Case:
    """Steps 1 to 4."""
    rooms = call.rooms
    before = await earlier(rooms, sent)
    if before is not None:
        return before
    try:
        case = await handler(call)
    except AlreadyAnsweredError:
        return await _faster(rooms, sent)
    except CallerError:
        # It may be refused only because its twin was done a moment ago.
        faster = await earlier(rooms, sent)
        if faster is not None:
            return faster
        raise
    assert isinstance(case, Case)
    if await earlier(rooms, sent) is None:
        await _keep_unchanged(rooms, sent, case)
    return case


async def note_repeat(rooms: ApiRooms, sent: Sent) -> None:
    """For what may be done as often as it is sent: the key is bound to the request all the same."""
    if await earlier(rooms, sent) is None:
        await _keep(rooms, AnsweredRequest(sent.tenant, sent.digest, sent.request, sent.at))


async def _faster(rooms: ApiRooms, sent: Sent) -> Case:
    """Step 3."""
    case = await earlier(rooms, sent)
    if case is None:
        raise CallerError(
            ErrorCode.CONFLICT, "An equal request is being answered.", status=409, retry_after=1
        )
    return case


async def _keep_unchanged(rooms: ApiRooms, sent: Sent, case: Case) -> None:
    """Step 4."""
    sealed = rooms.sealer.seal(case.model_dump_json().encode(), _context(sent))
    kept = AnsweredRequest(sent.tenant, sent.digest, sent.request, sent.at, CaseId(case.id), sealed)
    await _keep(rooms, kept)


async def _keep(rooms: ApiRooms, kept: AnsweredRequest) -> None:
    try:
        await rooms.answers.keep(kept)
    except AlreadyAnsweredError:
        return  # its twin has done so


def _context(sent: Sent) -> bytes:
    return b"\x00".join([b"chat-proxy/api-answer/1", sent.tenant.encode(), sent.digest])
