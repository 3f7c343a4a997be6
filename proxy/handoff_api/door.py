"""The door of the API: every request comes through here, in this order.

1  host      one of the allowed ones, where there is a list; unambiguous HTTP
2  key       whose it is; the tenant and all rights come from it alone
3  limits    how much one key may ask for
4  role      that the operation asks for
5  name      the key's, or for a help desk's key the person it acts for
6  shape     query, headers and body, as the table says
7  answer    once for one ``Idempotency-Key``
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, get_origin
from urllib.parse import unquote

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from proxy.dialects.base import Limits
from proxy.dialects.json_reader import read_json
from proxy.errors import CallerError, ErrorCode
from proxy.gateway.headers import client_key, request_headers
from proxy.gateway.request_body import BodyLimits, check_framing, check_host, read_body
from proxy.handoff.verbs import named
from proxy.handoff_api.agent_keys import AgentKeys
from proxy.handoff_api.answers import Case, Conversation
from proxy.handoff_api.base import ApiRooms, Call, Kind, Operation, Sent, Version
from proxy.handoff_api.bodies import Nothing
from proxy.handoff_api.repeats import answered, change_once, note_repeat, sent_again
from proxy.storage.clients import Client
from proxy.text import canonical

BODY_BYTES: Final = 256 * 1024
IDEMPOTENCY_KEY: Final = r"^[!-~]{1,200}$"
IF_MATCH: Final = r'^(\*|[0-9]{1,9}|"[0-9]{1,9}")$'
_KEY, _MATCH = re.compile(IDEMPOTENCY_KEY), re.compile(IF_MATCH)

Given = Mapping[str, Sequence[str]]
Endpoint = Callable[[Request], Awaitable[Response]]


class Door:
    """Makes endpoints of the table's rows."""

    def __init__(self, rooms: ApiRooms) -> None:
        self._rooms = rooms
        self._keys = AgentKeys(rooms.keys, rooms.clock, rooms.free_failures)
        self._body = BodyLimits(BODY_BYTES, rooms.body_seconds, rooms.allowed_hosts)

    def endpoint(self, operation: Operation) -> Endpoint:
        """What serves this row."""

        async def serve(request: Request) -> Response:
            given = request_headers(request.scope)
            check_framing(request.scope, given)
            check_host(given, self._rooms.allowed_hosts)
            address = request.client.host if request.client else ""
            client = await self._keys.owner(client_key(given), address)
            with self._rooms.limits.entered(client.client_id):
                if client.role not in operation.roles:
                    raise CallerError(
                        ErrorCode.FORBIDDEN, "This is not for the role of your key.", status=403
                    )
                return await self._serve(request, operation, client, given)

        return serve

    async def _serve(
        self, request: Request, operation: Operation, client: Client, given: Given
    ) -> Response:
        agent = await self._agent(client, given)
        query = _query(request, operation)
        version = _precondition(given, operation)
        body = await self._read(request, operation)
        shaped = _shaped(operation, body)
        sent = self._sent(request, operation, client, agent, given, body)
        call = self._call(request, client, agent, version, sent)
        call = replace(call, query=query, body=shaped)
        answer = await _answer(call, operation, sent)
        if isinstance(answer, Response):
            return answer
        response = Response(answer.model_dump_json(), media_type="application/json")
        case = answer.case if isinstance(answer, Conversation) else answer
        if isinstance(case, Case):
            response.headers["etag"] = f'"{case.version}"'
        return response

    async def _agent(self, client: Client, given: Given) -> str:
        """Step 5. A name that belongs to somebody else here cannot be borrowed."""
        names = given.get("on-behalf-of", ())
        if not names:
            return client.name
        if not client.acts_for_others:
            raise CallerError(
                ErrorCode.FORBIDDEN,
                "This key acts for nobody else. Make one with --acts-for-others.",
                status=403,
                param="on-behalf-of",
            )
        try:
            (name,) = (unquote(each, errors="strict").strip() for each in names)
            named(name)
        except (ValueError, CallerError):
            raise CallerError(
                ErrorCode.INVALID_REQUEST,
                "Send one printable name of at most 100 characters, in percent-encoded UTF-8.",
                param="on-behalf-of",
            ) from None
        await self._refuse_borrowed(client, name)
        return name

    async def _refuse_borrowed(self, client: Client, name: str) -> None:
        people = [u.display for u in await self._rooms.users.list() if u.tenant == client.tenant]
        keys = [
            one.name
            for one in await self._rooms.keys.list(client.tenant)
            if one.client_id != client.client_id
        ]
        if _alike(name) in map(_alike, (*people, *keys)):
            raise CallerError(
                ErrorCode.FORBIDDEN,
                "Somebody who works here with an account or a key of their own has this name.",
                status=403,
                param="on-behalf-of",
            )

    async def _read(self, request: Request, operation: Operation) -> bytes:
        if operation.method != "POST":
            return b""
        if operation.body is Nothing and not _has_body(request_headers(request.scope)):
            return b""
        return await read_body(request.scope, request.receive, self._body)

    def _sent(
        self,
        request: Request,
        operation: Operation,
        client: Client,
        agent: str,
        given: Given,
        body: bytes,
    ) -> Sent | None:
        keys = given.get("idempotency-key", ())
        if not keys or operation.kind is Kind.READS:
            return None
        if len(keys) > 1 or not _KEY.fullmatch(keys[0]):
            raise CallerError(
                ErrorCode.INVALID_REQUEST,
                "Send one Idempotency-Key of 1 to 200 visible ASCII characters.",
                param="idempotency-key",
            )
        path = request.scope["path"]
        return sent_again(self._rooms, client, key=keys[0], agent=agent, path=path, body=body)

    def _call(
        self,
        request: Request,
        client: Client,
        agent: str,
        version: int | None,
        sent: Sent | None,
    ) -> Call:
        rooms = self._rooms
        asked: dict[str, Any] = {"version": version, "through": client.client_id}
        if sent is not None:
            asked["answer"] = lambda row: answered(rooms, sent, row)
        return Call(
            request=request,
            rooms=rooms,
            client=client,
            agent=agent,
            desk=rooms.desk.asked(**asked),
            margin=rooms.margin.asked(**asked),
            looks=rooms.looks.asked(**asked),
        )


