"""What the customers of these tests write, and what must never reach the provider of it."""

import json

from proxy.offline import RecordingProvider

NAME, EMAIL, PHONE = "Crystal Minh", "crystal.minh@example.com", "+1 201-555-0123"
HELLO = f"hi, my name is {NAME}, my e-mail is {EMAIL}"
INJURY = "the charger you sold me caught fire and burned my hand"
RECORD = json.dumps({"customer": {"last_name": "Minh", "phone": PHONE}, "items": 2})

SECRETS = ("crystal", "minh", EMAIL, "555-0123", "caught fire", "burned my hand")


def assert_not_received(provider: RecordingProvider) -> None:
    """Something reached the provider, and none of these customers' values is in any byte of it."""
    assert provider.requests
    received = provider.everything().decode().lower()
    for value in SECRETS:
        assert value not in received
