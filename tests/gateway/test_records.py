"""What stands in the audit log, and above all what does not."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.audit.events import AuditEvent
from proxy.dialects.base import Allowed, Limits
from proxy.errors import ErrorCode
from proxy.gateway.records import (
    Outcome,
    Unread,
    audit_conversation,
    decision_name,
    turn_closed,
    turn_opened,
)
from proxy.ids import ConversationId
from proxy.policy.base import Block, ContentLevel, Decision, Forward, Hold, Return
from proxy.privacy.base import Finding, RestorationRules
from proxy.privacy.guard import Protected, guard
from proxy.privacy.placeholders import ConversationKey, DefinitionKey, PlaceholderKeys
from proxy.privacy.protect import protect
from proxy.topics.base import Severity, TopicHit
from tests.gateway.stage import (
    CALLER,
    CARD,
    CODE,
    DIALECT,
    LEGAL,
    MAIL,
    NAME,
    PATH,
    POLICY,
    call,
    findings_in,
)

CONVERSATION = ConversationId("conv_test")
KEYS = PlaceholderKeys(ConversationKey(b"c" * 32), DefinitionKey(b"d" * 32), b"i" * 32)


def protected(text: str, found: Sequence[Finding] | None = None) -> Protected:
    turn = DIALECT.read_turn(call(text).body, limits=Limits(), allowed=Allowed())
    findings = [
        (tuple(found) if found is not None else findings_in(slot.text)) if slot.text == text else ()
        for slot in turn.slots
    ]
    draft = protect(
        turn, findings, rules=POLICY.detection, restoration=RestorationRules(), keys=KEYS
    )
    return guard(DIALECT.write_request(turn, draft.edits), draft)


def opened(
    text: str,
    level: ContentLevel = ContentLevel.PROTECTED,
    decision: Decision | None = None,
    conversation: str | None = None,
) -> AuditEvent:
    return turn_opened(
        call(text, conversation=conversation),
        CONVERSATION,
        replace(POLICY, content=level),
        decision or Forward(),
        explicit=conversation is not None,
        language="en",
        findings=[findings_in(text)],
        protected=None if decision else protected(text),
        unread=Unread({"images": 2}, ("web_search",), stored=True),
    )


def clear(event: AuditEvent) -> str:
    return json.dumps([event.kind, event.tenant, event.conversation, dict(event.clear)])


def sealed(event: AuditEvent) -> str:
    return json.dumps(dict(event.sealed), ensure_ascii=False)


texts = st.text(st.characters(categories=("L", "N")), min_size=8, max_size=40).map("zqz".__add__)
"""Begun as no word of a record begins: "complete" alone stands in "completed" too."""


@settings(deadline=None)
@given(texts, texts, texts, st.sampled_from(ContentLevel))
def test_no_text_and_no_topic_ever_stands_in_the_clear_part(
    text: str, topic: str, conversation: str, level: ContentLevel
) -> None:
    hold = Hold(topic, TopicHit(topic, Severity.URGENT, 1.0, f"{topic}:en:0"))
    events = [
        opened(text, level, conversation=conversation),
        opened(text, level, hold),
        opened(text, level, Block(ErrorCode.DETECTION_FAILED, text)),
        turn_closed(
            call(text, conversation=conversation),
            CONVERSATION,
            replace(POLICY, content=level),
            Outcome("completed", 200, tools_protected=(topic,), answer=text),
        ),
    ]
    constants = clear(opened("", conversation=""))
    for event in events:
        for word in (text, topic, conversation):
            assert word not in clear(event).replace(constants, "")


def test_the_clear_part_has_its_fixed_names_and_no_others() -> None:
    """docs/spec/audit-log.md, section 7."""
    names = {"turn", "client", "decision", "policy", "format", "protected"}
    for decision in (None, Hold("legal", LEGAL), Return(), Block(ErrorCode.CONFLICT, "")):
        assert set(opened(NAME, decision=decision).clear) == names
    closed = turn_closed(call(NAME), CONVERSATION, POLICY, Outcome("completed", 200))
    assert set(closed.clear) == {"turn", "client", "outcome", "status", "restored", "left"}


def test_a_topic_is_sealed_with_its_rule() -> None:
    event = opened("my lawyer", decision=Hold("legal", LEGAL))
    assert event.sealed["topic"] == {"name": "legal", "rule": "legal:en:0"}
    assert "legal" not in clear(event)


EVERYTHING = f"I am {NAME}, {MAIL}, card {CARD}, code {CODE}"


def test_level_none_keeps_no_content() -> None:
    event = opened(EVERYTHING, ContentLevel.NONE)
    assert not {"sent", "values"} & set(event.sealed)
    outcome = Outcome("completed", 200, answer="Hello [PERSON_ABC234]")
    closed = turn_closed(
        call(""), CONVERSATION, replace(POLICY, content=ContentLevel.NONE), outcome
    )
    assert not {"answer", "answer_cut"} & set(closed.sealed)
    assert "Hello" not in sealed(closed)


def test_level_protected_keeps_what_was_sent_and_no_value() -> None:
    event = opened(EVERYTHING, ContentLevel.PROTECTED)
    assert event.sealed["sent"] == protected(EVERYTHING).body.decode()
    for value in (NAME, MAIL, CARD, CODE):
        assert value not in sealed(event)


def test_level_full_keeps_restorable_values_too() -> None:
    event = opened(EVERYTHING, ContentLevel.FULL)
    values = event.sealed["values"]
    assert isinstance(values, dict)
    assert sorted(values.values()) == [NAME, MAIL]
    assert all(placeholder in str(event.sealed["sent"]) for placeholder in values)


@settings(deadline=None)
@given(
    st.text("0123456789", min_size=13, max_size=19),
    st.text("0123456789", min_size=3, max_size=4),
    st.sampled_from(ContentLevel),
)
def test_card_numbers_and_codes_are_sealed_in_no_level(
    number: str, code: str, level: ContentLevel
) -> None:
    """Values whose operator is remove or last_four: not whole, and codes not even in part."""
    text = f"card <{number}> code <{code}>"
    at, code_at = text.index("<") + 1, text.rindex("<") + 1
    found = (
        Finding("CREDIT_CARD", at, at + len(number), 1.0, "table"),
        Finding("CARD_CODE", code_at, code_at + len(code), 1.0, "table"),
    )
    event = turn_opened(
        call(text),
        CONVERSATION,
        replace(POLICY, content=level),
        Forward(),
        explicit=False,
        language="en",
        findings=[found],
        protected=protected(text, found),
    )
    assert number not in sealed(event)
    assert f"<{code}>" not in sealed(event)
    assert code not in str(event.sealed.get("values", {}).values())  # type: ignore[attr-defined]


def test_a_link_with_a_removed_value_is_not_sealed_either() -> None:
    link = f"https://shop.example/pay?code={CODE}"
    event = opened(f"see {link}", ContentLevel.FULL)
    assert CODE not in sealed(event)
    assert event.sealed["values"] == {}


def test_findings_are_counted_by_type_and_rule_never_by_value() -> None:
    event = opened(EVERYTHING)
    assert event.sealed["rules"] == {
        "EMAIL_ADDRESS:table": 1,
        "PERSON:table": 1,
        "CREDIT_CARD:table": 1,
        "CARD_CODE:table": 1,
    }


def test_a_long_answer_is_cut_and_marked() -> None:
    outcome = Outcome("completed", 200, answer="x" * 200_001)
    closed = turn_closed(call(""), CONVERSATION, POLICY, outcome)
    assert len(str(closed.sealed["answer"])) == 200_000
    assert closed.sealed["answer_cut"] is True


@pytest.mark.parametrize(
    ("decision", "name"),
    [
        (Forward(), "forwarded"),
        (Hold("human"), "held"),
        (Return(), "returned"),
        (Block(ErrorCode.CONFLICT, ""), "blocked"),
    ],
)
def test_decisions_have_fixed_names(decision: Decision, name: str) -> None:
    assert decision_name(decision) == name


# The conversation's name.


@given(st.text(max_size=20), st.binary(min_size=32, max_size=32))
def test_an_explicit_id_has_one_name_under_one_key_and_another_under_another(
    explicit: str, key: bytes
) -> None:
    name = audit_conversation(explicit, key, os.urandom)
    assert name == audit_conversation(explicit, key, os.urandom)
    assert name != audit_conversation(explicit, bytes(b ^ 1 for b in key), os.urandom)
    assert name != audit_conversation(explicit + "x", key, os.urandom)
    assert len(name) == len("conv_") + 24


def test_without_an_explicit_id_each_turn_is_a_conversation_of_its_own() -> None:
    names = {audit_conversation(None, b"k" * 32, os.urandom) for _ in range(20)}
    assert len(names) == 20


def test_an_empty_id_is_an_id() -> None:
    """The dialect and the header reader give None where there is none."""
    assert audit_conversation("", b"k" * 32, bytes) != audit_conversation(None, b"k" * 32, bytes)


def test_the_record_names_caller_format_and_policy() -> None:
    event = opened(NAME)
    assert event.tenant == CALLER.tenant
    assert event.clear["client"] == CALLER.client
    assert event.clear["format"] == "openai_chat"
    assert event.clear["policy"] == POLICY.version
    assert event.clear["protected"] == 1
    assert PATH not in clear(event)
