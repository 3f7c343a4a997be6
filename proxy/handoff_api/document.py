"""The OpenAPI 3.1 document, made from the table; nothing in it is written by hand. Pure.

https://spec.openapis.org/oas/v3.1.0; its schemas are JSON Schema 2020-12, as pydantic writes them.
"""

import json
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from proxy import __version__
from proxy.errors import CallerError, ErrorCode
from proxy.handoff.verbs import OutdatedError
from proxy.handoff_api.answers import Case, Conversation, Error
from proxy.handoff_api.base import Kind, Media, Operation, Version
from proxy.handoff_api.bodies import Body, Nothing
from proxy.handoff_api.customer_paths import CUSTOMER_SHAPES, customer_paths
from proxy.handoff_api.customer_paths import SECURITY as CUSTOMER_KEY
from proxy.handoff_api.customer_paths import TAG as CUSTOMER
from proxy.handoff_api.door import IDEMPOTENCY_KEY, IF_MATCH
from proxy.handoff_api.errors import error_document
from proxy.handoff_api.table import TABLE

_REFERENCES: Final = "#/components/schemas/{model}"
_ABOUT: Final = """\
The human queue for other systems: all that people do in the console. Keys are made by
`chat-proxy handoff keys add` and sent as `Authorization: Bearer …`. Every error has one shape.
Send an `Idempotency-Key` with each POST, and it can be sent again after any trouble: what it asks
for is done once. Send `If-Match` with the version that you have seen, and nothing is changed over
somebody else's change.
"""
_TAGS: Final = (
    ("keys", "The key that is used."),
    ("cases", "The queue, cases without their texts, and what is done to them."),
    ("texts", "Conversations and values. Each look is on record."),
    ("insight", "Numbers."),
    ("policy", "For security engineers."),
    ("audit", "For auditors."),
    (CUSTOMER, "For the customer's chat widget, with the token of one case."),
)
_ID: Final = "case_aaaaaaaaaaaaaaaaaaaaaaaa"
_OWNER: Final = "Ada"

_EXAMPLE_CASE: Final[dict[str, Any]] = {
    "id": _ID,
    "reference": "R-00000-00000-00000-00000",
    "state": "claimed",
    "version": 2,
    "queue": "general",
    "topic": "human",
    "severity": "normal",
    "locks": False,
    "language": "en",
    "owner": _OWNER,
    "opened_at": "2026-03-02T12:00:00Z",
    "changed_at": "2026-03-02T12:01:00Z",
    "answer_by": "2026-03-02T13:01:00Z",
    "claimed_at": "2026-03-02T12:01:00Z",
    "answered_at": None,
    "follow_up_at": None,
    "rating": None,
}


