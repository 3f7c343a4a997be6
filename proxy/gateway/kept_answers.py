"""Answers that the provider keeps, seen again or deleted: GET and DELETE ``/v1/responses/{id}``.

Azure OpenAI has them on paths of its own (``registry.KEPT_PATHS``). Both need the answer's sealed map: whoever cannot go on from an answer cannot see or delete it either. What is
seen again is restored like the answer was; arguments of tools keep their placeholders, since the request
that declared the tools is gone. A deleted answer takes its map with it. What belongs to an answer beside
it (its input, cancelling one that runs in the background) is not served.
"""

import re

from starlette.types import Receive, Scope, Send

from proxy.audit.events import AuditEvent, EventKind
from proxy.dialects.base import Dialect
from proxy.dialects.openai_responses import NAME, PATH
from proxy.dialects.registry import DIALECTS, KeptAddress, kept_address
from proxy.errors import CallerError, ErrorCode
from proxy.gateway import headers
from proxy.gateway.base import Caller, Reply
from proxy.gateway.continuing import check_conversation
from proxy.gateway.records import audit_conversation
from proxy.gateway.routes import Door, answer_safely
from proxy.ids import TurnId
from proxy.maps.carried import Carried
from proxy.maps.keeper import not_continued
from proxy.policy.base import Policy, RetentionClass
from proxy.privacy.placeholders import Register
from proxy.privacy.remembered import recall
from proxy.privacy.restore import Restorer
from proxy.turn import Turn

_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_METHODS = ("GET", "DELETE")


class KeptAnswerRoute:
    """One kept answer, as a plain ASGI application."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._dialect: Dialect = DIALECTS[PATH]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one GET or DELETE."""
        await answer_safely(scope, receive, send, self._dialect, self._door, self._serve)

    async def _serve(self, scope: Scope, receive: Receive, turn: TurnId, caller: Caller) -> Reply:
        del receive
        method = scope["method"]
        address = kept_address(scope["path"], scope["query_string"].decode("latin-1"))
        if method not in _METHODS:
            raise CallerError(
                ErrorCode.METHOD_NOT_ALLOWED, "Use GET or DELETE on a kept answer.", status=405
            )
        policy = self._door.rooms.policies.current()
        named = headers.identifier(headers.request_headers(scope), "x-conversation-id")
        carried = await self._open(policy, caller, address.answer, named)
        await self._record(method, turn, caller, carried)
        return await self._answer(method, turn, caller, address, carried, policy)

    async def _open(
        self, policy: Policy, caller: Caller, answer_id: str, named: str | None
    ) -> Carried:
        """The answer's map. Raises CallerError, the same for each answer that is not the caller's."""
        if not policy.allowed.previous_response_id:
            raise CallerError(
                ErrorCode.PROVIDER_STATE_NOT_ALLOWED,
                "No answers are kept at the provider, unless provider_state.previous_response_id is "
                "set in the policy.",
            )
        if _ID.fullmatch(answer_id) is None:
            raise not_continued()
        carried = await self._door.rooms.maps.open(
            caller.tenant,
            caller.client,
            answer_id,
            keep=policy.retention[RetentionClass.SEALED_MAP],
        )
        check_conversation(carried, named)
        if carried.continues != answer_id:
            raise CallerError(
                ErrorCode.NOT_FOUND,
                "This answer was given in place of the provider's, which does not keep it.",
                status=404,
            )
        return carried

    async def _record(self, method: str, turn: TurnId, caller: Caller, carried: Carried) -> None:
        rooms = self._door.rooms
        key = rooms.secrets.derive("audit-conversation", caller.tenant)
        conversation = audit_conversation(carried.thread, key, rooms.randomness)
        clear = {
            "turn": turn,
            "client": caller.client,
            "action": "read" if method == "GET" else "deleted",
        }
        await rooms.recorder.record(
            AuditEvent(EventKind.KEPT_ANSWER, caller.tenant, conversation, clear)
        )

    async def _answer(
        self,
        method: str,
        turn: TurnId,
        caller: Caller,
        address: KeptAddress,
        carried: Carried,
        policy: Policy,
    ) -> Reply:
        rooms = self._door.rooms
        answer = await rooms.upstream.kept(method, address.path, address.key_header)
        own = {**answer.headers, headers.TURN: turn}
        body = await answer.read()
        if method == "DELETE" and (answer.status < 400 or answer.status == 404):
            await rooms.maps.forget(caller.tenant, address.answer)
        if answer.status >= 400:
            told = self._dialect.read_error(body)
            return Reply(answer.status, own, self._dialect.write_error(told))
        if method == "DELETE":
            return Reply(answer.status, own, body)
        return Reply(answer.status, own, self._restored(body, carried, policy))

    def _restored(self, body: bytes, carried: Carried, policy: Policy) -> bytes:
        register = Register(policy.detection.phone_regions)
        recall(register, carried.values, policy.detection.entities)
        restorer = Restorer(register.freeze(), policy.restoration)
        asked = Turn(dialect=NAME, body={}, slots=(), messages=(), model="", stream=False)
        answer = self._dialect.read_answer(body, asked)
        texts = {
            index: restorer.restore(slot.text, slot.channel, sink=slot.sink, json=slot.json)
            for index, slot in enumerate(answer.slots)
        }
        return self._dialect.write_answer(answer, texts)
