"""An event as bytes, and its signatures (docs/spec/handoff-events.md, sections 2 and 3)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from standardwebhooks import Webhook

from proxy.clock import iso
from proxy.sensitive import Sensitive
from proxy.webhooks.base import Delivery

PING = "ping"


@dataclass(frozen=True, slots=True)
class WebhookMessage:
    """What is posted, but for the moment of the try."""

    message_id: str
    body: str = field(repr=False)

    def headers(self, secrets: Sequence[Sensitive], at: datetime) -> dict[str, str]:
        """The headers of a try at this moment, signed with each secret."""
        signatures = [
            Webhook(secret.reveal()).sign(self.message_id, at, self.body) for secret in secrets
        ]
        return {
            "content-type": "application/json",
            "user-agent": "chat-proxy",
            "webhook-id": self.message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signatures),
        }


def message_of(delivery: Delivery) -> WebhookMessage:
    """The thin payload of an event: the same bytes in every try."""
    data: dict[str, object] = {
        "tenant": delivery.tenant,
        "case": delivery.case_id,
        "version": delivery.version,
        "state": delivery.state,
        "queue": delivery.queue,
        "opened_at": iso(delivery.opened_at),
        "expires_at": iso(delivery.expires_at),
    }
    return _message(delivery.event_id, delivery.type, delivery.at, data)


def ping(message_id: str, at: datetime) -> WebhookMessage:
    """A message that tells nothing, to try an endpoint."""
    return _message(message_id, PING, at, {})


def _message(message_id: str, kind: str, at: datetime, data: dict[str, object]) -> WebhookMessage:
    whole = {"id": message_id, "type": kind, "timestamp": iso(at), "data": data}
    return WebhookMessage(message_id, json.dumps(whole, separators=(",", ":")))
