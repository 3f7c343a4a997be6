"""What the log itself says of erasures: how missing content is told from stolen content. Pure.

Only authentic records are put in here. Missing content is *explained* when an intent or a receipt
covers it; content that a receipt covers must be gone, unless a legal hold kept it (specification,
section 8).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from proxy.audit.base import Scope
from proxy.audit.events import EventKind
from proxy.audit.legal_holds import LegalHolds
from proxy.audit.record import Header
from proxy.ids import ConversationId


@dataclass(frozen=True, slots=True)
class Intent:
    """Where an intent stands, and which content it means (None: a case or a stream is meant)."""

    stream: str
    record: int
    content: Scope | None


@dataclass(slots=True)
class _Bounds:
    """Times before which content is covered: of all conversations, and of single ones."""

    everybody: str = ""
    conversations: dict[str, str] = field(default_factory=dict)

    def add(self, scope: Scope) -> None:
        if scope.conversation is None:
            self.everybody = max(self.everybody, scope.before)
            return
        known = self.conversations.get(scope.conversation, "")
        self.conversations[scope.conversation] = max(known, scope.before)

    def of(self, conversation: str | None) -> str:
        return max(self.everybody, self.conversations.get(conversation or "", ""))


@dataclass(slots=True)
class Erasures:
    """All erasures of a log."""

    streams: set[str] = field(default_factory=set)
    """Streams that were dropped, or were going to be."""
    holds: LegalHolds = field(default_factory=LegalHolds)
    _receipts: list[tuple[str, Scope]] = field(default_factory=list)
    """When each was written, and what it covers."""
    _intents: dict[str, Intent] = field(default_factory=dict)
    _finished: set[str] = field(default_factory=set)
    _meant: _Bounds = field(default_factory=_Bounds)
    _done: _Bounds = field(default_factory=_Bounds)

    def take(self, header: Header) -> None:
        """Take note of an authentic ``erasure_intent`` or ``erasure_done``."""
        name, scope = str(header.clear.get("erasure")), _scope(header)
        stream = header.clear.get("erased_stream")
        if isinstance(stream, str):
            self.streams.add(stream)
        if scope is not None:
            self._meant.add(scope)
        if header.kind == EventKind.ERASURE_INTENT:
            self._intents[name] = Intent(header.stream, header.seq, scope)
            return
        self._finished.add(name)
        if scope is not None:
            self._done.add(scope)
            self._receipts.append((header.at, scope))

    def unfinished(self) -> Iterator[Intent]:
        """Intents that no receipt covers: neither their own nor that of a later, wider run."""
        for name, intent in self._intents.items():
            scope = intent.content
            covered = scope is not None and scope.before <= self._done.of(scope.conversation)
            if name not in self._finished and not covered:
                yield intent

    def must_be_gone(self, header: Header) -> bool:
        """A receipt says that its content was deleted, and no legal hold kept it then."""
        if header.at >= self._done.of(header.conversation):
            return False
        if not self.holds.any_over(header):
            return True
        return any(
            _covers(scope, header) and not self.holds.keeps(header, at)
            for at, scope in self._receipts
        )

    def may_be_gone(self, header: Header) -> bool:
        """A receipt or an intent explains that its content is missing."""
        return header.at < self._meant.of(header.conversation)


def _covers(scope: Scope, header: Header) -> bool:
    return header.at < scope.before and scope.conversation in {None, header.conversation}


def _scope(header: Header) -> Scope | None:
    """Which content an erasure speaks about; None: it is about a stream or a case."""
    before, whose = header.clear.get("before"), header.clear.get("erased_conversation")
    if header.clear.get("scope") != "content" or not isinstance(before, str):
        return None
    return Scope(before, ConversationId(whose) if isinstance(whose, str) else None)