async def _answer(call: Call, operation: Operation, sent: Sent | None) -> BaseModel | Response:
    """Step 7."""
    if sent is None:
        return await operation.handler(call)
    if operation.kind is Kind.CHANGES:
        return await change_once(call, operation.handler, sent)
    await note_repeat(call.rooms, sent)
    return await operation.handler(call)


def _alike(name: str) -> str:
    """The same for names that a reader would take for one."""
    return " ".join(canonical(name).text.casefold().split())


def _has_body(given: Given) -> bool:
    lengths = given.get("content-length", ())
    return bool(given.get("transfer-encoding")) or any(length != "0" for length in lengths)


def _query(request: Request, operation: Operation) -> BaseModel | None:
    shape = operation.query
    sent: dict[str, object] = {}
    for name in request.query_params:
        values = request.query_params.getlist(name)
        field = shape.model_fields.get(name) if shape else None
        if field is None:
            raise CallerError(
                ErrorCode.INVALID_REQUEST, "This operation knows no such query parameter."
            )
        many = get_origin(field.annotation) is tuple
        if not many and len(values) > 1:
            raise CallerError(
                ErrorCode.INVALID_REQUEST, "Give this query parameter once.", param=name
            )
        sent[name] = values if many else values[0]
    if shape is None:
        return None
    try:
        return shape.model_validate(sent)
    except ValidationError as error:
        raise _refused(error) from None


def _precondition(given: Given, operation: Operation) -> int | None:
    said = given.get("if-match", ())
    if operation.version is Version.NONE:
        return None
    if not said and operation.version is Version.REQUIRED:
        raise CallerError(
            ErrorCode.VERSION_REQUIRED,
            'Say with If-Match: "VERSION" which version of the case you have seen, so that nobody '
            "closes over an unread message.",
            status=428,
            param="if-match",
        )
    if not said:
        return None
    if len(said) > 1 or not _MATCH.fullmatch(said[0]):
        raise CallerError(
            ErrorCode.INVALID_REQUEST,
            'If-Match is one version in quotation marks, as the ETag gives it, or "*".',
            param="if-match",
        )
    return None if said[0] == "*" else int(said[0].strip('"'))


def _shaped(operation: Operation, body: bytes) -> BaseModel | None:
    if operation.body is None:
        return None
    text = body if body.strip() or operation.body is not Nothing else b"{}"
    document = read_json(text, Limits(body_bytes=BODY_BYTES))
    try:
        return operation.body.model_validate_json(json.dumps(document))
    except ValidationError as error:
        raise _refused(error) from None


def _refused(error: ValidationError) -> CallerError:
    """The first thing that is wrong: its place and the rule, never what was sent."""
    first = error.errors(include_input=False, include_context=False, include_url=False)[0]
    known = first["type"] != "extra_forbidden"
    place = ".".join(str(part) for part in first["loc"]) if known else ""
    message = first["msg"] if known else "A field is not known here."
    return CallerError(
        ErrorCode.INVALID_REQUEST, f"{message.rstrip('.')}.", param=place[:64] or None
    )
