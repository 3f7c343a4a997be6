"""A citation that quotes a protected document comes back real, and is protected again on the next turn."""

import base64
import json
from typing import Any

from proxy.dialects.anthropic_messages import PATH
from proxy.dialects.registry import address_of
from proxy.gateway.base import Call, Reply
from proxy.gateway.turn import serve_turn
from proxy.ids import TurnId
from tests.gateway.stage import CALLER, MAIL, NAME, Stage, each


def document(data: str, *, encoded: bool) -> dict[str, Any]:
    source = {"type": "text", "media_type": "text/plain", "data": data}
    if encoded:
        source |= {"type": "base64", "data": base64.b64encode(data.encode()).decode()}
    return {
        "type": "document",
        "title": f"Bill of {NAME}",
        "source": source,
        "citations": {"enabled": True},
    }


async def turn(stage: Stage, *messages: dict[str, Any]) -> Reply:
    address = address_of(PATH)
    assert address is not None
    body = json.dumps({"model": "m", "max_tokens": 9, "messages": messages}).encode()
    return await serve_turn(Call(TurnId("turn_test"), CALLER, address, body), stage.rooms)


def quoting(request: dict[str, Any]) -> Any:
    """An answer that quotes the document, as the provider saw it."""
    sent = request["messages"][0]["content"][0]
    data = sent["source"]["data"]
    if sent["source"]["type"] == "base64":
        data = base64.b64decode(data).decode()
    place = {"start_char_index": 0, "end_char_index": len(data), "document_index": 0}
    cited = {"type": "char_location", "cited_text": data, "document_title": sent["title"], **place}
    content = [{"type": "text", "text": "It says so.", "citations": [cited]}]
    whole = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": content,
    }
    return 200, each(json.dumps({**whole, "stop_reason": "end_turn", "usage": {}}).encode())


async def test_a_quoted_value_is_restored_and_protected_again() -> None:
    for encoded in (False, True):
        stage = Stage()
        stage.provider.answer = quoting
        text = f"{NAME}, {MAIL}"
        asked = {"role": "user", "content": [document(text, encoded=encoded)]}
        answer = json.loads((await turn(stage, asked)).body)
        (cited,) = answer["content"][0]["citations"]
        assert (cited["cited_text"], cited["document_title"]) == (text, f"Bill of {NAME}")
        said = {"role": "assistant", "content": answer["content"]}
        await turn(stage, asked, said, {"role": "user", "content": "thanks"})
        assert NAME not in stage.provider.received
        assert MAIL not in stage.provider.received
        first, again = (json.loads(body)["messages"][0] for body in stage.provider.bodies)
        assert first == again
