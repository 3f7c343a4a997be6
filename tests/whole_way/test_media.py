"""A value in a file never reaches the provider, in whatever form the file is sent; all of it comes back."""

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from proxy.offline import RecordingProvider
from tests.pdfs import pdf_of
from tests.running import RunningProxy, installed

POLICIES = Path(__file__).parents[2] / "policies"
NAME, EMAIL, PHONE, CARD = (
    "Crystal Minh",
    "crystal.minh@example.com",
    "201-555-0123",
    "4242424242424242",
)
LINES = f"Customer: {NAME}\nE-mail: {EMAIL}\nPhone: +1 {PHONE}\nCard: {CARD}"
RECORD = json.dumps(
    {"customer": {"last_name": "Minh", "email": EMAIL}, "card": CARD, "phone": PHONE}
)
CSV = f"order;e-mail;phone;card\n1;{EMAIL};+1 {PHONE};{CARD}\n"
HTML = f"<p>Dear <b>{NAME}</b>, we wrote to {EMAIL}, {CARD} +1 {PHONE}</p>"
SECRETS = ("crystal", EMAIL, PHONE, CARD)
PDF = base64.b64encode(pdf_of(LINES)).decode()


def url(text: str, kind: str = "text/plain", codec: str = "utf-8") -> str:
    return f"data:{kind};base64," + base64.b64encode(text.encode(codec)).decode()


FILES = {
    "plain": url(LINES),
    "percent": "data:text/plain," + quote(LINES),
    "utf-16": url(LINES, "text/plain;charset=utf-16le", "utf-16-le"),
    "csv": url(CSV, "text/csv"),
    "json": url(RECORD, "application/json"),
    "html": url(HTML, "text/html"),
    "markdown": url(LINES, "text/markdown"),
    "xml": url(f"<c><mail>{EMAIL}</mail><card>{CARD}</card></c>", "application/xml"),
    "pdf": f"data:application/pdf;base64,{PDF}",
}


def in_chat(data: str) -> tuple[str, dict[str, Any]]:
    part = {"type": "file", "file": {"file_data": data, "filename": f"{NAME} bill"}}
    return "/v1/chat/completions", {"messages": [{"role": "user", "content": [part]}]}


def in_responses(data: str) -> tuple[str, dict[str, Any]]:
    part = {"type": "input_file", "file_data": data, "filename": f"{NAME} bill"}
    return "/v1/responses", {"input": [{"role": "user", "content": [part]}]}


def in_a_tool_result(data: str) -> tuple[str, dict[str, Any]]:
    part = {"type": "input_file", "file_data": data}
    result = {"type": "function_call_output", "call_id": "c", "output": [part]}
    return "/v1/responses", {"input": [{"role": "user", "content": "hi"}, result]}


def in_messages(data: str) -> tuple[str, dict[str, Any]]:
    head, _, raw = data.partition(",")
    kind = head.removeprefix("data:").partition(";")[0]
    source = {"type": "base64", "media_type": kind, "data": raw}
    if "base64" not in head or "charset" in head:
        source = {"type": "text", "media_type": "text/plain", "data": LINES}
    block = {"type": "document", "source": source, "title": f"Bill of {NAME}"}
    return "/v1/messages", {"max_tokens": 9, "messages": [{"role": "user", "content": [block]}]}


@pytest.fixture(scope="module")
def reading(upstream: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProxy]:
    """A proxy whose policy lets the text of PDFs be read."""
    folder = tmp_path_factory.mktemp("reading")
    shutil.copy(POLICIES / "topics.yaml", folder)
    text = (POLICIES / "default.yaml").read_text().replace("pdf_text: false", "pdf_text: true")
    (folder / "policy.yaml").write_text(text)
    proxy = installed(folder, upstream, policy=folder / "policy.yaml")
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()


def sent_texts(provider: RecordingProvider) -> str:
    """All that was received, and what any base64 in it holds."""
    received = provider.everything().decode()
    for request in provider.requests:
        for word in json.dumps(request.json()).replace('"', ",").split(","):
            try:
                raw = base64.b64decode(word, validate=True)
            except ValueError:
                continue
            received += raw.decode("utf-8", "ignore") + raw.decode("utf-16-le", "ignore")
    return received.lower()


@pytest.mark.parametrize("place", [in_chat, in_responses, in_a_tool_result, in_messages])
def test_no_value_in_a_file_leaves_in_any_form(
    reading: RunningProxy, provider: RecordingProvider, place: Any
) -> None:
    headers = {"Authorization": f"Bearer {reading.client_key}"}
    with httpx.Client(base_url=reading.url, headers=headers, trust_env=False, timeout=60) as http:
        for name, data in FILES.items():
            path, request = place(data)
            answer = http.post(path, json={"model": "m", **request})
            assert answer.status_code == 200, (name, answer.text)
            found = [secret for secret in SECRETS if secret in sent_texts(provider)]
            assert found == [], name
            assert "jvberi0" not in sent_texts(provider)
            provider.forget()
