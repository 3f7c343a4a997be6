"""Writing JSON so that the same value always gives the same bytes, numbers as they were spelled.

The standard encoder cannot be told how to write a float, so containers are written here and only
strings are left to it. Values come from ``json_reader`` and so are at most a few dozen levels deep.
"""

import json
from collections.abc import Mapping
from json.encoder import encode_basestring  # the C version of dumps(ensure_ascii=False)
from typing import Any

from proxy.dialects.json_reader import exact_text


def write_json(value: Any) -> bytes:
    """Compact UTF-8 JSON in the order of the keys; non-ASCII characters stay as they are."""
    pieces: list[str] = []
    _write(value, pieces)
    return "".join(pieces).encode("utf-8")


def _write(value: Any, pieces: list[str]) -> None:
    match value:
        case str():
            pieces.append(encode_basestring(value))
        case bool() | None:
            pieces.append(json.dumps(value))
        case int() | float():
            pieces.append(exact_text(value))
        case list() | tuple():
            pieces.append("[")
            for number, item in enumerate(value):
                if number:
                    pieces.append(",")
                _write(item, pieces)
            pieces.append("]")
        case Mapping():
            pieces.append("{")
            for number, (key, item) in enumerate(value.items()):
                pieces.append(("," if number else "") + encode_basestring(key) + ":")
                _write(item, pieces)
            pieces.append("}")
        case _:
            raise TypeError(f"not a JSON value: {type(value).__name__}")
