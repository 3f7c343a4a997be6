"""The one error tree, sorted by who must act.

Strategy: every error that can cross a room's door is one of these classes. Each carries a stable
``code`` (documented in docs/errors.md), a status for HTTP, and a message that says what to do.
A message never contains text of a customer: it names places, limits and codes only. Errors are
translated to HTTP once, in the gateway, in the caller's own wire format.
"""

from enum import StrEnum
from types import TracebackType


class ErrorCode(StrEnum):
    """Stable, documented names of everything that can go wrong (docs/errors.md)."""

    # The caller must change the request.
    INVALID_JSON = "invalid_json"
    INVALID_ENCODING = "invalid_encoding"
    DUPLICATE_KEY = "duplicate_key"
    BODY_TOO_LARGE = "body_too_large"
    JSON_TOO_DEEP = "json_too_deep"
    INVALID_REQUEST = "invalid_request"
    UNSUPPORTED_MEDIA = "unsupported_media"
    UNSUPPORTED_CONTENT_ENCODING = "unsupported_content_encoding"
    UNSUPPORTED_FIELD = "unsupported_field"
    PERSONAL_DATA_IN_NUMBER = "personal_data_in_number"
    PERSONAL_DATA_IN_OPAQUE_FIELD = "personal_data_in_opaque_field"
    PROVIDER_STATE_NOT_ALLOWED = "provider_state_not_allowed"
    PREVIOUS_RESPONSE_NOT_FOUND = "previous_response_not_found"
    LANGUAGE_NOT_COVERED = "language_not_covered"
    INVALID_CLIENT_KEY = "invalid_client_key"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    RATE_LIMITED = "rate_limited"
    REQUEST_TIMEOUT = "request_timeout"
    CONFLICT = "conflict"
    OUTDATED_VERSION = "outdated_version"
    VERSION_REQUIRED = "version_required"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    INVALID_AGENT_KEY = "invalid_agent_key"
    # The provider failed.
    PROVIDER_UNREACHABLE = "provider_unreachable"
    PROVIDER_TIMEOUT = "provider_timeout"
    PROVIDER_ERROR = "provider_error"
    PROVIDER_BROKEN_ANSWER = "provider_broken_answer"
    # The administrator must act.
    INVALID_POLICY = "invalid_policy"
    INVALID_SETTINGS = "invalid_settings"
    INVALID_KEYRING = "invalid_keyring"
    NOT_INITIALISED = "not_initialised"
    CHECKPOINT_NOT_COPIED = "checkpoint_not_copied"
    # We failed; the turn was not forwarded.
    DETECTION_FAILED = "detection_failed"
    AUDIT_UNAVAILABLE = "audit_unavailable"
    QUEUE_UNAVAILABLE = "queue_unavailable"
    PROTECTION_FAILED = "protection_failed"
    OVERLOADED = "overloaded"
    SHUTTING_DOWN = "shutting_down"
    INTERNAL_ERROR = "internal_error"
    # A check found something.
    VERIFICATION_FAILED = "verification_failed"


class ProxyError(Exception):
    """Base of everything this package raises through a door.

    ``message`` is safe to show and to log: it never holds customer text. ``param`` names a place
    (a field path, a header), never a value. ``retry_after``: whole seconds after which sending the
    same request again may succeed; None where that is not known.
    """

    status = 500

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        status: int | None = None,
        param: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.param = param
        self.retry_after = retry_after
        if status is not None:
            self.status = status


class CallerError(ProxyError):
    """The request must change; sending it again unchanged fails again."""

    status = 400


class ProviderError(ProxyError):
    """The provider failed or could not be reached."""

    status = 502


class AdministratorError(ProxyError):
    """Configuration, policy or keys must be put right by whoever runs the proxy."""

    status = 500


class ServiceError(ProxyError):
    """We could not do our part, so nothing was forwarded."""

    status = 503


class VerificationError(ProxyError):
    """A check of the audit log found something wrong; the message names record and kind."""


class LastStop:
    """A block at which exceptions end, and their texts with them: only what may be told is kept.

    ``kind``: the name of the exception's class; "" if there was none. ``problem``: what the
    administrator may read; the messages of our own errors are safe to show, of others only the
    class is told. Whoever raises an error of its own for it does so after the block, outside the
    handling of the exception: so no traceback, cause or context leads back to a customer's text.
    """

    def __init__(self) -> None:
        self.kind = ""
        self.problem = ""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if kind is None or not issubclass(kind, Exception):
            return False
        said = error.message if isinstance(error, ProxyError) else kind.__name__
        self.kind = kind.__name__
        self.problem = " ".join(said.split())
        return True
