"""What the requests of all formats have in common: a model, a stream flag, messages made of slots."""

from collections.abc import Mapping, Sequence
from typing import Any

from proxy.dialects.base import Limits
from proxy.dialects.json_reader import read_json
from proxy.errors import CallerError, ErrorCode
from proxy.turn import SlotIndex, TextSlot


def invalid(message: str, param: str | None) -> CallerError:
    """The error for a request that is not in its own format."""
    return CallerError(ErrorCode.INVALID_REQUEST, message, param=param)


def read_call(
    body: bytes, limits: Limits, model: str | None, *, default: str | None = None
) -> dict[str, Any]:
    """The request, with the model that its path names, or (where it may go without) this one.

    Raises CallerError as ``read_json`` and ``check_call`` do.
    """
    document = read_json(body, limits)
    if isinstance(document, dict):
        named = model or document.get("model") or default
        document = {**document, "model": named} if named else document
    check_call(document)
    return dict(document)


def check_call(document: Any) -> None:
    """Raise CallerError unless it is an object that names a model and says well whether to stream."""
    if not isinstance(document, dict):
        raise invalid("The body must be a JSON object.", None)
    if not isinstance(document.get("model"), str) or not document["model"]:
        raise invalid("The model must be a string.", "model")
    if not isinstance(document.get("stream"), bool | None):
        raise invalid("stream must be true or false.", "stream")


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of an array; none where it is no array."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def first_text(*values: object) -> str | None:
    """The first that is a text and not empty."""
    return next((value for value in values if isinstance(value, str) and value), None)


def slots_by_message(slots: Sequence[TextSlot]) -> Mapping[int, tuple[SlotIndex, ...]]:
    """The slots of each message, by its index, in order."""
    found: dict[int, list[SlotIndex]] = {}
    for index, slot in enumerate(slots):
        if slot.message is not None:
            found.setdefault(slot.message, []).append(SlotIndex(index))
    return {message: tuple(indexes) for message, indexes in found.items()}
