"""Putting values back into an answer, piece by piece.

Strategy: a channel is one text that arrives in pieces. What is released is a function of the whole
text, never of where it was cut: a piece is held from the first character that could still become a
placeholder of this turn, and a complete placeholder until what it stands beside is known. Only an
exact hit in this turn's map restores; restored text is never read again. Most pieces hold nothing
of the kind and pass at the cost of two searches; what was released is kept unread until the first
placeholder asks for its context. Specification: docs/spec/placeholder.md, 4 and 6.
"""

import json as json_text
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import assert_never

from proxy.privacy.base import Operator, RestorationRules
from proxy.privacy.json_depth import JsonDepth
from proxy.privacy.json_place import JsonPlace
from proxy.privacy.json_types import JsonTypes
from proxy.privacy.links import is_allowed_link
from proxy.privacy.placeholders import LINK, LOOK_ALIKE, Entry, Placeholders
from proxy.privacy.schemas import kinds_in
from proxy.privacy.sinks import After, Context, after
from proxy.privacy.spellings import Cut, Partial, Spelled, Spellings, spellings_for
from proxy.turn import Channel, Schema, Sink

NEUTRAL_WORD = "[hidden]"
"""Stands where an answer ended inside a placeholder."""

_CUSTOM = ("input",)
"""The one argument of a custom tool, whose input is no JSON."""

_SPOKEN = frozenset({"content", "content_part"})
"""Places whose parts customers see as one text: the context of one goes on in the next."""

_SIGNS = ("<", "/", "\\", "](", "www.")
"""A value with one of these is read as context; any other counts as a letter."""


@dataclass(slots=True)
class _Run:
    """What is remembered of one channel."""

    held: str = field(default="", repr=False)
    unread: list[str] = field(default_factory=list, repr=False)
    """Released text that the context has not read yet."""
    context: Context = field(default_factory=Context)
    depth: JsonDepth = field(default_factory=JsonDepth)
    last: str = field(default="", repr=False)
    """The last character released: a bare placeholder must not begin within a word."""
    tool: str | None = None
    sink: Sink = Sink.PROTECTED
    json: bool = False
    place: JsonPlace = field(default_factory=JsonPlace)
    before: "_Run | None" = None
    """The part before this one, until its context is taken over."""
    types: JsonTypes | None = None
    """In JSON that the caller reads: gives values their type back."""


