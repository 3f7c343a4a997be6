"""A map as the bytes that are sealed: JSON with a version, padded (docs/spec/sealed-map.md)."""

import json
from base64 import b64decode, b64encode
from typing import Any

from proxy.errors import AdministratorError, ErrorCode
from proxy.maps.carried import Carried
from proxy.privacy.base import Asked, CanonicalForm, Operator
from proxy.privacy.placeholders import ConversationKey
from proxy.privacy.remembered import Remembered

_VERSION = 1
_BLOCK = 256
"""Bytes to whose multiple a map is padded, so that its size tells little of what is in it."""


def write_map(carried: Carried) -> bytes:
    """The exact bytes that are sealed."""
    document = {
        "v": _VERSION,
        "thread": carried.thread,
        "named": carried.named,
        "key": b64encode(carried.key).decode(),
        "continues": carried.continues,
        "said": carried.said,
        "asked": sorted(carried.asked),
        "values": [_written(value) for value in carried.values],
    }
    data = json.dumps(document, separators=(",", ":")).encode()
    return data + b" " * (-len(data) % _BLOCK)


def read_map(data: bytes) -> Carried:
    """What ``write_map`` wrote. Raises AdministratorError for anything else."""
    try:
        document = json.loads(data)
        if document["v"] != _VERSION:
            raise ValueError("a version that is not known here")
        return Carried(
            thread=document["thread"],
            named=document["named"],
            key=ConversationKey(b64decode(document["key"])),
            continues=document["continues"],
            said=document["said"],
            asked=frozenset(map(Asked, document["asked"])),
            values=tuple(map(_read, document["values"])),
        )
    except (ValueError, KeyError, TypeError):
        raise AdministratorError(
            ErrorCode.INVALID_KEYRING, "A sealed map is of no version that this proxy knows."
        ) from None


def _written(value: Remembered) -> list[Any]:
    return [
        value.placeholder,
        value.entity_type,
        value.operator.value,
        value.form.value,
        value.in_tools,
        value.restores,
        list(value.spellings),
        value.number,
    ]


def _read(written: list[Any]) -> Remembered:
    placeholder, entity_type, operator, form, in_tools, restores, spellings, number = written
    return Remembered(
        placeholder,
        entity_type,
        Operator(operator),
        CanonicalForm(form),
        in_tools,
        restores,
        tuple(spellings),
        number,
    )
