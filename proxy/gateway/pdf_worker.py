"""Reads one PDF from stdin, writes its text to stdout: ``python -m proxy.gateway.pdf_worker``.

Started by ``PdfReaders`` only, one process for each PDF, because a PDF is a program of somebody else. Memory
and time are bounded by the operating system before the first byte is looked at; whatever goes wrong ends this
process and nothing else. The answer is JSON: ``{"text": …}`` or ``{"problem": …}``.
"""

import io
import json
import os
import resource
import sys
from collections.abc import Iterator

from pypdf import PasswordType, PdfReader

MOST_BYTES = 1024 * 1024 * 1024
"""Address space of the process; a page that unfolds to more ends it."""
MOST_SECONDS = 20
"""Processor time."""
MOST_PAGES = 300
MOST_CHARACTERS = 1_000_000


def read_pdf(data: bytes) -> dict[str, str]:
    """The text of a PDF, page after page, then its form fields; or why there is none."""
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        return {"problem": "password"}
    if len(reader.pages) > MOST_PAGES:
        return {"problem": "too_long"}
    pieces: list[str] = []
    size = 0
    for piece in _pieces(reader):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_CHARACTERS:
            return {"problem": "too_long"}
    if not any(character.isalnum() for piece in pieces for character in piece):
        return {"problem": "no_text"}
    return {"text": "\n\n".join(filter(None, pieces))}


def _pieces(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        yield _readable(page.extract_text())
    fields = reader.get_form_text_fields() or {}
    yield _readable("\n".join(f"{name}: {value}" for name, value in fields.items() if value))


def _readable(text: str) -> str:
    """Without lone surrogates, which no request can hold."""
    return text.encode("utf-8", "replace").decode().strip()


def main() -> None:
    """Bound this process, read, answer."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    answer = read_pdf(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main()
