"""Sending a protected turn and bringing its answer back (recipe, steps 9 to 11).

Strategy: whatever happens after step 8 — an answer, a provider's error, a cut stream, a client that
hangs up, our own shutdown — ends in exactly one TurnClosed record, and the last bytes of a good
answer wait for it. ``_Closing`` is that promise as an object.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field, replace

from proxy.dialects.base import Answer, Dialect
from proxy.errors import ErrorCode, ProviderError, ProxyError
from proxy.gateway import headers
from proxy.gateway.base import Call, Reply, Rooms
from proxy.gateway.continuing import HandOn
from proxy.gateway.records import Outcome, turn_closed
from proxy.gateway.stream import Piece, StreamRestorer, may_announce
from proxy.gateway.upstream import UpstreamAnswer
from proxy.ids import ConversationId
from proxy.policy.base import Policy
from proxy.privacy.guard import Protected
from proxy.privacy.restore import Restorer
from proxy.thinking import think
from proxy.turn import Channel, Sink, Turn

_COMPLETED = "completed"
_PING = b": ping\n\n"
"""A comment line of an event stream: ignored by every client, keeps connections open."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A turn whose opening record is durable and that may leave now."""

    call: Call
    turn: Turn
    policy: Policy
    conversation: ConversationId
    protected: Protected
    own: Mapping[str, str]
    """Our response headers so far."""
    hand_on: HandOn | None = None
    """What the next turn must know, where it goes on from an answer that the provider keeps."""
    announcement: str | None = None
    """Said before the bot's first words after a return."""
    disclosure: str | None = None
    """Said before the bot's first words in the conversation: who answers."""

    @property
    def opening(self) -> str | None:
        """Words of ours before the bot's first ones."""
        return "\n\n".join(filter(None, (self.disclosure, self.announcement))) or None

    async def close_unsent(self, rooms: Rooms) -> None:
        """Record that this turn did not leave after all."""
        outcome = Outcome("superseded", 0)
        await rooms.recorder.record(turn_closed(self.call, self.conversation, self.policy, outcome))


@dataclass(slots=True)
class _Closing:
    """Writes TurnClosed once, whoever comes first."""

    departure: Departure
    rooms: Rooms
    restorer: Restorer
    provider_request: str | None = None
    answer: dict[Channel, list[str]] = field(default_factory=dict, repr=False)
    """Pieces of the provider's texts, by channel: those of several choices come interleaved."""
    answer_id: str | None = None
    opened: bool = False
    """The answer's words began with ours."""
    closed: bool = False

    async def close(self, name: str, status: int) -> None:
        """Durable on return, what is handed on too. Later calls do nothing."""
        if self.closed:
            return
        if name == _COMPLETED and self.departure.hand_on is not None:
            await self.departure.hand_on.keep(self.rooms, self.answer_id, self._words())
        self.closed = True
        outcome = Outcome(
            name,
            status,
            restored=self.restorer.restored,
            restored_where=dict(self.restorer.where),
            left=self.restorer.left,
            tools_protected=tuple(sorted(self.restorer.tools_protected)),
            answer="\n".join(filter(None, map("".join, self.answer.values()))),
            provider_request=self.provider_request,
            disclosed=bool(self.opened and self.departure.disclosure),
        )
        event = turn_closed(
            self.departure.call, self.departure.conversation, self.departure.policy, outcome
        )
        self.rooms.metrics.closed(name)
        await self.rooms.recorder.record(event)

    def _words(self) -> str:
        """What the assistant said, with placeholders."""
        return "\n".join("".join(t) for c, t in self.answer.items() if c.place == "content")

    async def close_broken(self) -> None:
        """Close a turn that nothing else has closed: we failed."""
        if not self.closed:
            await asyncio.shield(self.close(ErrorCode.INTERNAL_ERROR.value, 500))


async def forward(departure: Departure, rooms: Rooms) -> Reply:
    """Send, restore, record. Raises ProviderError when no answer came."""
    restorer = Restorer(
        departure.protected.placeholders, departure.policy.restoration, departure.turn.schemas
    )
    closing = _Closing(departure, rooms, restorer)
    started = rooms.clock.monotonic()
    deadline = started + rooms.turn_seconds
    async with AsyncExitStack() as stack:
        # Also an error that nobody foresaw leaves a record; after any other ending this does nothing.
        stack.push_async_callback(closing.close_broken)
        try:
            async with asyncio.timeout(rooms.turn_seconds):
                answer = await stack.enter_async_context(
                    rooms.upstream.send(
                        departure.protected,
                        path=departure.call.address.path,
                        headers={
                            **departure.call.headers,
                            **departure.call.dialect.provider_headers,
                            **headers.request_id(departure.call.turn),
                        },
                        stream=departure.turn.stream,
                        key_header=departure.call.address.key_header,
                    )
                )
                rooms.metrics.upstream_took(rooms.clock.monotonic() - started)
                closing.provider_request = answer.request_id
                if answer.status >= 400:
                    return await _provider_error(answer, departure, closing, restorer)
                if not departure.turn.stream:
                    return await _whole(answer, departure, closing, restorer)
        except TimeoutError:
            await asyncio.shield(closing.close("provider_timeout", 504))
            raise _too_long() from None
        except ProxyError as error:
            await asyncio.shield(closing.close(error.code.value, error.status))
            raise
        except asyncio.CancelledError:
            await asyncio.shield(closing.close("client_gone", 0))
            raise
        # The stream outlives this call: what was opened is closed by the generator, and only one
        # that has begun is sure to come to its end, even if nobody ever reads from it.
        chunks = _stream(answer, departure, closing, restorer, rooms, deadline, stack.pop_all())
        await anext(chunks)
        return Reply(
            200, _headers(answer, departure), chunks=chunks, media_type="text/event-stream"
        )


