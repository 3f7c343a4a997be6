"""A thin payload, the same bytes in every try, that every library for Standard Webhooks verifies."""

import base64
import json
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook

from proxy.ids import CaseId, TenantId
from proxy.sensitive import Sensitive
from proxy.webhooks.base import Delivery, EndpointId
from proxy.webhooks.message import message_of, ping

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECRETS = [
    Sensitive("whsec_" + base64.b64encode(bytes([number]) * 32).decode()) for number in (1, 2)
]

DELIVERY = Delivery(
    endpoint_id=EndpointId("hook_a"),
    case_id=CaseId("case_mzxw6"),
    version=7,
    type="case.claimed",
    tenant=TenantId("shop"),
    state="claimed",
    queue="general",
    at=NOW,
    opened_at=NOW - timedelta(minutes=2),
    expires_at=NOW + timedelta(hours=1),
    tries=0,
    since=NOW,
)


def test_an_event_says_what_the_specification_says_and_nothing_else() -> None:
    assert json.loads(message_of(DELIVERY).body) == {
        "id": "evt_mzxw6_7",
        "type": "case.claimed",
        "timestamp": "2026-03-02T12:00:00.000Z",
        "data": {
            "tenant": "shop",
            "case": "case_mzxw6",
            "version": 7,
            "state": "claimed",
            "queue": "general",
            "opened_at": "2026-03-02T11:58:00.000Z",
            "expires_at": "2026-03-02T13:00:00.000Z",
        },
    }


def test_any_of_the_secrets_verifies_a_message_of_this_moment() -> None:
    """The library looks at the machine's clock."""
    message = ping("ping_a", datetime.now(UTC))
    headers = message.headers(SECRETS, datetime.now(UTC))
    for secret in SECRETS:
        told = Webhook(secret.reveal()).verify(message.body, headers)
        assert (told["type"], told["data"]) == ("ping", {})


def test_the_signature_is_bound_to_id_moment_and_body() -> None:
    """Standard Webhooks: HMAC-SHA256 over id, timestamp and body with full stops between."""
    import hashlib
    import hmac

    message = message_of(DELIVERY)
    headers = message.headers(SECRETS, NOW)
    signed = f"{message.message_id}.{int(NOW.timestamp())}.{message.body}".encode()
    expected = [
        "v1,"
        + base64.b64encode(hmac.new(bytes([n]) * 32, signed, hashlib.sha256).digest()).decode()
        for n in (1, 2)
    ]
    assert headers["webhook-signature"] == " ".join(expected)
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert headers["webhook-id"] == "evt_mzxw6_7"
