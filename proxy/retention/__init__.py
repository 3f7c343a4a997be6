"""Nothing is kept without an end: what is older than its class allows is deleted, on record.

``cutoffs`` turns the policy's ages into moments, ``sweep`` deletes what is older, ``status`` counts
what is there, ``erase`` deletes one case or conversation on request. ``AuditContents`` and
``AuditHeaders`` are the audit log's classes; cases sweep themselves (``storage.SqlCaseStore``).
"""

from proxy.retention.audit_classes import AuditContents, AuditHeaders
from proxy.retention.base import ClassStatus, ErasureReceipt, Holdings, Sweepable, SweepReport
from proxy.retention.erase import erase
from proxy.retention.schedule import cutoffs
from proxy.retention.status import status
from proxy.retention.sweep import sweep

__all__ = [
    "AuditContents",
    "AuditHeaders",
    "ClassStatus",
    "ErasureReceipt",
    "Holdings",
    "SweepReport",
    "Sweepable",
    "cutoffs",
    "erase",
    "status",
    "sweep",
]