def _too_long() -> ProviderError:
    return ProviderError(
        ErrorCode.PROVIDER_TIMEOUT, "The turn took longer than the configured limit.", status=504
    )


def _headers(answer: UpstreamAnswer, departure: Departure) -> dict[str, str]:
    count = sum(departure.protected.counts.values())
    return {**answer.headers, **departure.own, headers.PROTECTED: str(count)}


async def _whole(
    answer: UpstreamAnswer, departure: Departure, closing: _Closing, restorer: Restorer
) -> Reply:
    dialect = departure.call.dialect
    body = await answer.read()

    def restored() -> tuple[Answer, dict[int, str]]:
        parsed = dialect.read_answer(body, departure.turn)
        for slot in parsed.slots:
            closing.answer.setdefault(slot.channel, []).append(slot.text)
        return parsed, {
            index: restorer.restore(slot.text, slot.channel, sink=slot.sink, json=slot.json)
            for index, slot in enumerate(parsed.slots)
        }

    parsed, texts = await think(len(body), restored)
    if departure.opening is not None:
        for index in _first_words(parsed):
            closing.opened = True
            texts[index] = f"{departure.opening}\n\n{texts[index]}"
    body = dialect.write_answer(parsed, texts)
    closing.answer_id = parsed.answer_id
    await closing.close(_COMPLETED, answer.status)
    own = _headers(answer, departure)
    if restorer.tools_protected:
        own[headers.TOOLS_PROTECTED] = headers.clean(",".join(sorted(restorer.tools_protected)))
    return Reply(answer.status, own, body)


def _first_words(answer: Answer) -> Iterable[int]:
    """The slots that our own words may go before: the first with words, of each choice."""
    first: dict[int, int] = {}
    for index, slot in enumerate(answer.slots):
        if may_announce(slot) and slot.text:
            first.setdefault(slot.channel.choice, index)
    return first.values()


async def _provider_error(
    answer: UpstreamAnswer, departure: Departure, closing: _Closing, restorer: Restorer
) -> Reply:
    """The provider's own refusal, in the caller's shape; values it echoes are restored."""
    dialect = departure.call.dialect
    told = dialect.read_error(await answer.read())
    message = restorer.restore(
        told.message, Channel(0, "error"), sink=Sink.CUSTOMER_TEXT, json=False
    )
    body = dialect.write_error(replace(told, message=message))
    await closing.close("provider_error", answer.status)
    return Reply(answer.status, _headers(answer, departure), body)


async def _stream(
    answer: UpstreamAnswer,
    departure: Departure,
    closing: _Closing,
    restorer: Restorer,
    rooms: Rooms,
    deadline: float,
    stack: AsyncExitStack,
) -> AsyncGenerator[bytes]:
    """The restored stream. However it ends, the record is written and the provider let go.

    Its first item is empty: taken by ``forward``, so that the generator has begun.
    """
    dialect = departure.call.dialect
    reader = dialect.stream_reader(departure.turn)
    restoring = StreamRestorer(dialect, reader, restorer, departure.opening)
    closing.answer = restoring.received
    async with stack, aclosing(_pieces(answer, restoring, rooms, deadline)) as pieces:
        try:
            yield b""
            async for piece in pieces:
                closing.opened = restoring.announced
                if piece.last:
                    closing.answer_id = restoring.answer_id
                    await closing.close(_ending(restoring), answer.status)
                yield piece.data
            await closing.close(_ending(restoring), answer.status)
        except ProxyError as error:
            for data in await _broken(error, dialect, restoring, closing):
                yield data
        except (GeneratorExit, asyncio.CancelledError):
            await asyncio.shield(closing.close("client_gone", 0))
            raise


def _ending(restoring: StreamRestorer) -> str:
    return "provider_error" if restoring.failed else _COMPLETED


async def _broken(
    error: ProxyError, dialect: Dialect, restoring: StreamRestorer, closing: _Closing
) -> list[bytes]:
    """The end of a stream that failed: what was right is released, then an error event.

    Where the end cannot be recorded either, that is the error the caller is told.
    """
    out: list[bytes] = []
    try:
        out += [piece.data for piece in restoring.release()]
        await closing.close(error.code.value, error.status)
    except ProxyError as worse:
        error = worse
    return [*out, dialect.error_event(error)]


async def _pieces(
    answer: UpstreamAnswer, restoring: StreamRestorer, rooms: Rooms, deadline: float
) -> AsyncGenerator[Piece]:
    """Pieces as they come; a ping when nothing came for a while; an end to endless answers."""
    chunks = aiter(answer.chunks)
    pending: asyncio.Task[bytes | None] | None = None
    try:
        while True:
            left = deadline - rooms.clock.monotonic()
            if left <= 0:
                raise _too_long()
            pending = pending or asyncio.create_task(_next(chunks))
            done, _ = await asyncio.wait({pending}, timeout=min(rooms.ping_seconds, left))
            if not done:
                if left > rooms.ping_seconds:
                    yield Piece(_PING)
                continue
            chunk = pending.result()
            pending = None
            if chunk is None:
                break
            for piece in restoring.feed(chunk):
                yield piece
        for piece in restoring.finish():
            yield piece
    finally:
        if pending is not None:
            pending.cancel()


async def _next(chunks: AsyncIterator[bytes]) -> bytes | None:
    return await anext(chunks, None)