class Restorer:
    """Restores the answers of one turn. Not shared between turns or threads."""

    def __init__(
        self,
        placeholders: Placeholders,
        rules: RestorationRules,
        schemas: Sequence[Schema] = (),
    ) -> None:
        """``schemas``: as the caller wrote them, before they were widened."""
        self._schemas = {
            schema.tool: kinds_in(schema.tree)
            for schema in schemas
            if not isinstance(schema.tree, str)
        }
        self._placeholders = placeholders
        self._rules = rules
        self._plain = spellings_for(placeholders.labels, json=False)
        self._json = spellings_for(placeholders.labels, json=True)
        self._runs: dict[Channel, _Run] = {}
        self._before: dict[Channel, _Run | None] = {}
        """Of each part of a spoken text the part before it."""
        self._newest: dict[tuple[int, str], tuple[int, _Run]] = {}
        self._tools: set[str] = set()
        self.restored = 0
        """How many placeholders were put back."""
        self.where: Counter[tuple[str, str]] = Counter()
        """How many of them where: (``customer_text`` or the tool's name, entity type)."""
        self.left = 0
        """How many placeholders of this turn stayed, or were cut."""

    @property
    def tools_protected(self) -> frozenset[str]:
        """Tools in whose arguments a placeholder stayed."""
        return frozenset(self._tools)

    def feed(self, channel: Channel, text: str, *, sink: Sink, json: bool) -> str:
        """The next piece of a channel; returns what can be released, perhaps nothing."""
        if not self._placeholders and not self._schemas:
            return text
        run = self._runs.get(channel)
        if run is None:
            run = self._runs[channel] = self._begin(channel, sink, json=json)
        if channel.tool is not None:
            run.tool = channel.tool
        if not text:
            return ""
        types = self._types(run)
        released = self._released(run, text)
        return types.read(released) if types else released

    def _released(self, run: _Run, text: str) -> str:
        """What of the next piece can be released, before types are given back."""
        if not run.held and self._spellings(run).is_plain(run.last, text):
            run.unread.append(text)
            run.last = text[-1]
            return text
        return self._read(run, run.held + text, final=False)

    def flush(self, channel: Channel) -> str:
        """The channel ends: what was held back, a cut placeholder as ``NEUTRAL_WORD``."""
        run = self._runs.pop(channel, None)
        if run is None:
            return ""
        tail = self._read(run, run.held, final=True) if run.held else ""
        return run.types.read(tail) + run.types.end() if run.types else tail

    def restore(self, text: str, channel: Channel, *, sink: Sink, json: bool) -> str:
        """A whole text at once, apart from what the channel holds."""
        if not text or not (self._placeholders or self._schemas):
            return text
        run = self._begin(channel, sink, json=json)
        whole = self._read(run, text, final=True)
        types = self._types(run)
        return types.read(whole) + types.end() if types else whole

    def _begin(self, channel: Channel, sink: Sink, *, json: bool) -> _Run:
        """A text begins, or is told again: both go on from the part before it."""
        run = _Run(sink=sink, json=json, tool=channel.tool)
        if channel.place not in _SPOKEN or sink is not Sink.CUSTOMER_TEXT or json:
            return run
        if channel not in self._before:
            where = channel.choice, channel.place
            part, newest = self._newest.get(where, (-1, None))
            self._before[channel] = newest if part < channel.part else None
            if part < channel.part:
                self._newest[where] = channel.part, run
        run.before = self._before[channel]
        return run

    def _types(self, run: _Run) -> JsonTypes | None:
        """What gives values of this run their type back; None where no value can need it."""
        if run.types is None and run.json and run.sink is not Sink.PROTECTED:
            kinds_at = self._schemas.get(run.tool)
            if kinds_at or self._placeholders.numbers:
                run.types = JsonTypes(kinds_at, self._placeholders.numbers)
        return run.types

    def _spellings(self, run: _Run) -> Spellings:
        return self._json if run.json else self._plain

    def _read(self, run: _Run, text: str, *, final: bool) -> str:
        """Release what is certain of ``text``; hold the rest."""
        released: list[str] = []
        position = len(run.last)
        text = run.last + text
        run.held = ""
        while position < len(text):
            found = self._next(run, text, position, final=final)
            if found is None:
                released.append(self._pass(run, text[position:]))
                break
            released.append(self._pass(run, text[position : found.start]))
            shown = None
            if not isinstance(found, Partial):
                shown = self._show(run, text, found, final=final)
            if shown is None or isinstance(found, Partial):
                run.held = text[found.start :]
                break
            released.append(shown)
            run.last = text[found.end - 1]
            position = found.end
        return "".join(released)

    def _next(
        self, run: _Run, text: str, position: int, *, final: bool
    ) -> Spelled | Partial | Cut | None:
        spellings = self._spellings(run)
        found = spellings.next(text, position, final=final)
        cut = spellings.cut(text, position) if final else None
        if cut is None or (found is not None and found.start < cut.start):
            return found
        if cut.known + "]" in self._placeholders:
            whole = cut.known + "]"
            return Spelled(cut.start, cut.end, whole, exact=False, bare=False)
        if self._placeholders.begin_with(cut.known):
            return cut
        return found

    def _show(self, run: _Run, text: str, found: Spelled | Cut, *, final: bool) -> str | None:
        """What stands in place of a complete or cut placeholder; None: more text must tell."""
        if isinstance(found, Cut):
            self.left += 1
            return self._pass(run, NEUTRAL_WORD)
        literal = text[found.start : found.end]
        entry = self._placeholders.get(found.placeholder)
        if entry is None:
            return self._pass(run, literal)
        stands = After.BLOCKED
        if self._may_restore(entry, run):
            stands = self._stands(run, entry, text, found.end, final=final)
        match stands:
            case After.UNDECIDED:
                return None
            case After.BLOCKED:
                self.left += 1
                if run.sink is Sink.TOOL_ARGUMENTS and run.tool is not None:
                    self._tools.add(run.tool)
                return self._pass(run, literal)
            case After.FREE:
                self.restored += 1
                place = run.tool if run.sink is Sink.TOOL_ARGUMENTS else None
                self.where[place or run.sink.value, entry.entity_type] += 1
                return self._put_back(run, entry)
            case _:
                assert_never(stands)

    def _may_restore(self, entry: Entry, run: _Run) -> bool:
        """The policy's word: sink, tool, entity type, host."""
        if run.sink is Sink.PROTECTED or run.sink not in self._rules.sinks:
            return False
        if entry.rule.label == LINK.label and not is_allowed_link(
            entry.restores.reveal(), self._rules.link_hosts
        ):
            return False
        if run.sink is not Sink.TOOL_ARGUMENTS:
            return True
        if entry.rule.operator is not Operator.PLACEHOLDER or not entry.rule.in_tools:
            return False
        if self._rules.tool_names is not None and run.tool not in self._rules.tool_names:
            return False
        return self._is_open(run)

    def _is_open(self, run: _Run) -> bool:
        """Whether the policy lets values into the argument that is being written."""
        wanted = self._rules.arguments.get(run.tool or "")
        if wanted is None:
            return True
        if not run.json:
            return _CUSTOM in wanted
        self._read_on(run)
        keys = tuple(step for step in run.place.path if isinstance(step, str))
        return any(keys[: len(each)] == each for each in wanted)

    def _stands(self, run: _Run, entry: Entry, text: str, end: int, *, final: bool) -> After:
        """What the text around a placeholder says."""
        if entry.rule == LOOK_ALIKE:
            return After.FREE
        self._read_on(run)
        link = entry.rule.label == LINK.label
        context = run.context
        if not (context.allows_link() if link else context.allows_value()):
            return After.BLOCKED
        return after(text, end, json=run.json, final=final, link=link)

    def _read_on(self, run: _Run) -> None:
        """Let the context read what was released since, in the parts before this one first."""
        parts = [run]
        while parts[-1].before is not None:
            parts.append(parts[-1].before)
        for part in reversed(parts):
            if part.before is not None:
                part.context, part.before = part.before.context.copy(), None
            self._read_part(part)

    def _read_part(self, run: _Run) -> None:
        text = "".join(run.unread)
        run.unread.clear()
        run.context.advance(text, json=run.json)
        if run.json:
            run.depth.read(text)
            run.place.read(text)

    def _put_back(self, run: _Run, entry: Entry) -> str:
        value = entry.restores.reveal()
        if run.json:
            self._read_on(run)
            for _ in range(max(1, run.depth.strings)):
                value = json_text.dumps(value, ensure_ascii=False)[1:-1]
        # Later placeholders must see an address or markup that a value brought along.
        telling = any(sign in value for sign in _SIGNS) or ("." in value and "@" not in value)
        run.unread.append(value if telling else "x")
        return value

    def _pass(self, run: _Run, text: str) -> str:
        if text:
            run.unread.append(text)
            run.last = text[-1]
        return text
