"""What is measured in this process is what a running proxy does, byte by byte."""

from collections.abc import Iterator

import pytest

from evaluation.labelled import Conversation
from evaluation.measure import own_sets, rooms_of
from evaluation.replay import LeakFigures, WitnessFigures
from evaluation.running import RunningProxy, running_proxy, same_but_for_keys, without_topics
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy


@pytest.fixture(scope="module")
def witness() -> Iterator[RunningProxy]:
    with running_proxy(shipped_policy("default")) as proxy:
        yield proxy


def some_conversations() -> list[Conversation]:
    """The first dialogue of each kind, and some of records."""
    sets = {each.name: each.conversations for each in own_sets()}
    by_kind = {talk.kind: talk for talk in reversed(sets["dialogues"])}
    return [*by_kind.values(), *sets["records"][::4], *sets["generated_records"][:5]]


def test_a_running_proxy_sends_the_bytes_that_are_measured(witness: RunningProxy) -> None:
    rooms = rooms_of(load_policy(shipped_policy("default")))
    figures = LeakFigures()
    for conversation in some_conversations():
        figures.add(conversation, rooms, witness)
    assert figures.witness == WitnessFigures(arrived=figures.requests)
    assert figures.requests > 50


def test_what_never_arrives_is_judged_by_what_would_have_left() -> None:
    figures = WitnessFigures()
    assert figures.judge(b"here", None) == b"here"
    assert figures.judge(b"here", b"there") == b"there"
    assert (figures.not_arrived, figures.arrived, figures.different) == (1, 1, 1)


def test_only_the_keys_of_placeholders_may_differ() -> None:
    assert same_but_for_keys(b"a [PERSON_7F3K2M]", b"a [PERSON_000000]")
    assert not same_but_for_keys(b"a [PERSON_7F3K2M]", b"a [ORDER_7F3K2M]")
    assert not same_but_for_keys(b"a [PERSON_7F3K2M]", b"a jo")


def test_topics_are_off_in_the_measured_policy_and_nothing_else_is_changed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    before = load_policy(shipped_policy("default"))
    folder = tmp_path_factory.mktemp("policy") / "copy"
    after = load_policy(without_topics(shipped_policy("default"), folder))
    assert [topic.name for topic in after.topics.topics] == ["human"]
    assert after.detection.predefined == before.detection.predefined
    assert after.detection.entities == before.detection.entities
    assert after.restoration == before.restoration
