"""Which wire format is spoken on which path.

Azure names the deployment in the path and wants its own header; the bodies are the same. So a path is read into
an ``Address``: the format, how the provider is asked in the same form, and the model that the path names.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from proxy.dialects import (
    anthropic_count_tokens,
    anthropic_messages,
    openai_chat,
    openai_completions,
    openai_embeddings,
    openai_moderations,
    openai_responses,
)
from proxy.dialects.anthropic_count_tokens import AnthropicCountTokens
from proxy.dialects.anthropic_messages_dialect import AnthropicMessages
from proxy.dialects.base import Dialect, KeyHeader
from proxy.dialects.door import Door
from proxy.dialects.openai_chat_dialect import OpenAIChat
from proxy.dialects.openai_completions import OpenAICompletions
from proxy.dialects.openai_embeddings import OpenAIEmbeddings
from proxy.dialects.openai_moderations import OpenAIModerations
from proxy.dialects.openai_responses_dialect import OpenAIResponses
from proxy.errors import CallerError, ErrorCode

_OPENAI_CHAT = OpenAIChat()
DIALECTS: dict[str, Door] = {
    openai_chat.PATH: _OPENAI_CHAT,
    openai_responses.PATH: OpenAIResponses(),
    anthropic_messages.PATH: AnthropicMessages(),
    anthropic_count_tokens.PATH: AnthropicCountTokens(),
    openai_embeddings.PATH: OpenAIEmbeddings(),
    openai_completions.PATH: OpenAICompletions(),
    openai_moderations.PATH: OpenAIModerations(),
}
"""Every format by its own path. A new one is one line here."""

_DEPLOYMENT = "/openai/deployments/{deployment}"
_OF_DEPLOYMENTS = {
    _DEPLOYMENT + path.removeprefix("/v1"): path
    for path in (openai_chat.PATH, openai_completions.PATH, openai_embeddings.PATH)
}
_AZURE = {
    **{
        "/openai" + path: path
        for path in (
            openai_chat.PATH,
            openai_completions.PATH,
            openai_embeddings.PATH,
            openai_responses.PATH,
        )
    },
    "/openai/responses": openai_responses.PATH,
}

PATHS: tuple[str, ...] = tuple(DIALECTS)
"""The paths of the formats themselves."""

_KEPT = tuple(path for path, plain in _AZURE.items() if plain == openai_responses.PATH)
KEPT_PATHS: tuple[str, ...] = (openai_responses.PATH, *_KEPT)
"""Answers that the provider keeps stand below these paths, by their id."""

AZURE_PATHS: tuple[str, ...] = (*_OF_DEPLOYMENTS, *_AZURE)
"""The same formats where Azure OpenAI has them; ``{deployment}`` stands for any name."""

MODELS = "/v1/models"
MODEL_PATHS: tuple[str, ...] = (MODELS, "/openai/v1/models", "/openai/models")
"""Where clients ask which models there are."""

_IN_DEPLOYMENT = re.compile(r"(/openai/deployments/)([A-Za-z0-9][A-Za-z0-9._-]{0,127})(/.+)")
_API_VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-preview)?|preview|latest|v1")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a call arrived. ``path``: where the provider is asked, with its query.

    ``model``: the deployment that the path names, if it names one.
    """

    dialect: Dialect
    path: str
    key_header: KeyHeader
    model: str | None = None


def address_of(path: str, query: str = "") -> Address | None:
    """The address of a request path; None: the path is not served.

    Raises CallerError(INVALID_REQUEST) for an ``api-version`` that is none. No other query goes on.
    """
    if path in DIALECTS:
        return Address(DIALECTS[path], path, DIALECTS[path].key_header)
    deployed = _IN_DEPLOYMENT.fullmatch(path)
    plain = _OF_DEPLOYMENTS.get(_DEPLOYMENT + deployed[3]) if deployed else _AZURE.get(path)
    if plain is None:
        return None
    asked = path + azure_query(query)
    return Address(DIALECTS[plain], asked, KeyHeader.API_KEY, deployed[2] if deployed else None)


def azure_query(query: str) -> str:
    """The ``?api-version=…`` that goes on to Azure, if there is one. Raises CallerError."""
    match parse_qs(query).get("api-version"):
        case None:
            return ""
        case [version] if _API_VERSION.fullmatch(version):
            return f"?api-version={version}"
        case _:
            raise CallerError(
                ErrorCode.INVALID_REQUEST,
                "api-version must be sent once, as a date like 2024-10-21 (or with -preview).",
                param="api-version",
            )


def models_address(path: str, query: str) -> tuple[str, KeyHeader]:
    """Where the provider is asked for its models, and how it wants its key. Raises CallerError."""
    if path == MODELS:
        return path, KeyHeader.BEARER
    return path + azure_query(query), KeyHeader.API_KEY


@dataclass(frozen=True, slots=True)
class KeptAddress:
    """An answer that the provider keeps: its id, where it is asked for, and with which key header."""

    answer: str
    path: str
    key_header: KeyHeader


def kept_address(path: str, query: str) -> KeptAddress:
    """What a path below one of ``KEPT_PATHS`` asks for; the id is not checked. Raises CallerError."""
    answer = path.rpartition("/")[2]
    if path.startswith(openai_responses.PATH):
        return KeptAddress(answer, path, KeyHeader.BEARER)
    return KeptAddress(answer, path + azure_query(query), KeyHeader.API_KEY)


def dialect_for(path: str) -> Dialect | None:
    """The dialect of a request path (without query); None: the path is not served."""
    address = address_of(path)
    return None if address is None else address.dialect


def fallback_dialect() -> Dialect:
    """The dialect in which a path that is not served is refused: the most widely understood one."""
    return _OPENAI_CHAT
