"""Anthropic Messages as a ``Dialect``."""

from collections.abc import Mapping

from proxy.dialects import anthropic_messages_answer as answers
from proxy.dialects import anthropic_messages_own as own
from proxy.dialects import anthropic_messages_request as requests
from proxy.dialects.anthropic_messages import NAME, TABLE
from proxy.dialects.base import KeyHeader
from proxy.dialects.door import Door

_VERSION = "2023-06-01"
"""The only version of the format there is; what ``anthropic-beta`` opens no table knows."""


class AnthropicMessages(Door):
    """See ``Door``."""

    name = NAME
    table = TABLE
    key_header = KeyHeader.X_API_KEY
    provider_headers: Mapping[str, str] = {"anthropic-version": _VERSION}

    def __init__(self) -> None:
        super().__init__(requests, answers, answers, own)
