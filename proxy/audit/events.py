"""What the audit log speaks about. Each event has a small clear part and a sealed part.

The clear part must hold no customer text, no topic, no digest of guessable text: ids, counts,
decision classes, policy version, status. Everything else goes into ``sealed``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from proxy.ids import ConversationId, TenantId

Scalar = str | int | bool | None
"""Clear header values: ASCII strings, integers below 2**53, booleans, null. No floats."""


class EventKind(StrEnum):
    """The type of a record (docs/spec/audit-log.md lists the clear and sealed parts of each)."""

    STREAM_OPENED = "stream_opened"
    STREAM_CLOSED = "stream_closed"
    TURN_OPENED = "turn_opened"
    TURN_CLOSED = "turn_closed"
    KEPT_ANSWER = "kept_answer"
    CASE_OPENED = "case_opened"
    CASE_CHANGED = "case_changed"
    CASE_READ = "case_read"
    CLIENT_ADDED = "client_added"
    CLIENT_REVOKED = "client_revoked"
    POLICY_LOADED = "policy_loaded"
    USER_CHANGED = "user_changed"
    CONSOLE_SESSION = "console_session"
    WEBHOOK_CHANGED = "webhook_changed"
    WEBHOOK_GIVEN_UP = "webhook_given_up"
    KEY_CREATED = "key_created"
    KEY_CHANGED = "key_changed"
    KEY_DRILL = "key_drill"
    LOG_EXPORTED = "log_exported"
    LOG_READ = "log_read"
    STORAGE_MOVED = "storage_moved"
    CHECKPOINT_COPIED = "checkpoint_copied"
    RETENTION_RUN = "retention_run"
    ERASURE_INTENT = "erasure_intent"
    ERASURE_DONE = "erasure_done"
    HOLD_PLACED = "hold_placed"
    HOLD_EXTENDED = "hold_extended"
    HOLD_RELEASE_ASKED = "hold_release_asked"
    HOLD_RELEASED = "hold_released"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One thing that happened. ``conversation`` None: not about a conversation (an admin action).

    ``sealed`` must be JSON-serialisable; it is encrypted to the auditor and never readable here.
    """

    kind: EventKind
    tenant: TenantId
    conversation: ConversationId | None = None
    clear: Mapping[str, Scalar] = field(default_factory=dict)
    sealed: Mapping[str, object] = field(default_factory=dict, repr=False)
