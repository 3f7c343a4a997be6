"""Which wire format is spoken on which path."""

from proxy.dialects import anthropic_count_tokens, anthropic_messages, openai_chat, openai_responses
from proxy.dialects.anthropic_count_tokens import AnthropicCountTokens
from proxy.dialects.anthropic_messages_dialect import AnthropicMessages
from proxy.dialects.base import Dialect
from proxy.dialects.openai_chat_dialect import OpenAIChat
from proxy.dialects.openai_responses_dialect import OpenAIResponses

_OPENAI_CHAT = OpenAIChat()
_DIALECTS: dict[str, Dialect] = {
    openai_chat.PATH: _OPENAI_CHAT,
    openai_responses.PATH: OpenAIResponses(),
    anthropic_messages.PATH: AnthropicMessages(),
    anthropic_count_tokens.PATH: AnthropicCountTokens(),
}

PATHS: tuple[str, ...] = tuple(_DIALECTS)
"""All paths on which a wire format is spoken."""


def dialect_for(path: str) -> Dialect | None:
    """The dialect of a request path (without query); None: the path is not served."""
    return _DIALECTS.get(path)


def fallback_dialect() -> Dialect:
    """The dialect in which a path that is not served is refused: the most widely understood one."""
    return _OPENAI_CHAT
