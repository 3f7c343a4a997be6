"""The text of a PDF is read in a process of its own; a PDF that cannot be read costs bounded time and memory."""

import base64
import json
import sys
from dataclasses import replace
from typing import Any

import pytest

from proxy.dialects.base import Allowed
from proxy.errors import CallerError, ErrorCode
from proxy.gateway.pdf_texts import MOST_PDFS, PdfReaders
from proxy.gateway.pdf_worker import read_pdf
from proxy.gateway.turn import serve_turn
from tests.gateway.stage import MAIL, NAME, Stage, call, saying, words
from tests.pdfs import encrypted, pdf_of

BILL = pdf_of(f"Invoice for {NAME}", f"E-mail: {MAIL}")
READER = PdfReaders()


def part(pdf: bytes, **more: Any) -> dict[str, Any]:
    data = "data:application/pdf;base64," + base64.b64encode(pdf).decode()
    return {"type": "file", "file": {"file_data": data, **more}}


async def refused(pdf: bytes, reader: PdfReaders = READER) -> str:
    with pytest.raises(CallerError) as failure:
        await reader.text_of(pdf)
    assert failure.value.code is ErrorCode.UNSUPPORTED_MEDIA
    return failure.value.message


async def test_the_text_of_all_pages_is_read() -> None:
    assert await READER.text_of(BILL) == f"Invoice for {NAME}\n\nE-mail: {MAIL}"


async def test_a_broken_pdf_and_one_that_unfolds_without_end_are_refused() -> None:
    bomb = pdf_of(b"BT (" + b"a" * 100_000_000 + b") Tj ET")
    assert len(bomb) < 1_000_000
    assert "bounds" in await refused(bomb)
    assert "damaged" in await refused(b"%PDF-1.7\nnothing")


def test_what_has_no_text_needs_a_password_or_is_too_long_says_so() -> None:
    assert read_pdf(pdf_of(b"0 0 100 100 re f")) == {"problem": "no_text"}
    assert read_pdf(encrypted(BILL, "secret")) == {"problem": "password"}
    assert read_pdf(pdf_of(*["x"] * 301)) == {"problem": "too_long"}
    assert "text" in read_pdf(encrypted(BILL, ""))


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("import time; time.sleep(600)", "bounds"),
        ("print('x' * 10_000_000)", "damaged"),
        ("print('{\"text\": 5}')", "damaged"),
        ('print(\'{"problem": "no_text"}\')', "text layer"),
    ],
)
async def test_nothing_that_the_process_says_or_does_is_trusted(does: str, told: str) -> None:
    reader = PdfReaders(seconds=1.5, command=(sys.executable, "-S", "-c", does))
    assert told in await refused(BILL, reader)


# In a turn.


@pytest.fixture
def stage() -> Stage:
    made = Stage()
    made.with_policy(allowed=Allowed(pdf_text=True))
    return made


async def test_the_protected_text_of_a_pdf_leaves_in_its_place_and_comes_back(stage: Stage) -> None:
    content = [{"type": "text", "text": "please read"}, part(BILL, filename=f"Bill of {NAME}")]
    stage.provider.answer = lambda request: saying(request["messages"][0]["content"][1]["text"])(
        request
    )
    reply = await serve_turn(call({"role": "user", "content": content}), stage.rooms)
    sent = json.loads(stage.provider.received)["messages"][0]["content"]
    assert [each["type"] for each in sent] == ["text", "text"]
    assert NAME not in stage.provider.received
    assert MAIL not in stage.provider.received
    assert "JVBERi0" not in stage.provider.received
    assert words(reply) == f"Bill of {NAME}:\n\nInvoice for {NAME}\n\nE-mail: {MAIL}"


async def test_without_the_policys_word_a_pdf_is_refused_unread(stage: Stage) -> None:
    stage.with_policy(allowed=Allowed())
    with pytest.raises(CallerError) as failure:
        await serve_turn(call({"role": "user", "content": [part(BILL)]}), stage.rooms)
    assert "media.pdf_text" in failure.value.message
    assert stage.provider.bodies == []


async def test_too_many_pdfs_are_refused_before_one_is_read(stage: Stage) -> None:
    many = {"role": "user", "content": [part(BILL)] * (MOST_PDFS + 1)}
    stage.rooms = replace(stage.rooms, pdfs=PdfReaders(command=("/bin/false",)))
    with pytest.raises(CallerError) as failure:
        await serve_turn(call(many), stage.rooms)
    assert str(MOST_PDFS) in failure.value.message
