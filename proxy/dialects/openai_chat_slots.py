"""Who says what in a chat completions request."""

from collections.abc import Mapping, Sequence
from typing import Any

from proxy.dialects.request_slots import Saying
from proxy.turn import JsonPath, Speaker

SPEAKERS = {
    "user": Speaker.CUSTOMER,
    "assistant": Speaker.ASSISTANT,
    "tool": Speaker.TOOL,
    "function": Speaker.TOOL,
    "system": Speaker.SHOP,
    "developer": Speaker.SHOP,
}
_SHOP_FIELDS = frozenset({"tools", "functions", "tool_choice", "response_format"})


def message_number(path: JsonPath) -> int | None:
    """Index of the message that a path leads into."""
    if len(path) > 1 and path[0] == "messages" and isinstance(path[1], int):
        return path[1]
    return None


def saying(messages: Sequence[Mapping[str, Any]]) -> Saying:
    """Messages speak by their role; definitions are the shop's."""

    def said_by(path: JsonPath) -> tuple[int | None, Speaker]:
        number = message_number(path)
        if number is not None:
            return number, SPEAKERS[messages[number]["role"]]
        return None, Speaker.SHOP if path[0] in _SHOP_FIELDS else Speaker.NOBODY

    return said_by
