"""The mirror as a small service.

    QUEUE_URL=https://proxy.example.com/handoff/v1  AGENT_KEY=sk-proxy-…  WEBHOOK_SECRETS="whsec_…"
    DESK_URL=https://desk.example.com  DESK_TOKEN=…  DESK_SECRET=…  DESK_ACCOUNT=1  DESK_INBOX=1
    python -m examples.help_desk.serve state-folder

``/proxy`` takes webhooks of the proxy, ``/desk`` those of the desk. Both only verify and note down; the
work is done afterwards, and again every half minute as long as something is left.
"""

import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from examples.help_desk.desk import Desk, signed
from examples.help_desk.ledger import Ledger
from examples.help_desk.mirror import TROUBLES, Mirror
from examples.help_desk.queue_api import QueueApi
from examples.webhook_receiver import Book, ForgedError, verified

_log = logging.getLogger("help_desk")
_PAUSE: Final = 30.0
_LARGEST: Final = 1024 * 1024


def create_service(
    mirror: Mirror, book: Book, *, proxy_secrets: Sequence[str], desk_secret: str
) -> Starlette:
    """The two receivers, and the work behind them."""
    something = asyncio.Event()

    async def from_proxy(request: Request) -> Response:
        body = await _body(request)
        try:
            event = verified(proxy_secrets, body, dict(request.headers))
        except ForgedError:
            return Response(status_code=401)
        await run_in_threadpool(book.take, event, time.time())
        something.set()
        return Response(status_code=204)

    async def from_desk(request: Request) -> Response:
        body = await _body(request)
        if not signed(desk_secret, body, dict(request.headers), time.time()):
            return Response(status_code=401)
        await run_in_threadpool(mirror.hear, json.loads(body))
        something.set()
        return Response(status_code=200)

    async def work() -> None:
        while True:
            something.clear()
            try:
                await mirror.work()
            except TROUBLES as error:
                _log.warning("something is left for later: %s", type(error).__name__)
            try:
                async with asyncio.timeout(_PAUSE):
                    await something.wait()
            except TimeoutError:
                continue

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(work())
        yield
        task.cancel()
        await asyncio.wait({task})

    return Starlette(
        routes=[
            Route("/proxy", from_proxy, methods=["POST"]),
            Route("/desk", from_desk, methods=["POST"]),
        ],
        lifespan=lifespan,
    )


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST:
            return b""  # which no signature fits
    return body


def main() -> None:
    """Serve, configured by the environment."""
    given, folder = os.environ, Path(sys.argv[1])
    folder.mkdir(mode=0o700, exist_ok=True)
    book = Book(folder / "events.sqlite3")
    desk = httpx.AsyncClient(
        base_url=given["DESK_URL"], headers={"api_access_token": given["DESK_TOKEN"]}
    )
    queue = httpx.AsyncClient(
        base_url=given["QUEUE_URL"], headers={"authorization": f"Bearer {given['AGENT_KEY']}"}
    )
    mirror = Mirror(
        book,
        Ledger(folder / "ledger.sqlite3"),
        Desk(desk, account=int(given["DESK_ACCOUNT"]), inbox=int(given["DESK_INBOX"])),
        QueueApi(queue),
        time.time,
    )
    service = create_service(
        mirror,
        book,
        proxy_secrets=given["WEBHOOK_SECRETS"].split(),
        desk_secret=given["DESK_SECRET"],
    )
    uvicorn.run(service, host="127.0.0.1", port=8091)


if __name__ == "__main__":
    main()
