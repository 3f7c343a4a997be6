"""A PDF is found where a format keeps one, and its text takes its place in that format's own form."""

import base64
import json
from typing import Any

import pytest

from proxy.dialects import anthropic_messages, openai_chat, openai_responses
from proxy.dialects.base import Limits
from proxy.dialects.pdf_documents import find_pdfs, put_texts

PDF = b"%PDF-1.7 and more"
DATA = base64.b64encode(PDF).decode()
CHAT, RESPONSES, MESSAGES = openai_chat.NAME, openai_responses.NAME, anthropic_messages.NAME
LIMITS = Limits()

PLACES: list[tuple[str, dict[str, Any], Any]] = [
    (CHAT, {"messages": [{"role": "user", "content": [
        {"type": "file", "file": {"file_data": f"data:application/pdf;base64,{DATA}", "filename": "bill.pdf"}}]}]},
     {"type": "text", "text": "bill.pdf:\n\nT"}),
    (RESPONSES, {"input": [{"role": "user", "content": [
        {"type": "input_file", "file_data": DATA}]}]},
     {"type": "input_text", "text": "T"}),
    (RESPONSES, {"input": [{"type": "function_call_output", "output": [
        {"type": "input_file", "file_data": DATA, "filename": "a.pdf"}]}]},
     {"type": "input_text", "text": "a.pdf:\n\nT"}),
    (MESSAGES, {"messages": [{"role": "user", "content": [
        {"type": "document", "title": "Bill", "citations": {"enabled": True},
         "source": {"type": "base64", "media_type": "application/pdf", "data": DATA}}]}]},
     {"type": "text", "media_type": "text/plain", "data": "T"}),
]  # fmt: skip


def at(document: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


@pytest.mark.parametrize(("dialect", "document", "expected"), PLACES)
def test_the_text_stands_where_the_pdf_stood(
    dialect: str, document: dict[str, Any], expected: object
) -> None:
    body = json.dumps(document).encode()
    (found,) = find_pdfs(dialect, body, LIMITS)
    assert found.data == PDF
    written = put_texts(dialect, body, LIMITS, {found.path: "T"})
    assert at(json.loads(written), found.path) == expected
    assert DATA.encode() not in written
    assert find_pdfs(dialect, written, LIMITS) == ()
    if dialect == MESSAGES:
        assert b'"title":"Bill","citations":{"enabled":true}' in written.replace(
            b", ", b","
        ).replace(b": ", b":")


@pytest.mark.parametrize(
    "data", ["", "JVBERi0*", base64.b64encode(b" %PDF-").decode(), "a,JVBERi0"]
)
def test_anything_else_is_left_for_the_reader_to_refuse(data: str) -> None:
    part = {"type": "input_file", "file_data": data, "x": "JVBERi0"}
    body = json.dumps({"input": [{"content": [part]}]}).encode()
    assert all(found.data.startswith(b"%PDF-") for found in find_pdfs(RESPONSES, body, LIMITS))
    assert find_pdfs("openai_embeddings", body, LIMITS) == ()
