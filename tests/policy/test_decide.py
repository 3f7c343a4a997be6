"""The decision: a table of facts and what follows, without any fake."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.errors import ErrorCode
from proxy.policy.base import (
    Block,
    Decision,
    Facts,
    FailureAction,
    Forward,
    Hold,
    Policy,
    Return,
)
from proxy.policy.decide import asks_for_the_bot, decide
from proxy.policy.load import load_policy
from proxy.topics.base import Severity, TopicHit
from tests.policy.files import write

DANGER = TopicHit("danger", Severity.DANGER, 1.0, "phrases.en[1]")
LEGAL = TopicHit("legal_threat", Severity.URGENT, 1.0, "phrases.en[1]")
HUMAN = TopicHit("human", Severity.NORMAL, 1.0, "phrases.en[1]")
UNSURE = TopicHit("danger", Severity.DANGER, 0.8, "examples.en[1]")
UNKNOWN = TopicHit("gone", Severity.LOW, 1.0, "phrases.en[1]")

BLOCKED = "detection_failed"
NOT_COVERED = "language_not_covered"


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """Blocks when detection fails, forwards uncovered languages with structured types only."""
    return load_policy(write(tmp_path_factory.mktemp("policy")))


TABLE: list[tuple[str, Facts, Decision | str]] = [
    ("nothing special is forwarded", Facts(), Forward()),
    ("what is only counted waits for nobody", Facts(newest=(DANGER,), case_owns=True, for_customer=False), Forward()),
    ("nor is it held where detection fails", Facts(case_owns=True, detection_failed=True, for_customer=False), BLOCKED),
    ("a covered language is forwarded", Facts(language="de"), Forward()),
    ("a language nobody could tell is forwarded", Facts(language="und"), Forward()),
    ("an uncovered language is forwarded visibly", Facts(language="fr"), Forward(structured_only=True)),
    ("a topic is held", Facts(newest=(HUMAN,)), Hold("human", HUMAN)),
    ("the most urgent topic is held", Facts(newest=(HUMAN, LEGAL, DANGER)), Hold("danger", DANGER)),
    ("of one topic the surer hit is kept", Facts(newest=(UNSURE, DANGER)), Hold("danger", DANGER)),
    ("a topic counts more than a language", Facts(newest=(LEGAL,), language="fr"), Hold("legal_threat", LEGAL)),
    ("an old topic that locks is held again", Facts(older_unexplained=(DANGER,)), Hold("danger", DANGER)),
    ("an old topic that does not lock is not", Facts(older_unexplained=(LEGAL, HUMAN)), Forward()),
    ("an old topic nobody knows is held", Facts(older_unexplained=(UNKNOWN,)), Hold("gone", UNKNOWN)),
    ("the newest topic counts before an older one", Facts(newest=(HUMAN,), older_unexplained=(DANGER,)), Hold("human", HUMAN)),
    ("what a person owns is held", Facts(case_owns=True), Hold(None)),
    ("a person's case takes topics too", Facts(case_owns=True, newest=(DANGER,)), Hold("danger", DANGER)),
    ("a person's case takes every language", Facts(case_owns=True, language="fr"), Hold(None)),
    ("the customer goes back to the bot", Facts(case_owns=True, wants_bot_back=True), Return()),
    ("a case that locks is not left", Facts(case_owns=True, case_locks=True, wants_bot_back=True), Hold(None)),
    ("without a case there is nothing to leave", Facts(wants_bot_back=True), Forward()),
    ("a lock without a case means nothing", Facts(case_locks=True), Forward()),
    ("a failed detection is told plainly", Facts(detection_failed=True), BLOCKED),
    ("a failed detection opens no case", Facts(detection_failed=True, newest=(DANGER,)), BLOCKED),
    ("a failed detection leaves nobody's case", Facts(detection_failed=True, case_owns=True), Hold(None)),
    ("and nobody returns to a bot that cannot answer", Facts(detection_failed=True, case_owns=True, wants_bot_back=True), Hold(None)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "expected"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_facts_have_one_decision(policy: Policy, facts: Facts, expected: Decision | str) -> None:
    decision = decide(policy, facts)

    assert (decision.code if isinstance(decision, Block) else decision) == expected


@pytest.mark.parametrize(
    ("action", "facts", "expected"),
    [
        (FailureAction.HOLD, Facts(detection_failed=True), BLOCKED),
        (FailureAction.HOLD, Facts(detection_failed=True, newest=(HUMAN, DANGER)), Hold("danger", DANGER)),
        (FailureAction.HOLD, Facts(detection_failed=True, older_unexplained=(DANGER,)), BLOCKED),
        (FailureAction.BLOCK, Facts(detection_failed=True, newest=(DANGER,)), BLOCKED),
    ],
)  # fmt: skip
def test_a_failed_detection_holds_only_what_is_known_to_be_a_topic(
    policy: Policy, action: FailureAction, facts: Facts, expected: Decision | str
) -> None:
    """An outage gives an answer to everybody, not thousands of cases."""
    decision = decide(replace(policy, on_detection_failure=action), facts)

    assert (decision.code if isinstance(decision, Block) else decision) == expected


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (FailureAction.STRUCTURED_ONLY, Forward(structured_only=True)),
        (FailureAction.HOLD, Hold("human")),
        (FailureAction.BLOCK, NOT_COVERED),
    ],
)
def test_an_uncovered_language_is_what_the_policy_says(
    policy: Policy, action: FailureAction, expected: Decision | str
) -> None:
    decision = decide(replace(policy, on_uncovered_language=action), Facts(language="ja"))

    assert (decision.code if isinstance(decision, Block) else decision) == expected


HITS = st.lists(st.sampled_from([DANGER, LEGAL, HUMAN, UNSURE, UNKNOWN]), max_size=4).map(tuple)
FACTS = st.builds(
    Facts,
    case_owns=st.booleans(),
    case_locks=st.booleans(),
    wants_bot_back=st.booleans(),
    newest=HITS,
    older_unexplained=HITS,
    language=st.sampled_from(["en", "de", "fr", "und"]),
    detection_failed=st.booleans(),
)


@given(
    FACTS,
    st.sampled_from([FailureAction.HOLD, FailureAction.BLOCK]),
    st.sampled_from(FailureAction),
)
def test_nothing_is_forwarded_that_failed_or_belongs_to_a_person_or_needs_one(
    policy: Policy, facts: Facts, failure: FailureAction, language: FailureAction
) -> None:
    """The law behind the table, for every policy and all facts."""
    decision = decide(
        replace(policy, on_detection_failure=failure, on_uncovered_language=language), facts
    )

    if isinstance(decision, Forward):
        assert not facts.detection_failed
        assert not facts.case_owns
        assert not facts.newest
        assert not any(hit.topic in ("danger", "gone") for hit in facts.older_unexplained)
    if facts.case_owns and not facts.wants_bot_back:
        assert isinstance(decision, Hold)
        assert (decision.topic is None) == (not facts.newest)
    if isinstance(decision, Return):
        assert facts.case_owns
        assert facts.wants_bot_back
        assert not facts.case_locks


def test_a_refusal_names_its_code_and_no_text(policy: Policy) -> None:
    decision = decide(policy, Facts(detection_failed=True))

    assert isinstance(decision, Block)
    assert decision.code is ErrorCode.DETECTION_FAILED
    assert "not forwarded" in decision.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("back to the bot", True),
        ("  Back to bot!  ", True),
        ("Ｂａｃｋ to the bot", True),
        ("ok, thanks\r\nback to the bot\r\n", True),
        ("don't send me back to the bot", False),
        ("I want a human", False),
        ("", False),
    ],
)
def test_a_customer_goes_back_by_saying_so_and_only_so(
    policy: Policy, text: str, expected: bool
) -> None:
    assert asks_for_the_bot(policy.handoff, text) is expected
