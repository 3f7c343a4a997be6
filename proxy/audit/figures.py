"""Counting an export: volume, decisions, types of data, changes, gaps, what is still there.

One pass, in memory that grows with the days and not with the records. What stands in the clear is
counted without any key; entity types and topics are sealed and need the auditor's.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from proxy.audit.bundle import KEYS, Bundle, OnRead, member_name, opened_bundle
from proxy.audit.contents import ContentReader
from proxy.audit.events import EventKind, Scalar
from proxy.audit.findings import Findings
from proxy.audit.footer import FooterClaims, read_footer
from proxy.audit.manifest import read_keys
from proxy.audit.open import ContentState, open_bundle
from proxy.audit.record import Header, read_header
from proxy.errors import ErrorCode, VerificationError

SILENCE_SECONDS: Final = 150.0
"""A running log signs each minute; twice and a half of that without a footer is a gap."""
_MOST_LISTED: Final = 500

ADMINISTRATION: Final = frozenset(
    {
        EventKind.CLIENT_ADDED,
        EventKind.CLIENT_REVOKED,
        EventKind.POLICY_LOADED,
        EventKind.WEBHOOK_CHANGED,
        EventKind.WEBHOOK_GIVEN_UP,
        EventKind.KEY_CREATED,
        EventKind.KEY_CHANGED,
        EventKind.KEY_DRILL,
        EventKind.LOG_EXPORTED,
        EventKind.LOG_READ,
        EventKind.STORAGE_MOVED,
        EventKind.ERASURE_INTENT,
        EventKind.ERASURE_DONE,
        EventKind.HOLD_PLACED,
        EventKind.HOLD_RELEASE_ASKED,
        EventKind.HOLD_RELEASED,
        EventKind.USER_CHANGED,
    }
)
"""What people did with the proxy and its log: listed one by one."""


@dataclass(frozen=True, slots=True)
class Period:
    """From (included) and to (excluded), RFC 3339 or the beginning of one; None: no bound."""

    since: str | None = None
    until: str | None = None

    def has(self, at: str) -> bool:
        """Whether a moment lies within."""
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nothing was signed. ``stream`` None: no process wrote at all."""

    since: str
    until: str
    seconds: int
    stream: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Something that people, or a change of the policy, did."""

    at: str
    kind: str
    tenant: str
    clear: Mapping[str, Scalar]


@dataclass(slots=True)
class Day:
    """One UTC day."""

    records: int = 0
    protected: int = 0
    """Values replaced by placeholders."""
    decisions: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Figures:
    """What was counted within a period."""

    first: str | None = None
    last: str | None = None
    records: int = 0
    streams: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    tenants: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    days: dict[str, Day] = field(default_factory=dict)
    policies: Counter[str] = field(default_factory=Counter)
    """Turns by version of the policy."""
    acts: list[Act] = field(default_factory=list)
    more_acts: int = 0
    gaps: list[Gap] = field(default_factory=list)
    more_gaps: int = 0
    unclosed_turns: int = 0
    """Forwarded turns without a closing record: a crash in the middle of an answer."""
    contents: int = 0
    erased: int = 0
    oldest_content: str | None = None
    entity_types: Counter[str] | None = None
    topics: Counter[str] | None = None
    """None: no key was given."""


def figure_facts(figures: Figures) -> dict[str, object]:
    """All figures as an object that JSON can write."""
    days = {
        name: {
            "records": day.records,
            "protected": day.protected,
            "decisions": dict(day.decisions),
        }
        for name, day in sorted(figures.days.items())
    }
    types, topics = figures.entity_types, figures.topics
    return {
        "first": figures.first,
        "last": figures.last,
        "records": figures.records,
        "streams": figures.streams,
        "kinds": dict(figures.kinds),
        "tenants": dict(figures.tenants),
        "decisions": dict(figures.decisions),
        "outcomes": dict(figures.outcomes),
        "days": days,
        "policies": dict(figures.policies),
        "acts": [
            {"at": a.at, "kind": a.kind, "tenant": a.tenant, "clear": dict(a.clear)}
            for a in figures.acts
        ],
        "more_acts": figures.more_acts,
        "gaps": [
            {"since": g.since, "until": g.until, "seconds": g.seconds, "stream": g.stream}
            for g in figures.gaps
        ],
        "more_gaps": figures.more_gaps,
        "unclosed_turns": figures.unclosed_turns,
        "contents": figures.contents,
        "erased": figures.erased,
        "oldest_content": figures.oldest_content,
        "entity_types": None if types is None else dict(types),
        "topics": None if topics is None else dict(topics),
    }


def count(
    path: Path,
    period: Period | None = None,
    *,
    seed: bytes | None = None,
    on_read: OnRead | None = None,
) -> Figures:
    """Count the export at ``path``. Raises VerificationError when it is no bundle.

    With ``seed``, the auditor's key, sealed counts come along.
    """
    counting = _Counting(period or Period())
    findings = Findings()
    with opened_bundle(path, findings, on_read=on_read) as bundle:
        if findings.any_error or not bundle.has(KEYS):
            raise VerificationError(
                ErrorCode.VERIFICATION_FAILED, "this is not a whole bundle; verify it first"
            )
        read_keys(bundle.small(KEYS))
        for stream in bundle.streams():
            counting.stream(bundle, stream)
    counting.finish()
    if seed is not None:
        _count_sealed(path, seed, counting, on_read)
    return counting.figures


def _count_sealed(path: Path, seed: bytes, counting: "_Counting", on_read: OnRead | None) -> None:
    types, topics = Counter[str](), Counter[str]()

    def wanted(header: Header) -> bool:
        return header.kind == EventKind.TURN_OPENED and counting.period.has(header.at)

    for record in open_bundle(path, seed, wanted=wanted, on_read=on_read):
        content = record["content"] if record["state"] == ContentState.OPENED else None
        for name, number in _counts(content):
            types[name] += number
        topic = (content or {}).get("topic")
        if isinstance(topic, dict):
            topics[str(topic.get("name"))] += 1
    counting.figures.entity_types, counting.figures.topics = types, topics


def _counts(content: Any) -> Iterator[tuple[str, int]]:
    counts = (content or {}).get("counts")
    if isinstance(counts, dict):
        for name, number in counts.items():
            if type(number) is int:
                yield str(name), number


class _Counting:
    """The running state of one count."""

    def __init__(self, period: Period) -> None:
        self.period, self.figures = period, Figures()
        self._open_turns: set[str] = set()
        self._lives: list[tuple[str, str]] = []

    def stream(self, bundle: Bundle, stream: str) -> None:
        """Count one stream."""
        self.figures.streams += 1
        footer = ""
        life: list[str] = []
        with ContentReader(bundle, stream) as contents:
            for entry in _entries(bundle, stream):
                life = [*life[:1], entry.at]
                match entry:
                    case FooterClaims():
                        self._silence(footer, entry.at, stream)
                        footer = entry.at
                    case Header():
                        there = _is_there(entry, contents)
                        if self.period.has(entry.at):
                            self._record(entry, there=there)
        if len(life) == 2:
            self._lives.append((life[0], life[1]))

    def _record(self, header: Header, *, there: bool) -> None:
        figures, kind = self.figures, header.kind
        figures.records += 1
        figures.first = min(figures.first or header.at, header.at)
        figures.last = max(figures.last or header.at, header.at)
        figures.kinds[kind] += 1
        figures.tenants[header.tenant] += 1
        figures.contents += there
        figures.erased += not there
        if there:
            figures.oldest_content = min(figures.oldest_content or header.at, header.at)
        day = figures.days.setdefault(header.at[:10], Day())
        day.records += 1
        match kind:
            case EventKind.TURN_OPENED:
                self._turn(header, day)
            case EventKind.TURN_CLOSED:
                figures.outcomes[str(header.clear.get("outcome"))] += 1
                self._open_turns.discard(str(header.clear.get("turn")))
            case _ if kind in ADMINISTRATION:
                self._act(header)
            case _:
                pass

    def _turn(self, header: Header, day: Day) -> None:
        clear = header.clear
        decision, protected = str(clear.get("decision")), clear.get("protected")
        self.figures.decisions[decision] += 1
        self.figures.policies[str(clear.get("policy"))] += 1
        day.decisions[decision] += 1
        day.protected += protected if type(protected) is int else 0
        if decision == "forwarded":
            self._open_turns.add(str(clear.get("turn")))

    def _act(self, header: Header) -> None:
        if len(self.figures.acts) < _MOST_LISTED:
            act = Act(header.at, header.kind, header.tenant, header.clear)
            self.figures.acts.append(act)
        else:
            self.figures.more_acts += 1

    def _silence(self, since: str, until: str, stream: str | None) -> None:
        seconds = _seconds(since, until)
        if seconds <= SILENCE_SECONDS or not self.period.has(until):
            return
        if len(self.figures.gaps) < _MOST_LISTED:
            self.figures.gaps.append(Gap(since, until, int(seconds), stream))
        else:
            self.figures.more_gaps += 1

    def finish(self) -> None:
        """What is only known when all streams were seen."""
        reached = ""
        for since, until in sorted(self._lives):
            self._silence(reached, since, None)
            reached = max(reached, until)
        self.figures.unclosed_turns = len(self._open_turns)
        self.figures.acts.sort(key=lambda act: act.at)
        self.figures.gaps.sort(key=lambda gap: gap.since)


def _is_there(header: Header, contents: ContentReader) -> bool:
    while contents.frame is not None and contents.frame.seq < header.seq:
        contents.skip(contents.frame.length)
    return contents.frame is not None and contents.frame.seq == header.seq


def _seconds(since: str, until: str) -> float:
    """From one moment to a later one; 0 where one of them is none."""
    try:
        return (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds()
    except (ValueError, TypeError):
        return 0.0


def _entries(bundle: Bundle, stream: str) -> Iterator[Header | FooterClaims]:
    """Headers and footers of a log that can be read, in order. Nothing is checked here."""
    for line in bundle.lines(member_name(stream, "log")):
        kind, _, rest = line.partition(b" ")
        try:
            if kind == b"record":
                yield read_header(rest)
            elif kind == b"footer":
                yield read_footer(rest.partition(b" ")[2])
        except VerificationError:
            continue
