"""The shop's backend: a page, a chat route, and the live events of a case.

It holds the client key and the case's token, so neither reaches the browser. A shop of its own would
know its customers by its session; here the address of the page is the session.
"""

import json
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from examples.widget.talk import Line, Talk

PAGE = Path(__file__).parent / "page"
SORRY = "Sorry, that did not work. Please try again in a moment."
_TALKS = 1000
_LONGEST = 4000
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


class Shop:
    """The storefront of one client key."""

    def __init__(
        self, proxy: str, client_key: str, *, extra: Callable[[], Mapping[str, str]] | None = None
    ) -> None:
        """``extra``: further pages of the demo, address → HTML, asked for each time."""
        self._talks: OrderedDict[str, Talk] = OrderedDict()
        self._extra = extra
        self._proxy = httpx.AsyncClient(
            base_url=proxy,
            headers={"authorization": f"Bearer {client_key}"},
            timeout=httpx.Timeout(60, read=None),
        )
        self._events = httpx.AsyncClient(base_url=proxy, timeout=httpx.Timeout(60, read=60))
        routes = [
            Route("/", self.start),
            Route("/plain", self.start),
            Route("/shop/{talk}/", self.page),
            Route("/shop/{talk}/lines", self.lines),
            Route("/shop/{talk}/chat", self.chat, methods=["POST"]),
            Route("/shop/{talk}/live", self.live),
            Route("/shop/{talk}/arrived", self.arrived, methods=["POST"]),
            Route("/shop/{talk}/rating", self.rating, methods=["POST"]),
            Mount("/page", StaticFiles(directory=PAGE)),
            Route("/{other}", self.other),
        ]
        self.app = Starlette(routes=routes, lifespan=self._opened)

    @asynccontextmanager
    async def _opened(self, _: Starlette) -> AsyncIterator[None]:
        async with self._proxy, self._events:
            yield

    async def start(self, request: Request) -> Response:
        """A new conversation; from ``/plain`` with a widget that knows nothing of cases."""
        name = secrets.token_urlsafe(16)
        self._talks[name] = Talk(f"shop-{name}", live=request.url.path != "/plain")
        while len(self._talks) > _TALKS:
            self._talks.popitem(last=False)
        return RedirectResponse(f"/shop/{name}/", status_code=303)

    async def page(self, request: Request) -> Response:
        """The storefront."""
        talk = self._talk(request)
        if talk is None:
            return RedirectResponse("/", status_code=303)
        html = (PAGE / "index.html").read_text(encoding="utf-8")
        html = html.replace("{{live}}", "yes" if talk.live else "no")
        return HTMLResponse(html, headers=_HEADERS)

    async def other(self, request: Request) -> Response:
        """Pages of the demo around the shop."""
        pages = self._extra() if self._extra else {}
        html = pages.get(request.url.path)
        return HTMLResponse(html or "Not found", 200 if html else 404, headers=_HEADERS)

    async def lines(self, request: Request) -> Response:
        """What has been said, for a page that was loaded again."""
        talk = self._talk(request)
        said = [asdict(line) for line in talk.lines] if talk else []
        return JSONResponse({"lines": said, "case": bool(talk and talk.handoff)}, headers=_HEADERS)

    async def chat(self, request: Request) -> Response:
        """One turn: through the proxy, and back to the page as it comes."""
        talk, sent = self._talk(request), await _json(request)
        text = str(sent.get("text", "")).strip()[:_LONGEST]
        if talk is None or not text:
            return Response(status_code=404)
        stream = self._turn(talk, text)
        return StreamingResponse(stream, media_type="application/x-ndjson", headers=_HEADERS)

    async def _turn(self, talk: Talk, text: str) -> AsyncIterator[bytes]:
        messages = [*talk.history, {"role": "user", "content": text}]
        said, handoff = "", None
        asked = self._proxy.stream(
            "POST",
            "/v1/chat/completions",
            headers={"x-conversation-id": talk.conversation},
            json={"model": "gpt-4o-mini", "messages": messages, "stream": True},
        )
        try:
            async with asked as answer:
                answer.raise_for_status()
                is_held = "x-chat-proxy-handoff" in answer.headers
                async for chunk in _chunks(answer):
                    handoff = chunk.get("handoff", handoff)
                    piece = "".join(
                        choice["delta"].get("content") or "" for choice in chunk["choices"]
                    )
                    said += piece
                    if piece and not is_held:
                        yield _line({"piece": piece})
        except (httpx.HTTPError, ValueError, KeyError):
            yield _line({"sorry": SORRY})
            return
        talk.history = [*messages, {"role": "assistant", "content": said}]
        talk.lines.append(Line("customer", text))
        line = talk.held(said, handoff) if handoff else Line("assistant", said)
        if line is not None:
            talk.lines.append(line)
        if handoff:
            yield _line({"held": asdict(line) if line else None, "state": handoff["state"]})

    async def live(self, request: Request) -> Response:
        """The case's events, passed on. 204 ends the browser's asking."""
        talk = self._talk(request)
        if talk is None or talk.handoff is None or not talk.live:
            return Response(status_code=204)
        last = request.headers.get("last-event-id", "0")
        asked = self._events.build_request(
            "GET", self._of_case(talk, "events"), headers={**_token(talk), "last-event-id": last}
        )
        try:
            answer = await self._events.send(asked, stream=True)
        except httpx.HTTPError:
            return _later()
        if answer.status_code != 200:
            await answer.aclose()
            over = answer.status_code in {204, 404}
            return Response(status_code=204) if over else _later()
        stream = self._passed_on(talk, answer)
        return StreamingResponse(stream, media_type="text/event-stream", headers=_HEADERS)

    async def _passed_on(self, talk: Talk, answer: httpx.Response) -> AsyncIterator[bytes]:
        name = ""
        try:
            async for text in answer.aiter_lines():
                name = text.removeprefix("event: ") if text.startswith("event: ") else name
                is_message = name == "message" and text.startswith("data: ")
                yield (_marked(talk, text) if is_message else text).encode() + b"\n"
        except httpx.HTTPError:
            return  # the browser asks again
        finally:
            await answer.aclose()

    async def arrived(self, request: Request) -> Response:
        """The page has shown a message: the proxy need not say it again."""
        talk, sent = self._talk(request), await _json(request)
        if talk is None or talk.handoff is None:
            return Response(status_code=404)
        talk.shown.add(int(sent["number"]))
        return await self._tell(talk, "arrived", {"number": int(sent["number"])})

    async def rating(self, request: Request) -> Response:
        """What the customer thinks of it."""
        talk, sent = self._talk(request), await _json(request)
        if talk is None or talk.handoff is None:
            return Response(status_code=404)
        return await self._tell(talk, "rating", {"rating": int(sent["rating"])})

    async def _tell(self, talk: Talk, what: str, body: dict[str, int]) -> Response:
        answer = await self._events.post(self._of_case(talk, what), headers=_token(talk), json=body)
        return Response(status_code=answer.status_code)

    def _of_case(self, talk: Talk, what: str) -> str:
        assert talk.handoff is not None
        return f"/handoff/v1/cases/{talk.handoff['case']}/{what}"

    def _talk(self, request: Request) -> Talk | None:
        return self._talks.get(request.path_params["talk"])


def _marked(talk: Talk, text: str) -> str:
    """A message's line of data, with a word on whether the page should show it."""
    message = json.loads(text.removeprefix("data: "))
    line = talk.passed_on(message)
    if line is not None and line not in talk.lines:
        talk.lines.append(line)
    return f"data: {json.dumps({**message, 'new': line is not None})}"


def _later() -> Response:
    """An empty stream: the browser comes back. After any error status it would not."""
    return Response("retry: 3000\n\n", media_type="text/event-stream", headers=_HEADERS)


def _token(talk: Talk) -> dict[str, str]:
    assert talk.handoff is not None
    return {"authorization": f"Bearer {talk.handoff['token']}"}


async def _json(request: Request) -> dict[str, Any]:
    sent = json.loads(await request.body() or b"{}")
    return sent if isinstance(sent, dict) else {}


async def _chunks(answer: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    async for text in answer.aiter_lines():
        if text.startswith("data: ") and text != "data: [DONE]":
            chunk = json.loads(text.removeprefix("data: "))
            if "error" in chunk:
                raise ValueError("the proxy reports an error in the stream")
            yield chunk


def _line(value: object) -> bytes:
    return json.dumps(value).encode() + b"\n"
