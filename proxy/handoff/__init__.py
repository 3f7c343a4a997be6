"""The human queue: turns that no model may answer wait here for a person.

``Queue`` is what the gateway asks for each turn (``standing``, ``hold``, ``give_back``) and what
human agents work with (``list``, ``show``, ``claim``, ``reply``, ``return_to_bot``, ``resolve``).
It needs a ``Casebook``: a store, a sealer, digest keys, a clock, randomness and the audit log.
"""

from proxy.handoff.base import (
    AuditRecorder,
    CaseState,
    CaseStore,
    HeldReply,
    History,
    OpenCase,
    Sealer,
    Standing,
)
from proxy.handoff.casebook import Casebook
from proxy.handoff.queue import Queue
from proxy.handoff.states import diagram

__all__ = [
    "AuditRecorder",
    "CaseState",
    "CaseStore",
    "Casebook",
    "HeldReply",
    "History",
    "OpenCase",
    "Queue",
    "Sealer",
    "Standing",
    "diagram",
]
