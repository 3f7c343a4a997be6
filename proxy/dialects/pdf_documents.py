"""PDFs inside a request: found, and replaced by their text in the format's own form.

A PDF never leaves as a PDF where the policy says ``media.pdf_text``: its bytes hold much that no text layer
shows (pictures, comments, earlier versions). Reading one is heavy and hostile work, done elsewhere; here
stands only where a format keeps them, and what takes their place: a part of text in the formats of OpenAI, a
plain text document in Anthropic's. Afterwards the request is read like any other.
"""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from proxy.dialects import (
    anthropic_count_tokens,
    anthropic_messages,
    openai_chat,
    openai_responses,
)
from proxy.dialects.base import Limits
from proxy.dialects.json_reader import read_json
from proxy.dialects.json_writer import write_json
from proxy.turn import JsonPath

SIGN = b"JVBERi0"
"""What base64 of a PDF begins with; a body without it holds none."""

_HEAD = b"%PDF-"


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A PDF, and the place of what its text replaces."""

    path: JsonPath
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Held:
    """A PDF as an object of the format holds it."""

    data: str = field(repr=False)
    name: str | None = field(repr=False)


def _in_chat(part: Mapping[str, Any]) -> _Held | None:
    match part:
        case {"type": "file", "file": {"file_data": str(data), **more}}:
            return _Held(data, _name(more))
        case _:
            return None


def _in_responses(part: Mapping[str, Any]) -> _Held | None:
    match part:
        case {"type": "input_file", "file_data": str(data), **more}:
            return _Held(data, _name(more))
        case _:
            return None


def _in_messages(source: Mapping[str, Any]) -> _Held | None:
    match source:
        case {"type": "base64", "media_type": "application/pdf", "data": str(data)}:
            return _Held(data, None)
        case _:
            return None


def _name(more: Mapping[Any, Any]) -> str | None:
    name = more.get("filename")
    return name if isinstance(name, str) and name else None


def _titled(held: _Held, text: str) -> str:
    return text if held.name is None else f"{held.name}:\n\n{text}"


_Find = Callable[[Mapping[str, Any]], _Held | None]
_Write = Callable[[_Held, str], dict[str, Any]]

_CHAT: tuple[_Find, _Write] = (
    _in_chat,
    lambda held, text: {"type": "text", "text": _titled(held, text)},
)
_RESPONSES: tuple[_Find, _Write] = (
    _in_responses,
    lambda held, text: {"type": "input_text", "text": _titled(held, text)},
)
_MESSAGES: tuple[_Find, _Write] = (
    _in_messages,
    lambda held, text: {"type": "text", "media_type": "text/plain", "data": text},  # noqa: ARG005
)
_FORMS = {
    openai_chat.NAME: _CHAT,
    openai_responses.NAME: _RESPONSES,
    anthropic_messages.NAME: _MESSAGES,
    anthropic_count_tokens.NAME: _MESSAGES,
}


def find_pdfs(dialect: str, body: bytes, limits: Limits) -> tuple[PdfFile, ...]:
    """The PDFs of a request, in order. Raises CallerError for what is no JSON."""
    if dialect not in _FORMS or SIGN not in body:
        return ()
    document = read_json(body, limits)
    return tuple(
        PdfFile(path, data)
        for path, held in _held(document, (), _FORMS[dialect][0])
        if (data := _decoded(held.data)) is not None
    )


def put_texts(dialect: str, body: bytes, limits: Limits, texts: Mapping[JsonPath, str]) -> bytes:
    """The request with these texts in place of the PDFs at those places."""
    find, write = _FORMS[dialect]
    document = read_json(body, limits)
    held = dict(_held(document, (), find))
    for path, text in texts.items():
        container = document
        for step in path[:-1]:
            container = container[step]
        container[path[-1]] = write(held[path], text)
    return write_json(document)


def _held(node: Any, path: JsonPath, find: _Find) -> Iterator[tuple[JsonPath, _Held]]:
    """Depth is bounded by the reader's limit."""
    match node:
        case dict():
            held = find(node)
            if held is not None:
                yield path, held
                return
            for key, child in node.items():
                yield from _held(child, (*path, key), find)
        case list():
            for number, child in enumerate(node):
                yield from _held(child, (*path, number), find)
        case _:
            pass


def _decoded(data: str) -> bytes | None:
    """The bytes of a PDF; None for anything else."""
    _, comma, after = data.partition(",")
    try:
        raw = base64.b64decode("".join((after if comma else data).split()), validate=True)
    except (ValueError, binascii.Error):
        return None
    return raw if raw.startswith(_HEAD) else None
