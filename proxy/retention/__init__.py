"""Nothing is kept without an end: what is older than its class allows is deleted, on record.

``cutoffs`` turns the policy's ages into moments, ``sweep`` deletes what is older, ``status`` counts
what is there, ``Eraser`` deletes a case, a conversation or a customer on request, ``reapply`` does it
again after a backup was restored, ``Holds`` keeps what a court may ask for. ``AuditContents`` and
``AuditHeaders`` are the audit log's classes; tables sweep themselves (``storage``).
"""

from proxy.retention.audit_classes import AuditContents, AuditHeaders
from proxy.retention.base import ClassStatus, ErasureReceipt, Holdings, Sweepable, SweepReport
from proxy.retention.customers import Customers
from proxy.retention.erase import Eraser
from proxy.retention.exports import Exports
from proxy.retention.holds import Holds
from proxy.retention.ledger import Ledger
from proxy.retention.reapply import reapply
from proxy.retention.schedule import cutoffs
from proxy.retention.status import status
from proxy.retention.sweep import sweep

__all__ = [
    "AuditContents",
    "AuditHeaders",
    "ClassStatus",
    "Customers",
    "Eraser",
    "ErasureReceipt",
    "Exports",
    "Holdings",
    "Holds",
    "Ledger",
    "SweepReport",
    "Sweepable",
    "cutoffs",
    "reapply",
    "status",
    "sweep",
]
