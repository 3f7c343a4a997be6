"""Promises of the real worker: the policy's detectors and topics, behind the pool."""

import subprocess
import sys

import pytest

from proxy.gateway.detection import DetectionPool, Reading
from proxy.gateway.detection_worker import RulesInspector
from proxy.privacy.base import Asked, DetectionRules, EntityRule
from proxy.topics.base import CustomerText, Severity, TopicRule, TopicRules

TYPES = ("EMAIL_ADDRESS", "PERSON", "PHONE_NUMBER", "CREDIT_CARD")
RULES = DetectionRules(
    entities={name: EntityRule(name, "VALUE") for name in TYPES},
    predefined=(
        "EmailRecognizer",
        "PhoneRecognizer",
        "CreditCardRecognizer",
        "NameRecognizer",
        "AskedAnswerRecognizer",
    ),
    version="p1",
)
TOPICS = TopicRules(
    topics=(
        TopicRule(
            "human",
            Severity.NORMAL,
            phrases={"*": (r"talk to a human",)},
            unless={},
            examples={},
            counter_examples={},
        ),
    ),
    customer_text=(CustomerText("Customer says:", "Shop pages:"),),
    version="t1",
)
READINGS = [
    Reading("my mail is crystal@example.com", from_customer=True, classify=True),
    Reading("crystal minh", frozenset({Asked.NAME}), from_customer=True, classify=True),
    Reading("crystal minh"),
    Reading("I want to talk to a human now please", from_customer=True, classify=True),
    Reading("I want to talk to a human now please", from_customer=True),
    Reading("card 4242 4242 4242 4242, call +1 201-555-0123"),
    Reading("\ud800 lone and zero\u200bwidth crystal@\u200bexample.com"),
    Reading(
        "Customer says: ich möchte bitte wissen, wo meine Bestellung ist "
        "Shop pages: we are the best and you will love all of our shoes",
        from_customer=True,
        classify=True,
    ),
    Reading(""),
]


async def test_a_worker_process_says_what_the_rules_say_here() -> None:
    """The pipe changes nothing: same findings, topics and language as in this process."""
    here = RulesInspector(RULES, TOPICS)
    pool = DetectionPool(RULES, TOPICS, workers=1)
    await pool.start()
    try:
        there = await pool.inspect(READINGS)
    finally:
        await pool.stop()
    assert there == [here.inspect(reading) for reading in READINGS]
    mail, name, unasked, human, unclassified, *_, german, empty = there
    found = [(f.entity_type, READINGS[0].text[f.start : f.end]) for f in mail.findings]
    assert ("EMAIL_ADDRESS", "crystal@example.com") in found
    assert name.findings
    assert not unasked.findings
    assert [hit.topic for hit in human.topics] == ["human"]
    assert human.language == "en"
    assert unclassified.topics == ()
    assert german.language == "de"
    assert (empty.findings, empty.language) == ((), "und")


async def test_rules_that_cannot_be_built_are_named_at_start() -> None:
    rules = DetectionRules(entities={}, predefined=("NoSuchRecognizer",))
    pool = DetectionPool(rules, TOPICS, workers=1)
    with pytest.raises(Exception, match="NoSuchRecognizer"):
        await pool.start()


def test_the_worker_loads_neither_our_way_out_nor_server_nor_store() -> None:
    """What reads hostile text all day has as little as possible within reach."""
    code = "import sys, proxy.gateway.detection_worker; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "proxy.privacy.detect" in loaded
    assert loaded.isdisjoint(
        {"proxy.gateway.upstream", "uvicorn", "starlette", "aiohttp", "sqlalchemy", "sqlite3"}
    )