def openapi_document() -> dict[str, Any]:
    """The document. The same table always gives the same bytes."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in TABLE:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    paths |= customer_paths()
    return {
        "openapi": "3.1.0",
        "info": {"title": "Human queue", "version": __version__, "description": _ABOUT},
        "servers": [{"url": "/handoff/v1"}],
        "security": [{"agent_key": []}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "agent_key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An agent key: `sk-proxy-…`.",
                },
                CUSTOMER_KEY: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The token of one case, which the held answer carries: "
                    "`live_…`. It opens nothing else.",
                },
            },
            "headers": {
                "ETag": {
                    "description": "The case's version, for `If-Match`.",
                    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
                }
            },
            "responses": _error_responses(),
            "schemas": _schemas(),
        },
    }


def written() -> str:
    """The document as the file in docs holds it."""
    return json.dumps(openapi_document(), indent=1, ensure_ascii=False) + "\n"


def _schemas() -> dict[str, Any]:
    shapes: list[type[BaseModel]] = [Error, *CUSTOMER_SHAPES]
    for operation in TABLE:
        shapes += [
            shape
            for shape in (operation.body, operation.answer)
            if isinstance(shape, type) and shape not in shapes
        ]
    _, made = models_json_schema(
        [(shape, _mode(shape)) for shape in shapes], ref_template=_REFERENCES
    )
    schemas: dict[str, Any] = made["$defs"]
    return schemas


def _mode(shape: type[BaseModel]) -> Any:
    return "validation" if issubclass(shape, Body) else "serialization"


def _operation(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.title,
        "description": f"{operation.text} Roles: {', '.join(sorted(operation.roles))}.",
        "parameters": [*_path_parameters(operation), *_query(operation), *_headers(operation)],
        "responses": {"200": _answer(operation), **_errors(operation)},
    }
    if operation.body is not None:
        found["requestBody"] = _body(operation)
    return found


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if operation.has_case:
        found.append(
            {
                "name": "case",
                "in": "path",
                "required": True,
                "description": "A case's id, or its reference as the customer reads it out.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 100},
                "example": _ID,
            }
        )
    if "{number}" in operation.path:
        found.append(
            {
                "name": "number",
                "in": "path",
                "required": True,
                "description": "`number` of a look request of the case.",
                "schema": {"type": "integer", "minimum": 1, "maximum": 9_999_999},
                "example": 4,
            }
        )
    return found


def _query(operation: Operation) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    schema = operation.query.model_json_schema(ref_template=_REFERENCES)
    named = schema.get("$defs", {})
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": part.get("description", ""),
            "schema": _parameter_schema(part, named),
        }
        for name, part in schema["properties"].items()
    ]


def _parameter_schema(part: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    """A query holds texts: there is no null in it, and a parameter stands for itself."""
    plain = {name: value for name, value in part.items() if name not in {"title", "description"}}
    if "anyOf" in plain:
        (kept,) = [one for one in plain.pop("anyOf") if one.get("type") != "null"]
        plain = {**kept, **{n: v for n, v in plain.items() if v is not None}}
    items = plain.get("items", {})
    if "$ref" in items:
        target = named[items["$ref"].rpartition("/")[2]]
        plain["items"] = {"type": target["type"], "enum": target["enum"]}
    return plain


def _headers(operation: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if operation.kind is not Kind.READS:
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "Any text of yours, another one for each thing that you want done. "
                "Known for 48 hours.",
                "schema": {"type": "string", "pattern": IDEMPOTENCY_KEY},
                "example": "order-4711-reply-1",
            }
        )
    if operation.version is not Version.NONE:
        found.append(
            {
                "name": "If-Match",
                "in": "header",
                "required": operation.version is Version.REQUIRED,
                "description": "The version of the case that you have seen, as its `ETag` gives "
                "it; `*`: whatever it is. Left out: the same as `*`, where that is allowed.",
                "schema": {"type": "string", "pattern": IF_MATCH},
                "example": '"2"',
            }
        )
    found.append(
        {
            "name": "On-Behalf-Of",
            "in": "header",
            "required": False,
            "description": "For keys made with `--acts-for-others` alone: the name of the person "
            "who acts, in percent-encoded UTF-8. It is on record, and customers read it.",
            "schema": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9%._-]{0,60}$"},
            "example": "Zo%C3%AB",
        }
    )
    return found


def _body(operation: Operation) -> dict[str, Any]:
    assert operation.body is not None
    media: dict[str, Any] = {"schema": _reference(operation.body)}
    if operation.body_example is not None:
        media["example"] = dict(operation.body_example)
    return {
        "required": operation.body is not Nothing,
        "content": {"application/json": media},
    }


def _answer(operation: Operation) -> dict[str, Any]:
    answer = operation.answer
    if isinstance(answer, Media):
        binary = answer.media_type == "application/zip"
        schema = {"type": "string", "format": "binary"} if binary else {}
        return {"description": answer.text, "content": {answer.media_type: {"schema": schema}}}
    media: dict[str, Any] = {"schema": _reference(answer)}
    found: dict[str, Any] = {
        "description": (answer.__doc__ or "").strip().partition("\n")[0],
        "content": {"application/json": media},
    }
    if answer is Case:
        media["example"] = _EXAMPLE_CASE
    if answer in {Case, Conversation}:
        found["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
    return found


def _reference(shape: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REFERENCES.format(model=shape.__name__)}


_ERRORS: Final[dict[str, tuple[str, tuple[ErrorCode, str]]]] = {
    "400": (
        "The request must change: a shape, a header, JSON that two could read differently.",
        (ErrorCode.INVALID_REQUEST, "Field required."),
    ),
    "401": (
        "No agent key, or one that is unknown, revoked or expired.",
        (ErrorCode.INVALID_AGENT_KEY, "Send an agent key as 'Authorization: Bearer sk-proxy-…'."),
    ),
    "403": (
        "The key, its role or the person may not do this.",
        (ErrorCode.FORBIDDEN, "Another human agent has claimed this case."),
    ),
    "404": (
        "There is no such thing, or not for this key: nobody can tell the two apart.",
        (ErrorCode.NOT_FOUND, "There is no case with this id or reference."),
    ),
    "409": (
        "The state of the case allows no such thing.",
        (ErrorCode.CONFLICT, "A case that is resolved allows no 'reply'."),
    ),
    "412": (
        "The case is not at the version of `If-Match` any more; the answer says which it has now.",
        (ErrorCode.OUTDATED_VERSION, ""),
    ),
    "413": (
        "The body is too large.",
        (ErrorCode.BODY_TOO_LARGE, "The request body is larger than 262144 bytes."),
    ),
    "415": (
        "The body is not `application/json`, or compressed.",
        (
            ErrorCode.INVALID_REQUEST,
            "Send the request body as Content-Type: application/json.",
        ),
    ),
    "421": (
        "This host is not served here.",
        (
            ErrorCode.INVALID_REQUEST,
            "This proxy does not answer for the host that the request names.",
        ),
    ),
    "422": (
        "This `Idempotency-Key` came with another request before.",
        (ErrorCode.IDEMPOTENCY_KEY_REUSED, "Use a new one for each thing that you want done."),
    ),
    "428": (
        "`If-Match` is missing where it is needed.",
        (ErrorCode.VERSION_REQUIRED, 'Say with If-Match: "VERSION" what you have seen.'),
    ),
    "429": (
        "Too many requests of this key, or too many without a valid key; see `Retry-After`.",
        (ErrorCode.RATE_LIMITED, "This client may send 6000 requests per minute."),
    ),
    "500": (
        "A fault of ours.",
        (ErrorCode.INTERNAL_ERROR, "Something went wrong here. Please try again."),
    ),
    "503": (
        "The store or the audit log cannot be reached; nothing was done. Send it again.",
        (ErrorCode.AUDIT_UNAVAILABLE, "No record can be written."),
    ),
}


def _error_responses() -> dict[str, Any]:
    return {
        f"Error{status}": {
            "description": text,
            "content": {
                "application/json": {
                    "schema": _reference(Error),
                    "example": _error_example(int(status), *example),
                }
            },
        }
        for status, (text, example) in _ERRORS.items()
    }


def _error_example(status: int, code: ErrorCode, message: str) -> dict[str, Any]:
    if code is ErrorCode.OUTDATED_VERSION:
        return error_document(OutdatedError(3))
    return error_document(CallerError(code, message, status=status))


def _errors(operation: Operation) -> dict[str, Any]:
    """The errors that this operation can answer."""
    statuses = {"400", "401", "403", "421", "429", "500", "503"}
    if operation.has_case or operation.name in {"take_next", "playground"}:
        statuses.add("404")
    if operation.body is not None:
        statuses |= {"413", "415"}
    if operation.kind is not Kind.READS:
        statuses.add("422")
    if operation.kind is Kind.CHANGES:
        statuses.add("409")
    if operation.version is not Version.NONE:
        statuses.add("412")
    if operation.version is Version.REQUIRED:
        statuses.add("428")
    return {
        status: {"$ref": f"#/components/responses/Error{status}"} for status in sorted(statuses)
    }
