"""Legacy completions, embeddings and moderations from the provider's side.

Written apart from ``proxy.dialects`` on purpose, as ``wire`` is. A vector is a function of its text, so that
tests see whether two texts left alike.
"""

import base64
import hashlib
import struct
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from proxy.offline import wire
from proxy.offline.base import Reply, Said
from proxy.offline.wire import DONE, MODEL, encode

_Json = dict[str, Any]

_DIMENSIONS = 8
_CATEGORIES = ("harassment", "hate", "self-harm", "sexual", "violence")


def error_body(status: int, message: str, code: str | None = None) -> bytes:
    """An error in the format's shape, which is that of chat completions."""
    return wire.error_body(status, message, code)


def as_chat(document: _Json) -> _Json:
    """The request as a chat completions request would say it."""
    content = "\n".join(_texts(document.get("prompt")))
    return {"model": document.get("model"), "messages": [{"role": "user", "content": content}]}


def completion(reply: Reply, request: _Json, *, number: int, created: int) -> bytes:
    """A whole answer."""
    choices = [
        _choice(index, text, said.finish_reason or "stop")
        for index, (text, said) in enumerate(_said(reply, request))
    ]
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return encode({**_envelope(request, number, created), "choices": choices, "usage": usage})


def stream(reply: Reply, request: _Json, *, number: int, created: int) -> list[bytes]:
    """A streamed answer, event by event, with what the reply says about its end."""
    envelope = _envelope(request, number, created)
    said = _said(reply, request)
    pieces = [list(_pieces(text, reply.delta)) for text, _ in said]
    choices = [
        _choice(index, piece, None)
        for row in zip_longest(*pieces)
        for index, piece in enumerate(row)
        if piece is not None
    ]
    choices += [_choice(at, "", one.finish_reason or "stop") for at, (_, one) in enumerate(said)]
    events = [b"data: " + encode({**envelope, "choices": [choice]}) + b"\n\n" for choice in choices]
    if reply.before_done:
        events.append(reply.before_done)
    return [*events, DONE] if reply.done else events


def embeddings_body(request: _Json) -> bytes:
    """A vector for each text, as numbers or in base64, as the request says."""
    vectors = [_vector(text) for text in _texts(request.get("input"))]
    data = [
        {
            "object": "embedding",
            "index": index,
            "embedding": base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
            if request.get("encoding_format") == "base64"
            else vector,
        }
        for index, vector in enumerate(vectors)
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    model = request.get("model", MODEL)
    return encode({"object": "list", "data": data, "model": model, "usage": usage})


def moderations_body(request: _Json) -> bytes:
    """Nothing is wrong with any text."""
    given = request.get("input")
    count = 1 if isinstance(given, str) or _has_parts(given) else len(_texts(given))
    result = {
        "flagged": False,
        "categories": dict.fromkeys(_CATEGORIES, False),
        "category_scores": dict.fromkeys(_CATEGORIES, 0.0),
        "category_applied_input_types": {name: ["text"] for name in _CATEGORIES},
    }
    model = request.get("model", MODEL)
    return encode({"id": "modr-offline", "model": model, "results": [result] * count})


def _has_parts(given: object) -> bool:
    return isinstance(given, list) and any(isinstance(item, dict) for item in given)


def _texts(given: object) -> list[str]:
    return [str(item) for item in given] if isinstance(given, list) else [str(given or "")]


def _vector(text: str) -> list[float]:
    digest = hashlib.sha256(text.encode()).digest()
    return [byte / 256 for byte in digest[:_DIMENSIONS]]


def _said(reply: Reply, request: _Json) -> list[tuple[str, Said]]:
    """What each choice says: of each prompt as many as were asked for, the prompt first if wanted."""
    prompts = [text for text in _texts(request.get("prompt")) for _ in range(request.get("n") or 1)]
    given = list(reply.choices[: len(prompts)])
    given += [given[-1]] * (len(prompts) - len(given))
    echo = request.get("echo") is True
    return [
        ((prompt if echo else "") + (said.text or ""), said)
        for prompt, said in zip(prompts, given, strict=True)
    ]


def _pieces(text: str, size: int) -> Iterator[str]:
    step = size or len(text) or 1
    return (text[start : start + step] for start in range(0, len(text), step))


def _choice(index: int, text: str, reason: str | None) -> _Json:
    return {"index": index, "text": text, "logprobs": None, "finish_reason": reason}


def _envelope(request: _Json, number: int, created: int) -> _Json:
    return {
        "id": f"cmpl-offline-{number}",
        "object": "text_completion",
        "created": created,
        "model": request.get("model", MODEL),
    }
