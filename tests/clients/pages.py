"""The pages of docs/clients: their code blocks, aimed at the proxy of the tests, and run.

What a page shows is what the tests run: a block that no longer works fails here, not at a reader's.
"""

import contextlib
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running import RunningProxy

FOLDER = Path(__file__).parents[2] / "docs" / "clients"
ADDRESS = "http://127.0.0.1:8080"
KEY = "sk-proxy-…"

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One code block of a page, and the line it begins on."""

    language: str
    code: str
    line: int


def pages() -> list[str]:
    """The names of all pages but the overview."""
    return sorted(path.stem for path in FOLDER.glob("*.md") if path.stem != "README")


def text_of(page: str) -> str:
    """A whole page."""
    return (FOLDER / f"{page}.md").read_text()


def blocks(page: str, language: str) -> list[Block]:
    """The page's blocks in one language, in order."""
    text = text_of(page)
    return [
        Block(found[1], found[2], text.count("\n", 0, found.start(2)))
        for found in _BLOCK.finditer(text)
        if found[1] == language
    ]


def aimed(code: str, proxy: RunningProxy) -> str:
    """The code with the address and the key of this proxy in place of the page's."""
    return code.replace(ADDRESS, proxy.url).replace(KEY, proxy.client_key)


def module_of(page: str, language: str, proxy: RunningProxy) -> str:
    """All blocks of a page as one file, for clients that run in a process of their own."""
    return aimed("\n".join(block.code for block in blocks(page, language)), proxy)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a page's Python left behind: its names, and what it printed."""

    names: dict[str, Any]
    printed: str


def run_python(page: str, proxy: RunningProxy, *, first: int | None = None) -> Ran:
    """Run the page's Python blocks one after the other, as a reader would paste them."""
    names: dict[str, Any] = {"__name__": f"docs_clients_{page}"}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for block in blocks(page, "python")[:first]:
            # Line numbers in a traceback are those of the page.
            code = "\n" * block.line + aimed(block.code, proxy)
            exec(compile(code, str(FOLDER / f"{page}.md"), "exec"), names)  # noqa: S102 - our own pages
    return Ran(names, printed.getvalue())
