"""Files of text are read, and written back byte for byte outside of what was replaced."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.dialects.anthropic_messages_dialect import AnthropicMessages
from proxy.dialects.base import Allowed, Dialect, Limits
from proxy.dialects.openai_chat_dialect import OpenAIChat
from proxy.dialects.openai_responses_dialect import OpenAIResponses
from proxy.errors import CallerError, ErrorCode
from proxy.turn import Edits, SlotClass, SlotIndex, Speaker, Turn

CHARSETS = {"utf-8": "utf-8", "us-ascii": "ascii", "iso-8859-1": "latin-1", "windows-1252": "cp1252",
            "UTF-16LE": "utf-16-le", "utf-16be": "utf-16-be", "ISO-8859-15": "iso-8859-15"}  # fmt: skip
PLAIN = "Maria López, mlopez@example.com\r\n"


def in_base64(text: str, head: str = "data:text/plain;base64,", codec: str = "utf-8") -> str:
    return head + base64.b64encode(text.encode(codec)).decode()


def chat(data: str, **more: Any) -> dict[str, Any]:
    part = {"type": "file", "file": {"file_data": data, **more}}
    return {"model": "m", "messages": [{"role": "user", "content": [part]}]}


def responses(data: str, **more: Any) -> dict[str, Any]:
    part = {"type": "input_file", "file_data": data, **more}
    return {"model": "m", "input": [{"role": "user", "content": [part]}]}


def messages(data: str, media_type: str = "text/plain", **more: Any) -> dict[str, Any]:
    source = {"type": "base64", "media_type": media_type, "data": data, **more}
    block = {"type": "document", "title": "t", "source": source}
    return {"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": [block]}]}


FORMATS: dict[str, tuple[Dialect, Callable[..., dict[str, Any]]]] = {
    "chat": (OpenAIChat(), chat),
    "responses": (OpenAIResponses(), responses),
    "messages": (AnthropicMessages(), messages),
}


def read(dialect: Dialect, document: object, allowed: Allowed | None = None) -> Turn:
    body = json.dumps(document).encode()
    return dialect.read_turn(body, limits=Limits(), allowed=allowed or Allowed())


def slot(turn: Turn, text: str) -> SlotIndex:
    (found,) = [SlotIndex(i) for i, each in enumerate(turn.slots) if each.text == text]
    return found


def data_of(document: dict[str, Any]) -> str:
    (part,) = (document.get("messages") or document.get("input") or [])[0]["content"]
    data = {**part, **part.get("file", {}), **part.get("source", {})}
    return str(data.get("file_data") or data["data"])


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_text_is_text_of_its_speaker_and_goes_back_in_its_form(name: str) -> None:
    dialect, request = FORMATS[name]
    bare = name == "messages"
    data = in_base64(PLAIN, "" if bare else "data:text/plain;base64,")
    turn = read(dialect, request(data))
    at = slot(turn, PLAIN)
    assert turn.slots[at].kind is SlotClass.TEXT
    assert turn.slots[at].speaker is Speaker.CUSTOMER
    assert PLAIN.strip() in turn.messages[0].text
    assert data_of(json.loads(dialect.write_request(turn, Edits()))) == data
    edited = dialect.write_request(turn, Edits({at: "[PERSON_ABCDEF]\r\n"}))
    assert data_of(json.loads(edited)) == in_base64(
        "[PERSON_ABCDEF]\r\n", data[: -len(in_base64(PLAIN, ""))]
    )


@pytest.mark.parametrize("charset", CHARSETS)
def test_each_charset_writes_back_the_bytes_that_it_read(charset: str) -> None:
    head = f"data:text/csv;charset={charset};base64,"
    text = "id;name\n1;Rose" if charset == "us-ascii" else "id;name\n1;José"
    data = in_base64(text, head, CHARSETS[charset])
    turn = read(OpenAIChat(), chat(data))
    written = OpenAIChat().write_request(turn, Edits({slot(turn, text): text + " [A]"}))
    raw = base64.b64decode(data_of(json.loads(written)).removeprefix(head))
    assert raw == base64.b64decode(data.removeprefix(head)) + " [A]".encode(CHARSETS[charset])


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40), st.booleans())
def test_every_text_is_read_as_it_was_written(text: str, encoded: bool) -> None:
    text = "x" + text
    data = (
        in_base64(text)
        if encoded
        else "data:text/plain;charset=utf-8," + "".join(f"%{byte:02X}" for byte in text.encode())
    )
    turn = read(OpenAIChat(), chat(data))
    assert any(each.text == text or each.inner is not None for each in turn.slots)
    assert data_of(json.loads(OpenAIChat().write_request(turn, Edits()))) == data


def test_a_file_of_json_is_opened_and_no_other_byte_of_it_changes() -> None:
    text = '{ "last_name" : "Lopez",\n "n": 1.50 }'
    turn = read(OpenAIResponses(), responses(in_base64(text, "data:application/json;base64,")))
    at = slot(turn, "Lopez")
    assert turn.slots[at].key == "last_name"
    written = json.loads(OpenAIResponses().write_request(turn, Edits({at: "[PERSON_ABCDEF]"})))
    raw = base64.b64decode(data_of(written).rpartition(",")[2]).decode()
    assert raw == text.replace("Lopez", "[PERSON_ABCDEF]")


@pytest.mark.parametrize(
    ("data", "more"),
    [
        ("data:text/html;base64,", {}),
        ("data:text/markdown;base64,", {}),
        ("data:text/xml;base64,", {}),
        ("data:image/svg+xml;base64,", {}),
        ("DATA:TEXT/PLAIN;BASE64,", {}),
        ("data:;base64,", {}),
        ("", {"filename": "orders.CSV"}),
    ],
)
def test_a_text_is_known_by_its_media_type_or_its_name(data: str, more: dict[str, str]) -> None:
    turn = read(OpenAIChat(), chat(in_base64(PLAIN, data), **more))
    assert slot(turn, PLAIN) is not None


@pytest.mark.parametrize(
    "data",
    [
        "data:text/plain;base64,%%%",
        "data:text/plain;base64," + base64.b64encode(b"\xff\xfe\x00").decode(),
        "data:text/plain;charset=latin1;base64," + base64.b64encode(b"%PDF-1.7 \x01").decode(),
        "data:text/plain;charset=utf-7;base64,aGVsbG8=",
    ],
)
def test_what_says_that_it_is_text_and_is_none_is_refused_even_where_files_pass(data: str) -> None:
    with pytest.raises(CallerError) as failure:
        read(OpenAIChat(), chat(data), Allowed(files=True))
    assert failure.value.code is ErrorCode.UNSUPPORTED_MEDIA


@pytest.mark.parametrize("kind", ["text/rtf", "TEXT/RTF;charset=us-ascii", "text/richtext"])
def test_a_text_that_spells_its_letters_in_its_own_way_is_another_file(kind: str) -> None:
    data = in_base64(r"{\rtf1 Zo\'eb Minh, zoe\'40example.com}", f"data:{kind};base64,")
    with pytest.raises(CallerError) as failure:
        read(OpenAIChat(), chat(data))
    assert "media.files" in failure.value.message
    assert read(OpenAIChat(), chat(data), Allowed(files=True)).slots


@pytest.mark.parametrize("name", FORMATS)
def test_any_other_file_is_refused_with_the_policy_key_or_passes_unread(name: str) -> None:
    dialect, request = FORMATS[name]
    pdf = base64.b64encode(b"%PDF-1.7 ...").decode()
    document = (
        request(pdf, media_type="application/pdf")
        if name == "messages"
        else request(f"data:application/pdf;base64,{pdf}")
    )
    with pytest.raises(CallerError) as failure:
        read(dialect, document)
    assert "media.files" in failure.value.message
    assert "media.pdf_text" in failure.value.message
    turn = read(dialect, document, Allowed(files=True))
    assert [each.medium for each in turn.slots if each.medium] == ["files"]


IMAGE = "https://cdn.shop.example/dress.jpg"


@pytest.mark.parametrize(
    ("address", "passes"),
    [
        (IMAGE, True),
        (IMAGE.upper().replace("HTTPS", "https"), True),
        ("https://evil.example/dress.jpg", False),
        ("https://cdn.shop.example.evil.example/dress.jpg", False),
        ("https://cdn.shop.example@evil.example/dress.jpg", False),
        ("https://evil.example\\@cdn.shop.example/dress.jpg", False),
        (f" {IMAGE}", False),
        ("http://[", False),
    ],
)
def test_the_provider_fetches_only_from_hosts_that_the_policy_names(
    address: str, passes: bool
) -> None:
    part = {"type": "image_url", "image_url": {"url": address}}
    document = {"model": "m", "messages": [{"role": "user", "content": [part]}]}
    allowed = Allowed(media_hosts=frozenset({"cdn.shop.example"}))
    if passes:
        turn = read(OpenAIChat(), document, allowed)
        assert [each.kind for each in turn.slots if each.medium] == [SlotClass.URL]
        return
    with pytest.raises(CallerError) as failure:
        read(OpenAIChat(), document, allowed)
    assert "media.hosts" in failure.value.message
    with pytest.raises(CallerError):
        read(OpenAIChat(), document, Allowed(images=True))
