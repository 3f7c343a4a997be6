"""What the proxy and a detection worker say to each other, and how it stands in bytes.

Strategy: a frame is four bytes of length, big-endian, and that many bytes. The first frame goes
from the proxy to its worker and is a pickle of the rules: that direction is trusted, and rules hold
mappings of any shape. Every other frame is ASCII JSON. Nothing that comes *from* a worker is ever
unpickled or believed: a worker reads hostile text all day, so ``decode_reply`` checks each offset
against the text it was asked about, and anything unexpected is a broken reply, never "no findings".
"""

import json
import pickle
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from proxy.privacy.base import Asked, DetectionRules, Finding
from proxy.topics.base import Severity, TopicHit, TopicRules

FRAME_BYTES = 64 * 1024 * 1024
"""Longest frame, in bytes; a longer one is garbage. Sixteen times the largest request body."""

HEADER_BYTES = 4

_SEVERITIES = frozenset(severity.value for severity in Severity)


@dataclass(frozen=True, slots=True)
class Reading:
    """One text to inspect, with what the conversation says about it.

    ``asked``: what the assistant asked for just before. ``classify``: its topics are wanted too.
    """

    text: str = field(repr=False)
    asked: frozenset[Asked] = frozenset()
    from_customer: bool = False
    classify: bool = False


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was found in one text: offsets and names, never the text.

    ``topics``: most urgent first; empty when they were not asked for. ``language``: an ISO 639
    code, or "und" (always "und" for a text that is neither a customer's nor classified).
    """

    findings: tuple[Finding, ...] = ()
    topics: tuple[TopicHit, ...] = ()
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Refused:
    """One text could not be inspected; ``reason`` is the name of an exception class."""

    reason: str


@dataclass(frozen=True, slots=True)
class Setup:
    """The first frame. ``time_limit``: seconds for one batch, before the worker ends itself."""

    rules: DetectionRules
    topic_rules: TopicRules
    time_limit: float


@dataclass(frozen=True, slots=True)
class Greeting:
    """A worker's first words. ``problem``: why it cannot work (safe to show), or None: ready."""

    memory: int
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class BatchReply:
    """Answers of one batch, in order, and the worker's resident memory in bytes."""

    items: tuple[Inspected | Refused, ...]
    memory: int


class BrokenFrameError(Exception):
    """Bytes that no healthy worker sends. Carries no part of them."""


def frame(payload: bytes) -> bytes:
    """The payload with its length in front."""
    return len(payload).to_bytes(HEADER_BYTES, "big") + payload


def payload_length(header: bytes) -> int:
    """Length of the payload that follows. Raises BrokenFrameError if no frame is that long."""
    length = int.from_bytes(header, "big")
    if length > FRAME_BYTES:
        raise BrokenFrameError
    return length


def encode_setup(setup: Setup) -> bytes:
    """The rules as a payload; only ever sent from the proxy to its own worker."""
    return pickle.dumps(setup, protocol=pickle.HIGHEST_PROTOCOL)


def decode_setup(payload: bytes) -> Setup:
    """The rules as the proxy sent them."""
    setup = pickle.loads(payload)  # noqa: S301 - from the proxy that started this very process
    if not isinstance(setup, Setup):
        raise BrokenFrameError
    return setup


def encode_greeting(greeting: Greeting) -> bytes:
    """A worker's first words as a payload."""
    return json.dumps({"memory": greeting.memory, "problem": greeting.problem}).encode("ascii")


def decode_greeting(payload: bytes) -> Greeting:
    """A worker's first words. Raises BrokenFrameError."""
    match _parsed(payload):
        case {"memory": int(memory), "problem": None}:
            return Greeting(memory)
        case {"memory": int(memory), "problem": str(problem)} if problem.isprintable():
            return Greeting(memory, problem[:500])
        case _:
            raise BrokenFrameError


def encode_batch(number: int, readings: Sequence[Reading]) -> bytes:
    """A batch of texts as a payload. Lone surrogates survive (JSON escapes them)."""
    texts = [[r.text, sorted(r.asked), r.from_customer, r.classify] for r in readings]
    return json.dumps({"number": number, "texts": texts}).encode("ascii")


def decode_batch(payload: bytes) -> tuple[int, list[Reading]]:
    """A batch as the proxy sent it (trusted)."""
    batch = json.loads(payload)
    readings = [
        Reading(text, frozenset(map(Asked, asked)), bool(from_customer), bool(classify))
        for text, asked, from_customer, classify in batch["texts"]
    ]
    return batch["number"], readings


def encode_reply(number: int, reply: BatchReply) -> bytes:
    """Answers as a payload."""
    items = [_item_json(item) for item in reply.items]
    return json.dumps({"number": number, "memory": reply.memory, "items": items}).encode("ascii")


def _item_json(item: Inspected | Refused) -> dict[str, object]:
    if isinstance(item, Refused):
        return {"refused": item.reason}
    return {
        "findings": [[f.entity_type, f.start, f.end, f.score, f.rule] for f in item.findings],
        "topics": [[t.topic, t.severity, t.score, t.rule, t.languages] for t in item.topics],
        "language": item.language,
    }


def decode_reply(payload: bytes, number: int, readings: Sequence[Reading]) -> BatchReply:
    """Answers to exactly this batch. Raises BrokenFrameError if anything at all is off."""
    match _parsed(payload):
        case {"number": int(answered), "memory": int(memory), "items": list(items)} if (
            answered == number and len(items) == len(readings)
        ):
            pairs = zip(items, readings, strict=True)
            return BatchReply(tuple(_item(item, reading) for item, reading in pairs), memory)
        case _:
            raise BrokenFrameError


def _parsed(payload: bytes) -> object:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        raise BrokenFrameError from None


def _item(item: object, reading: Reading) -> Inspected | Refused:
    match item:
        case {"refused": str(reason)} if reason.isidentifier():
            return Refused(reason[:100])
        case {"findings": list(findings), "topics": list(topics), "language": str(language)} if (
            _is_code(language)
        ):
            return Inspected(
                tuple(_finding(finding, len(reading.text)) for finding in findings),
                tuple(_topic(topic) for topic in topics),
                sys.intern(language),
            )
        case _:
            raise BrokenFrameError


def _finding(finding: object, length: int) -> Finding:
    match finding:
        case [str(entity_type), int(start), int(end), float() | int() as score, str(rule)] if (
            0 <= start < end <= length and 0 <= score <= 1 and not _has_truth(start, end, score)
        ):
            # Few names, many findings: interned, the cache holds each name once.
            return Finding(sys.intern(entity_type), start, end, float(score), sys.intern(rule))
        case _:
            raise BrokenFrameError


def _topic(topic: object) -> TopicHit:
    match topic:
        case [str(name), str(severity), float() | int() as score, str(rule), list(languages)] if (
            severity in _SEVERITIES
            and 0 <= score <= 1
            and not _has_truth(score)
            and all(map(_is_code, languages))
        ):
            return TopicHit(
                sys.intern(name),
                Severity(severity),
                float(score),
                sys.intern(rule),
                tuple(map(sys.intern, languages)),
            )
        case _:
            raise BrokenFrameError


def _is_code(language: object) -> bool:
    return (
        isinstance(language, str)
        and language.isascii()
        and language.isalpha()
        and len(language) <= 8
    )


def _has_truth(*numbers: float) -> bool:
    """A truth value among the numbers: Python takes True for 1, we do not."""
    return any(isinstance(number, bool) for number in numbers)
