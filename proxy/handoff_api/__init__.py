"""The human queue for other systems: a JSON API below ``/handoff/v1``.

Everything that people do in the console, for a help desk or a program, by agent key. ``TABLE`` is the
one list of what there is: the routes are made from it, and so is the OpenAPI document.
"""

from proxy.handoff_api.base import ApiRooms
from proxy.handoff_api.document import openapi_document
from proxy.handoff_api.site import create_api, mounted
from proxy.handoff_api.table import TABLE

__all__ = ["TABLE", "ApiRooms", "create_api", "mounted", "openapi_document"]
