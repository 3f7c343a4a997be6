"""A provider's event stream, restored piece by piece.

Strategy: bytes → events (dialect) → fragments restored per channel (privacy) → bytes (dialect).
Only what could still become a placeholder is held back, per channel; when a channel closes, its
tail goes out before (or inside) the event that closes it. The law the tests hold: any chunking of
the provider's bytes gives the same bytes to the client.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from proxy.dialects.base import AnswerSlot, Dialect, Fragment, StreamEvent, StreamReader
from proxy.errors import ErrorCode, ProviderError
from proxy.privacy.restore import Restorer
from proxy.turn import Channel, Sink


def may_announce(text: Fragment | AnswerSlot) -> bool:
    """Whether words of ours may be put before this text: plain words for the customer."""
    return text.sink is Sink.CUSTOMER_TEXT and not text.json and text.channel.place == "content"


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes for the client. ``last``: the closing event, released only after the final record."""

    data: bytes = field(repr=False)
    last: bool = False


class StreamRestorer:
    """Turns a provider's bytes into the client's bytes, incrementally."""

    def __init__(
        self,
        dialect: Dialect,
        reader: StreamReader,
        restorer: Restorer,
        announcement: str | None = None,
    ) -> None:
        """``announcement``: words of ours that go before the first words for the customer."""
        self._dialect = dialect
        self._reader = reader
        self._restorer = restorer
        self._announcement = announcement
        self._announced_on: dict[int, Channel] = {}
        """By choice: each is read by itself."""
        self._added = 0
        self._open: dict[Channel, StreamEvent] = {}
        self._closed = False
        self.failed = False
        """The provider reported an error inside the stream."""
        self.answer_id: str | None = None
        """The answer's name, where the provider keeps it."""
        self.received: dict[Channel, list[str]] = {}
        """The answer's texts as the provider sent them: placeholders, no values."""

    @property
    def announced(self) -> bool:
        """Words of ours have gone before the answer's own."""
        return bool(self._announced_on)

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """The pieces that ``chunk`` completes. Raises ProviderError on a malformed event."""
        for event in self._reader.feed(chunk):
            yield from self._pieces(event)

    def finish(self) -> Iterator[Piece]:
        """What is left when the provider's bytes end.

        Raises ProviderError(PROVIDER_BROKEN_ANSWER) when the answer was cut: the end marker is
        missing and some choice never said why it finished.
        """
        for event in self._reader.finish():
            yield from self._pieces(event)
        if self._reader.ended or self.failed:
            return
        yield from self._tails()
        if self._reader.open_channels or not self._closed:
            raise ProviderError(
                ErrorCode.PROVIDER_BROKEN_ANSWER,
                "The provider's stream ended before the answer was complete.",
            )
        end = self._dialect.write_event(StreamEvent(None, done=True), {}, added=self._added)
        yield Piece(end, last=True)

    def release(self) -> Iterator[Piece]:
        """The held-back tails, safe to show: used before an error event ends the stream."""
        yield from self._tails()

    def _pieces(self, event: StreamEvent) -> Iterator[Piece]:
        self.failed = self.failed or event.error
        self.answer_id = event.answer_id or self.answer_id
        texts: dict[int, str] = {}
        where: dict[Channel, int] = {}
        wholes = self._wholes(event)
        for index, fragment in enumerate(event.fragments):
            if event.error or fragment.again or fragment.channel in wholes:
                texts[index] = self._whole(fragment, again=fragment.again)
                continue
            self.received.setdefault(fragment.channel, []).append(fragment.text)
            text = self._restorer.feed(
                fragment.channel, fragment.text, sink=fragment.sink, json=fragment.json
            )
            texts[index] = self._announced(fragment, text)
            where[fragment.channel] = index
            self._open[fragment.channel] = event
        self._closed = self._closed or bool(event.closes)
        for channel in event.closes:
            self._open.pop(channel, None)
            tail = self._restorer.flush(channel)
            if tail and channel in where:
                texts[where[channel]] += tail
            elif tail:
                yield self._tail(event, channel, tail)
        if event.done:
            yield from self._tails(event)
        data = self._dialect.write_event(event, texts, added=self._added)
        yield Piece(data, last=event.done)

    def _wholes(self, event: StreamEvent) -> frozenset[Channel]:
        """Channels that begin and end with this event and have several texts in it.

        Those are no pieces of one text but texts of their own (a quotation and where it is from).
        """
        texts = Counter(fragment.channel for fragment in event.fragments if not fragment.again)
        return frozenset(
            channel for channel in event.closes if texts[channel] > 1 and channel not in self._open
        )

    def _whole(self, fragment: Fragment, *, again: bool) -> str:
        """A whole text at once. Of one that is repeated what is restored counts once."""
        known = self.received.get(fragment.channel)
        if not (again and known):
            self.received.setdefault(fragment.channel, []).append(fragment.text)
        restorer = self._restorer
        counted = restorer.restored, restorer.left, restorer.where.copy()
        text = restorer.restore(
            fragment.text, fragment.channel, sink=fragment.sink, json=fragment.json
        )
        if again and known:
            restorer.restored, restorer.left, restorer.where = counted
        ours = self._announced_on.get(fragment.channel.choice) == fragment.channel
        if ours and self._announcement and text:
            return f"{self._announcement}\n\n{text}"
        return text

    def _tail(self, like: StreamEvent, channel: Channel, text: str) -> Piece:
        """What was held back, in an event of its own before ``like``."""
        data = self._dialect.tail_event(like, channel, text, added=self._added)
        self._added += 1
        return Piece(data)

    def _announced(self, fragment: Fragment, text: str) -> str:
        """The text with our own words before it, where it is the first for the customer."""
        done = self._announcement is None or fragment.channel.choice in self._announced_on
        if done or not may_announce(fragment) or not fragment.text:
            return text
        self._announced_on[fragment.channel.choice] = fragment.channel
        return f"{self._announcement}\n\n{text}"

    def _tails(self, before: StreamEvent | None = None) -> Iterator[Piece]:
        """All that is held back: before that event, or where the stream breaks."""
        for channel, last in list(self._open.items()):
            tail = self._restorer.flush(channel)
            if tail:
                yield self._tail(before or last, channel, tail)
        self._open.clear()
