"""Identifiers that more than one room speaks about, and how they are made.

They are random (never derived from customer data) and sort by nothing. ``Randomness`` is a
parameter everywhere so that tests can be exact; ``secrets.token_bytes`` is the one used for real.
"""

import base64
import secrets
from collections.abc import Callable
from typing import NewType

Randomness = Callable[[int], bytes]
"""Gives that many random bytes."""

TenantId = NewType("TenantId", str)
ClientId = NewType("ClientId", str)
TurnId = NewType("TurnId", str)
CaseId = NewType("CaseId", str)
ConversationId = NewType("ConversationId", str)
"""The random id under which a conversation stands in the audit log; never the client's own id."""


def _random_name(prefix: str, randomness: Randomness, size: int = 15) -> str:
    return prefix + base64.b32encode(randomness(size)).decode().lower()


def new_turn_id(randomness: Randomness = secrets.token_bytes) -> TurnId:
    """A turn id: ``turn_`` and 24 base-32 characters (120 random bits)."""
    return TurnId(_random_name("turn_", randomness))


def new_case_id(randomness: Randomness = secrets.token_bytes) -> CaseId:
    """A case id: ``case_`` and 24 base-32 characters (120 random bits)."""
    return CaseId(_random_name("case_", randomness))


def new_client_id(randomness: Randomness = secrets.token_bytes) -> ClientId:
    """A client id: ``client_`` and 16 base-32 characters (80 random bits)."""
    return ClientId(_random_name("client_", randomness, 10))


def new_conversation_id(randomness: Randomness = secrets.token_bytes) -> ConversationId:
    """An audit conversation id: ``conv_`` and 24 base-32 characters (120 random bits)."""
    return ConversationId(_random_name("conv_", randomness))
