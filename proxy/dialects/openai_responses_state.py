"""What of a Responses request would stay, or run, at the provider: by the policy's word, or refused.

Every refusal names the field and, where a policy could allow it, the policy's key. Two things no policy can
allow: ``conversation`` objects, which other routes write, and ``background``, whose answer is fetched elsewhere.
"""

from collections.abc import Mapping
from typing import Any

from proxy.dialects.base import Allowed, ProviderTool
from proxy.dialects.openai_responses import ITEM_TYPES, PROVIDER_ITEMS, PROVIDER_TOOLS, TOOL_TYPES
from proxy.dialects.request_shape import invalid, objects
from proxy.dialects.unreadable import tool_refused
from proxy.errors import CallerError, ErrorCode

_NEVER = {
    "conversation": "A conversation object lives at the provider, where others may write into it. Send the "
    "conversation itself in input, or go on from an answer with previous_response_id.",
    "background": "An answer that is made in the background would be fetched where nothing restores it. "
    "Leave background out, and stream.",
}
_REFERENCE = (
    "An item_reference points to an item that the provider keeps, which nobody here can read or protect. Send "
    "the items themselves in input, and store: false, so that your client does not replace them by references."
)


def refuse_state(document: Mapping[str, Any], allowed: Allowed) -> None:
    """Raise CallerError(PROVIDER_STATE_NOT_ALLOWED) for what the policy does not let stay or run there."""
    for name, remedy in _NEVER.items():
        if document.get(name):
            raise CallerError(ErrorCode.PROVIDER_STATE_NOT_ALLOWED, remedy, param=name)
    if not isinstance(document.get("previous_response_id"), str | None):
        raise invalid("previous_response_id must be a string.", "previous_response_id")
    if not isinstance(document.get("store"), bool | None):
        raise invalid("store must be true or false.", "store")
    for number, tool in enumerate(objects(document.get("tools"))):
        kind = tool.get("type")
        if kind not in TOOL_TYPES:
            _check_tool(PROVIDER_TOOLS.get(str(kind)), allowed, f"tools[{number}].type")
    for number, item in enumerate(objects(document.get("input"))):
        kind = item.get("type", "message")
        if kind == "item_reference":
            raise CallerError(
                ErrorCode.PROVIDER_STATE_NOT_ALLOWED, _REFERENCE, param=f"input[{number}].type"
            )
        if kind not in ITEM_TYPES:
            _check_item(PROVIDER_ITEMS.get(str(kind)), allowed, f"input[{number}].type")


def tools_there(document: Mapping[str, Any]) -> frozenset[str]:
    """The kinds of tools of this request that run at the provider."""
    kinds = (PROVIDER_TOOLS.get(str(tool.get("type"))) for tool in objects(document.get("tools")))
    return frozenset(kind.value for kind in kinds if kind is not None)


def _check_tool(tool: ProviderTool | None, allowed: Allowed, place: str) -> None:
    if tool is None or tool not in allowed.tools:
        raise tool_refused(tool, place)


def _check_item(tool: ProviderTool | None, allowed: Allowed, place: str) -> None:
    if tool is not None and tool in allowed.tools:
        return
    remedy = "." if tool is None else f", unless {tool.value} stands in provider_state.tools."
    raise CallerError(
        ErrorCode.PROVIDER_STATE_NOT_ALLOWED,
        f"An item's type must be one of {', '.join(sorted(ITEM_TYPES))}: others belong to what "
        f"runs or is kept at the provider, where nothing would be protected{remedy}",
        param=place,
    )
