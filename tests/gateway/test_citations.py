"""A citation that quotes a protected document comes back real, and is protected again on the next turn."""

import base64
import json
from typing import Any

from proxy.dialects.anthropic_messages import PATH
from proxy.dialects.registry import address_of
from proxy.gateway.base import Call, Reply
from proxy.gateway.stream import StreamRestorer
from proxy.gateway.turn import serve_turn
from proxy.ids import TurnId
from proxy.privacy.base import RestorationRules
from proxy.privacy.restore import Restorer
from proxy.turn import Turn
from tests.gateway.stage import CALLER, MAIL, NAME, Stage, each
from tests.gateway.test_stream import EMAIL, PERSON, PLACEHOLDERS


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


def quotation(text: str, title: str) -> dict[str, Any]:
    place = {"start_char_index": 0, "end_char_index": 5, "document_index": 0}
    return {"type": "char_location", "cited_text": text, "document_title": title, **place}


def event(kind: str, **fields: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()


def test_each_text_of_a_streamed_quotation_is_restored_in_its_own_place() -> None:
    """Several texts come whole in one event: what one ends with must not go on in the next."""
    cut, quoted = EMAIL[:-3], f"write to {EMAIL}"
    whole = {"type": "text", "text": "", "citations": [quotation(quoted, PERSON)] * 2}
    ends = {"stop_sequence": PERSON, "stop_details": {"type": "refusal", "explanation": EMAIL}}
    stream = (
        event("message_start", message={"id": "m", "role": "assistant", "content": []}),
        event("content_block_start", index=0, content_block=whole),
        event(
            "content_block_delta",
            index=0,
            delta={"type": "citations_delta", "citation": quotation(quoted, EMAIL)},
        ),
        event(
            "content_block_delta",
            index=0,
            delta={"type": "citations_delta", "citation": quotation(cut, EMAIL[-3:])},
        ),
        event("content_block_stop", index=0),
        event("message_delta", delta={"stop_reason": "refusal", **ends}, usage={}),
        event("message_stop"),
    )
    address = address_of(PATH)
    assert address is not None
    asked = Turn("anthropic_messages", {}, (), (), "m", stream=True)
    reader = address.dialect.stream_reader(asked)
    restored = StreamRestorer(address.dialect, reader, Restorer(PLACEHOLDERS, RestorationRules()))
    lines = b"".join(p.data for p in restored.feed(b"".join(stream))).decode().splitlines()
    written = [json.loads(line[6:]) for line in lines if line.startswith("data: ")]
    quotations = [
        *written[1]["content_block"]["citations"],
        *(one["delta"]["citation"] for one in written if "citation" in one.get("delta", {})),
    ]
    assert [(one["cited_text"], one["document_title"]) for one in quotations] == [
        (f"write to {MAIL}", NAME),
        (f"write to {MAIL}", NAME),
        (f"write to {MAIL}", MAIL),
        ("[hidden]", EMAIL[-3:]),
    ]
    end = written[-2]["delta"]
    assert (end["stop_sequence"], end["stop_details"]["explanation"]) == (NAME, MAIL)
