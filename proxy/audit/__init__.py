"""The audit log: what happened stands on record before it happens, and the proxy cannot read it.

``AuditLog.record`` returns when an event is durable. ``export_bundle`` writes everything into one
file, ``verify_bundle`` checks it with public keys only, ``open_bundle`` reads it with the auditor's
key, ``erase_content`` deletes what is past its time and leaves a receipt. The bytes:
docs/spec/audit-log.md.
"""

from proxy.audit.erase import Reason, drop_streams, erase_content
from proxy.audit.events import AuditEvent, EventKind
from proxy.audit.export import export_bundle, make_checkpoint
from proxy.audit.findings import FindingKind
from proxy.audit.log import AuditLog
from proxy.audit.open import open_bundle
from proxy.audit.verify import Report, verify_bundle

__all__ = [
    "AuditEvent",
    "AuditLog",
    "EventKind",
    "FindingKind",
    "Reason",
    "Report",
    "drop_streams",
    "erase_content",
    "export_bundle",
    "make_checkpoint",
    "open_bundle",
    "verify_bundle",
]
