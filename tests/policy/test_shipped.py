"""The policies that come with the product."""

from datetime import timedelta
from pathlib import Path

import pytest

from proxy.dialects.base import Allowed
from proxy.policy.base import (
    HUMAN_TOPIC,
    ContentLevel,
    FailureAction,
    Policy,
    RetentionClass,
)
from proxy.policy.compare import weakenings
from proxy.policy.decide import asks_for_the_bot
from proxy.policy.finders import entities_found_by
from proxy.policy.lint_entities import NEVER_RESTORED
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.privacy.base import Operator
from proxy.privacy.recognizers import OWN_NAMES

PAYMENT_AND_GOVERNMENT = ("CREDIT_CARD", "CARD_EXPIRY", "IBAN_CODE", "BANK_ACCOUNT", "GIFT_CARD",
                          "US_SSN", "NATIONAL_ID")  # fmt: skip


@pytest.fixture(scope="module")
def default() -> Policy:
    return load_policy(shipped_policy("default"))


@pytest.fixture(scope="module")
def strict() -> Policy:
    return load_policy(shipped_policy("pci-strict"))


def test_each_runs_every_recogniser_of_ours(default: Policy, strict: Policy) -> None:
    assert set(default.detection.predefined) == set(OWN_NAMES)
    assert set(strict.detection.predefined) == set(OWN_NAMES)


def test_each_lists_every_type_that_a_recogniser_of_ours_finds(
    default: Policy, strict: Policy
) -> None:
    """What is not listed is found and then dropped."""
    found = frozenset[str]().union(*(entities_found_by(name) or () for name in OWN_NAMES))
    assert found - set(default.detection.entities) == set()
    assert found - set(strict.detection.entities) == set()


def test_payment_secret_and_government_types_never_reach_a_tool(
    default: Policy, strict: Policy
) -> None:
    for policy in (default, strict):
        for name in (*PAYMENT_AND_GOVERNMENT, *NEVER_RESTORED):
            assert not policy.detection.entities[name].in_tools, name


def test_the_default_shows_the_last_four_digits_of_a_card_and_nothing_of_its_code(
    default: Policy,
) -> None:
    assert default.detection.entities["CREDIT_CARD"].operator is Operator.LAST_FOUR
    for name in NEVER_RESTORED:
        assert default.detection.entities[name].operator is Operator.REMOVE


def test_the_default_restores_into_the_callers_own_tools_and_keeps_protected_text(
    default: Policy,
) -> None:
    assert default.restoration.tool_names is None
    assert default.detection.entities["ORDER_NUMBER"].in_tools
    assert default.content is ContentLevel.PROTECTED
    assert default.on_uncovered_language is FailureAction.STRUCTURED_ONLY


def test_pci_strict_removes_payment_data_names_its_tools_and_keeps_no_text(strict: Policy) -> None:
    for name in PAYMENT_AND_GOVERNMENT:
        assert strict.detection.entities[name].operator is Operator.REMOVE, name
    assert strict.restoration.tool_names == frozenset()
    assert strict.content is ContentLevel.NONE
    assert strict.on_detection_failure is FailureAction.BLOCK
    assert strict.retention[RetentionClass.AUDIT_HEADER] >= timedelta(days=366)


def test_pci_strict_is_nowhere_weaker_than_the_default(default: Policy, strict: Policy) -> None:
    assert weakenings(default, strict) == ()
    assert len(weakenings(strict, default)) > 10


def test_neither_passes_media_unread(default: Policy, strict: Policy) -> None:
    for policy in (default, strict):
        assert policy.allowed == Allowed()


def test_every_shipped_topic_can_be_left_or_locks(default: Policy) -> None:
    assert HUMAN_TOPIC in default.handoff.topics
    for topic in default.handoff.topics.values():
        assert topic.locks == (topic.texts["en"].how_to_return == "")


def test_every_language_that_customers_read_introduces_a_person(default: Policy) -> None:
    read = {language for topic in default.handoff.topics.values() for language in topic.texts}
    assert len(read) >= 12
    assert read <= set(default.handoff.agent_label)


def test_the_shipped_files_are_part_of_the_package() -> None:
    """``proxy/shipped`` is a link to ``policies``; a wheel holds the files themselves."""
    for name in ("default", "pci-strict"):
        path = shipped_policy(name)
        assert path.parent.name == "shipped"
        assert path.resolve() == Path(__file__).parents[2] / "policies" / f"{name}.yaml"


def test_the_shipped_ways_back_are_understood(default: Policy) -> None:
    """The patterns of ``back_to_bot`` have examples as well."""
    handoff = default.handoff
    for said in ("back to the bot", "Please take me back to the assistant.", "zurück zum Bot", "retour au bot",
                 "volver al bot", "torna al bot", "voltar ao bot", "terug naar de bot", "wróć do bota",
                 "bota dön", "ボットに戻る", "返回机器人", "봇으로 돌아가기", "вернуться к боту", "tillbaka till botten",
                 "العودة إلى الروبوت"):  # fmt: skip
        assert asks_for_the_bot(handoff, said), said
    for said in (
        "do not put me back to the bot",
        "bot",
        "back",
        "I want my money back",
        "ich will nicht zurück zum Bot",
    ):
        assert not asks_for_the_bot(handoff, said), said
