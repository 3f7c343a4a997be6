"""Webhooks: others are told that something happened to a case, and nothing about whom.

``Endpoints`` says where a tenant's events go and with which secrets they are signed; ``Deliverer``
takes events from the outbox, which the store writes together with each change of a case, until they
have arrived. The form stands in docs/spec/handoff-events.md.
"""

from proxy.webhooks.base import Answer, EndpointId, NotSentError, SecretId
from proxy.webhooks.deliverer import Deliverer, DeliveryState
from proxy.webhooks.endpoints import Endpoints, Faring, NewSecret

__all__ = [
    "Answer",
    "Deliverer",
    "DeliveryState",
    "EndpointId",
    "Endpoints",
    "Faring",
    "NewSecret",
    "NotSentError",
    "SecretId",
]
