"""Promises of what crosses the pipe to a detection worker."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.gateway import detection_frames as frames
from proxy.gateway.detection_frames import (
    BatchReply,
    BrokenFrameError,
    Greeting,
    Inspected,
    Reading,
    Refused,
    Setup,
)
from proxy.privacy.base import Asked, DetectionRules, EntityRule, Finding
from proxy.topics.base import Severity, TopicHit, TopicRule, TopicRules

TEXTS = st.text(alphabet=st.characters(exclude_categories=[]), max_size=30)
READINGS = st.builds(
    Reading,
    text=TEXTS,
    asked=st.frozensets(st.sampled_from(list(Asked)), max_size=3),
    from_customer=st.booleans(),
    classify=st.booleans(),
)


@given(st.integers(0, 2**31), st.lists(READINGS, max_size=4))
def test_a_batch_arrives_as_it_was_sent(number: int, readings: list[Reading]) -> None:
    """Any text: lone surrogates, separators, control characters."""
    assert frames.decode_batch(frames.encode_batch(number, readings)) == (number, readings)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Reading, Inspected | Refused]:
    reading = draw(READINGS.filter(lambda r: bool(r.text)))
    if draw(st.booleans()):
        return reading, Refused("ValueError")
    start = draw(st.integers(0, len(reading.text) - 1))
    end = draw(st.integers(start + 1, len(reading.text)))
    finding = Finding("PERSON", start, end, draw(st.floats(0, 1)), "cue:name")
    topic = TopicHit("human", draw(st.sampled_from(Severity)), draw(st.floats(0, 1)), "phrase:2")
    topic = replace(topic, languages=draw(st.sampled_from([(), ("en",), ("de", "en")])))
    return reading, Inspected((finding,) * draw(st.integers(0, 2)), (topic,), "de")


@given(st.lists(answered(), max_size=4))
def test_answers_arrive_as_they_were_sent(pairs: list[tuple[Reading, Inspected | Refused]]) -> None:
    readings = [reading for reading, _ in pairs]
    reply = BatchReply(tuple(answer for _, answer in pairs), 123)
    assert frames.decode_reply(frames.encode_reply(7, reply), 7, readings) == reply


def reply_json(**changes: Any) -> dict[str, Any]:
    item = {
        "findings": [["PERSON", 0, 5, 0.9, "cue"]],
        "topics": [["human", "normal", 0.5, "phrase", ["en"]]],
        "language": "en",
    }
    return {"number": 1, "memory": 5, "items": [item | changes]}


BROKEN: list[Any] = [
    {},
    [],
    None,
    "text",
    reply_json() | {"number": 2},
    reply_json() | {"items": []},
    reply_json() | {"items": reply_json()["items"] * 2},
    reply_json() | {"memory": "much"},
    reply_json(findings=None),
    reply_json(findings={}),
    reply_json(findings=[["PERSON", 0, 6, 0.9, "cue"]]),
    reply_json(findings=[["PERSON", -1, 5, 0.9, "cue"]]),
    reply_json(findings=[["PERSON", 3, 3, 0.9, "cue"]]),
    reply_json(findings=[["PERSON", 4, 3, 0.9, "cue"]]),
    reply_json(findings=[["PERSON", 0.0, 5, 0.9, "cue"]]),
    reply_json(findings=[["PERSON", False, True, 0.9, "cue"]]),
    reply_json(findings=[["PERSON", 0, 5, 1.1, "cue"]]),
    reply_json(findings=[["PERSON", 0, 5, float("nan"), "cue"]]),
    reply_json(findings=[["PERSON", 0, 5, True, "cue"]]),
    reply_json(findings=[["PERSON", 0, 5, 0.9]]),
    reply_json(findings=[["PERSON", 0, 5, 0.9, None]]),
    reply_json(findings=["PERSON"]),
    reply_json(topics=[["human", "extreme", 0.5, "phrase", []]]),
    reply_json(topics=[["human", "normal", 7, "phrase", []]]),
    reply_json(topics=[["human", "normal", 0.5, "phrase"]]),
    reply_json(topics=[["human", "normal", 0.5, "phrase", "en"]]),
    reply_json(topics=[["human", "normal", 0.5, "phrase", ["my e-mail is"]]]),
    reply_json(topics=[["human", "normal", 0.5, "phrase", [5]]]),
    reply_json(topics=None),
    reply_json(language=None),
    reply_json(language="my e-mail is"),
    {"number": 1, "memory": 5, "items": [{"refused": "Crystal Minh, 555-0100"}]},
    {"number": 1, "memory": 5, "items": [{"refused": None}]},
]


@pytest.mark.parametrize("broken", BROKEN, ids=repr)
def test_a_reply_with_anything_off_is_broken_never_empty(broken: Any) -> None:
    with pytest.raises(BrokenFrameError):
        frames.decode_reply(json.dumps(broken).encode(), 1, [Reading("hello")])


def test_the_reply_that_is_broken_above_is_right_unbroken() -> None:
    reply = frames.decode_reply(json.dumps(reply_json()).encode(), 1, [Reading("hello")])
    assert isinstance(reply.items[0], Inspected)


@given(st.binary(max_size=60))
def test_bytes_that_are_no_reply_are_broken(payload: bytes) -> None:
    with pytest.raises(BrokenFrameError):
        frames.decode_reply(payload, 1, [Reading("hello")])


@pytest.mark.parametrize("payload", [b"[" * 100_000, b'{"a":' * 100_000, b"9" * 10_000, b"\xff"])
def test_json_bombs_are_broken_replies(payload: bytes) -> None:
    with pytest.raises(BrokenFrameError):
        frames.decode_reply(payload, 1, [])
    with pytest.raises(BrokenFrameError):
        frames.decode_greeting(payload)


@pytest.mark.parametrize("greeting", [Greeting(5), Greeting(0, "The rules are wrong.")])
def test_a_greeting_arrives(greeting: Greeting) -> None:
    assert frames.decode_greeting(frames.encode_greeting(greeting)) == greeting


def test_the_rules_arrive_with_their_mappings() -> None:
    rules = DetectionRules(
        entities={"PERSON": EntityRule("PERSON", "PERSON")},
        predefined=("EmailRecognizer",),
        recognizers=({"name": "Order", "patterns": [{"regex": r"\d+", "score": 0.5}]},),
    )
    topic = TopicRule("human", Severity.NORMAL, {"en": ("a human",)}, {}, {}, {})
    setup = Setup(rules, TopicRules((topic,)), 5.0)
    assert frames.decode_setup(frames.encode_setup(setup)) == setup


def test_a_frame_says_its_length_and_no_frame_is_endless() -> None:
    whole = frames.frame(b"abc")
    assert frames.payload_length(whole[: frames.HEADER_BYTES]) == 3
    with pytest.raises(BrokenFrameError):
        frames.payload_length(b"\xff\xff\xff\xff")
