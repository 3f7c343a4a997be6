"""What chat widgets that can do more may ask: the live thread of one case, and the customer's rating.

Below ``/handoff/v1/cases/{case}/``: ``events`` (server-sent events), ``thread`` (the same by polling),
``arrived`` (words have been shown) and ``rating``. Whoever asks shows the token that the held answer
carried; it opens that one case, and only what its customer may see.
"""

from proxy.handoff_live.base import LiveRooms
from proxy.handoff_live.routes import live_routes

__all__ = ["LiveRooms", "live_routes"]
