"""How other systems are told: what arrives, what fails, what waits. Numbers and names of events only.

It shows; changes are made with ``chat-proxy webhooks``, by whoever may run the proxy.
"""

from collections.abc import Sequence

from starlette.responses import Response

from proxy.console.base import TOLD_OF_WEBHOOKS, Visit
from proxy.console.render import Renderer


class WebhookPages:
    """The endpoints of the visitor's tenant."""

    def __init__(self, renderer: Renderer) -> None:
        self._render = renderer

    async def webhooks(self, visit: Visit) -> Response:
        """Each endpoint and how it fares."""
        found = await visit.rooms.endpoints.fared(visit.tenant)
        return self._render.page(visit, "webhooks.html", endpoints=found)


async def troubled(visit: Visit) -> Sequence[str]:
    """Hosts of endpoints that somebody should look at; nothing for people whom it is not for."""
    if not visit.has(*TOLD_OF_WEBHOOKS):
        return ()
    found = await visit.rooms.endpoints.fared(visit.tenant)
    return [one.endpoint.host for one in found if one.in_trouble]
