"""Errors of the API: one shape, whatever went wrong. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from proxy.dialects.openai_chat_own import error_type
from proxy.errors import ProxyError, ServiceError
from proxy.gateway import headers
from proxy.handoff.verbs import OutdatedError

BODY_UNREAD: Final = frozenset({408, 413, 415, 421})
"""Refusals in the middle of a body: what is still to come must not be read as a request."""


def error_document(error: ProxyError) -> dict[str, Any]:
    """The body of an error: ``message``, ``type``, ``param`` and ``code``, as OpenAI names them.

    An outdated version says besides which one there is now.
    """
    told: dict[str, Any] = {
        "message": error.message,
        "type": error_type(error),
        "param": error.param,
        "code": error.code.value,
    }
    if isinstance(error, OutdatedError):
        told["version"] = error.version
    return {"error": told}


def error_headers(error: ProxyError) -> Mapping[str, str]:
    """What a client's own machinery should know of it."""
    found: dict[str, str] = {}
    if error.retry_after is not None:
        found[headers.RETRY_AFTER] = str(error.retry_after)
    if isinstance(error, ServiceError):
        # Here nothing was done, and an Idempotency-Key makes sending again safe: retry if you like.
        found[headers.SHOULD_RETRY] = "true"
    if isinstance(error, OutdatedError):
        found["etag"] = f'"{error.version}"'
    if error.status == 401:
        found["www-authenticate"] = "Bearer"
    if error.status in BODY_UNREAD:
        found |= headers.CLOSING
    return found
