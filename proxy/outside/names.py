"""How a note is called outside: by log and time, with its digest, so that none is written over. Pure."""

import hashlib
from datetime import datetime

from proxy.clock import iso


def note_name(log_id: str, note: str, at: datetime) -> str:
    """``<log>/<time>-<digest>.note``; sorts by time."""
    digest = hashlib.sha256(note.encode()).hexdigest()[:16]
    moment = iso(at).replace(":", "").replace(".", "")
    return f"{log_id}/{moment}-{digest}.note"
