"""Which headers pass, in both directions, and what our own say.

Strategy: allow lists, and an empty one towards the provider. Nothing a chatbot sends in a header is
needed to complete a chat, and any of it may name a customer, so no request header goes on; what the
provider gets are constants, configuration and our own random turn id. From the
provider come back only numbers and ids that clients act upon, each checked for its shape: a header
that looks different is dropped, never repaired.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from starlette.types import Scope

from proxy.errors import CallerError, ErrorCode, ProxyError
from proxy.ids import TurnId

TURN = "x-chat-proxy-turn"
DECISION = "x-chat-proxy-decision"
"""forwarded, held, blocked or returned."""
PROTECTED = "x-chat-proxy-protected"
"""How many values were protected."""
TOOLS_PROTECTED = "x-chat-proxy-tools-protected"
"""Names of tools whose arguments still hold placeholders."""
CUT = "x-chat-proxy-cut"
"""How many texts were not measured (embedded, counted) but stood in for: a person should see them."""
LANGUAGE = "x-chat-proxy-language"
MEDIA = "x-chat-proxy-media"
"""How many media passed unread, by kind."""
HANDOFF = "x-chat-proxy-handoff"
HANDOFF_TOKEN = "x-chat-proxy-handoff-token"  # noqa: S105 - the name of a header
"""Lets a live client follow the case. A header of its own, so that logs can leave it out."""
DISCLOSURE = "x-chat-proxy-disclosure"
"""In requests: ``shown``, the chatbot has told the customer itself. In answers: the policy's text in
UTF-8, percent-encoded, which stands before the answer's first words, if it has any."""
SHOULD_RETRY = "x-should-retry"
"""The SDKs' own word: "false" stops their automatic retries."""
RETRY_AFTER = "retry-after"
PROVIDER_REQUEST = "x-provider-request-id"
"""The provider's ``x-request-id``; under our name, since it is not ours."""

CLOSING: Mapping[str, str] = {"connection": "close"}
"""For answers given before the whole request body was read: the rest must not be read as another
request, and a sender that keeps dripping must not keep the connection."""

_CLEAN = re.compile(r"[^\x20-\x7e]+")
_LONGEST = 512

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
_WAIT = re.compile(r"[0-9A-Za-z.:, -]{1,64}")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_YES_NO = re.compile(r"true|false")

FROM_CLIENT: Mapping[str, re.Pattern[str]] = {}
"""Names that pass from the client to the provider. Considered and left out: ``openai-beta`` (opens
features no dialect knows), ``openai-organization`` and ``openai-project`` (belong to the provider's
key, which is ours), ``idempotency-key`` (ours), ``x-stainless-*`` and ``user-agent`` (describe the
client), ``traceparent`` and ``baggage`` (join the customer's visit to the provider's log)."""

FROM_PROVIDER: Mapping[str, re.Pattern[str]] = {
    "retry-after": _WAIT,
    "retry-after-ms": _NUMBER,
    "x-should-retry": _YES_NO,
    "x-ratelimit-limit-requests": _NUMBER,
    "x-ratelimit-limit-tokens": _NUMBER,
    "x-ratelimit-remaining-requests": _NUMBER,
    "x-ratelimit-remaining-tokens": _NUMBER,
    "x-ratelimit-reset-requests": _WAIT,
    "x-ratelimit-reset-tokens": _WAIT,
    "openai-processing-ms": _NUMBER,
    **{
        f"anthropic-ratelimit-{what}-{part}": shape
        for what in ("requests", "tokens", "input-tokens", "output-tokens")
        for part, shape in (("limit", _NUMBER), ("remaining", _NUMBER), ("reset", _WAIT))
    },
}
"""Names that pass to the client unchanged, each with the shape its value must have."""

_CLIENT_KEY = re.compile(r"bearer ([\x21-\x7e]{1,256})", re.IGNORECASE)
_KEY_HEADERS = ("authorization", "x-api-key", "api-key")
_BARE_KEY = re.compile(r"([\x21-\x7e]{1,256})")

_IDENTIFIER_LENGTH = 256


def request_headers(scope: Scope) -> dict[str, list[str]]:
    """All values of each request header, by lower-case name (Latin-1, as HTTP has it)."""
    given: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        given.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return given


def client_key(given: Mapping[str, Sequence[str]]) -> str | None:
    """The client key of ``Authorization: Bearer …``, ``x-api-key`` or ``api-key``, as SDKs send it.

    None if there is none, or more than one: two readings of who calls are one too many.
    """
    match [value for name in _KEY_HEADERS for value in given.get(name, ())]:
        case [value]:
            pattern = _CLIENT_KEY if "authorization" in given else _BARE_KEY
            found = pattern.fullmatch(value.strip())
            return found[1] if found else None
        case _:
            return None


def identifier(given: Mapping[str, Sequence[str]], name: str) -> str | None:
    """A header by which the client names something; None if it is absent or empty.

    Raises CallerError(INVALID_REQUEST) if it is sent twice, too long, or holds other characters
    than printable ASCII: two readings of one id could join two customers.
    """
    values = given.get(name, ())
    if not values or (len(values) == 1 and not values[0].strip()):
        return None
    value = values[0].strip()
    if len(values) > 1 or len(value) > _IDENTIFIER_LENGTH or _CLEAN.search(value):
        raise CallerError(
            ErrorCode.INVALID_REQUEST,
            f"Send {name} once, in at most {_IDENTIFIER_LENGTH} printable ASCII characters.",
            param=name,
        )
    return value


def disclosed(given: Mapping[str, Sequence[str]]) -> bool:
    """The chatbot says that it has told the customer who answers. Raises CallerError."""
    value = identifier(given, DISCLOSURE)
    if value not in {None, "shown"}:
        raise CallerError(
            ErrorCode.INVALID_REQUEST, f"{DISCLOSURE} can say `shown` only.", param=DISCLOSURE
        )
    return value is not None


def to_provider(given: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What of the client's request headers may go on: by the list above, nothing."""
    return {
        name: given[name][0].strip()
        for name, shape in FROM_CLIENT.items()
        if len(given.get(name, ())) == 1 and shape.fullmatch(given[name][0].strip())
    }


def request_id(turn: TurnId) -> dict[str, str]:
    """Our turn id as the provider's log will have it. Random, so it names nobody."""
    return {"x-client-request-id": turn}


def from_provider(given: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What of a provider's answer headers may reach the client. Repeated ones are dropped."""
    values: dict[str, list[str]] = {}
    for name, value in given:
        values.setdefault(name.lower(), []).append(value.strip())
    passed = {
        name: values[name][0]
        for name, shape in FROM_PROVIDER.items()
        if len(values.get(name, ())) == 1 and shape.fullmatch(values[name][0])
    }
    request = values.get("x-request-id", values.get("request-id", []))
    if len(request) == 1 and _ID.fullmatch(request[0]):
        passed[PROVIDER_REQUEST] = request[0]
    return passed


def clean(value: str) -> str:
    """The value as it may stand in a header: printable ASCII, bounded, no line breaks."""
    return _CLEAN.sub("?", value)[:_LONGEST]


def media(passed: Mapping[str, int]) -> dict[str, str]:
    """``x-chat-proxy-media: images=2``, where any passed unread."""
    told = ", ".join(f"{kind}={count}" for kind, count in passed.items())
    return {MEDIA: told} if told else {}


def retry_after(error: ProxyError) -> dict[str, str]:
    """``retry-after`` in whole seconds, where the error knows it."""
    return {} if error.retry_after is None else {RETRY_AFTER: str(max(0, error.retry_after))}
