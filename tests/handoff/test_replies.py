"""Choosing and filling the customer's text."""

from datetime import UTC, datetime

import pytest

from proxy.handoff.base import CaseState, Notice
from proxy.handoff.replies import (
    answer,
    filled,
    introduced,
    is_open,
    notice_for,
    text_of,
    texts_in,
)
from proxy.policy.base import OpenHours
from proxy.policy.load import load_policy
from proxy.policy.promises import promises_a_person
from proxy.policy.source import shipped_policy
from proxy.topics.base import Severity
from tests.handoff.world import OFFICE, RULES, handling

NIGHT = OpenHours("Europe/Berlin", frozenset({4}), 22 * 60, 6 * 60)  # Friday 22:00 to 06:00


@pytest.mark.parametrize(
    ("moment", "staffed"),
    [
        ("2026-03-02T08:00", True),  # Monday 09:00 in Berlin
        ("2026-03-02T07:59", False),
        ("2026-03-02T15:59", True),
        ("2026-03-02T16:00", False),
        ("2026-03-01T12:00", False),  # Sunday
        ("2026-07-06T07:00", True),  # Monday 09:00 in summer
    ],
)
def test_hours_are_those_of_the_shop(moment: str, *, staffed: bool) -> None:
    assert is_open(OFFICE, datetime.fromisoformat(moment).replace(tzinfo=UTC)) is staffed


@pytest.mark.parametrize(
    ("moment", "staffed"),
    [
        ("2026-03-06T21:00", True),  # Friday 22:00
        ("2026-03-07T04:59", True),  # Saturday 05:59
        ("2026-03-07T05:00", False),
        ("2026-03-07T21:30", False),  # Saturday 22:30
        ("2026-03-06T04:00", False),  # Friday 05:00 belongs to Thursday
    ],
)
def test_hours_past_midnight_belong_to_the_day_they_open(moment: str, *, staffed: bool) -> None:
    assert is_open(NIGHT, datetime.fromisoformat(moment).replace(tzinfo=UTC)) is staffed


def test_no_hours_means_always_and_an_unknown_zone_never() -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert is_open(None, now)
    for zone in ("Mars/Olympus", "", "../../etc/passwd"):
        assert not is_open(OpenHours(zone, frozenset(range(7)), 0, 1440), now)


def test_each_state_has_its_text() -> None:
    topic = handling("x", hours=OFFICE)
    texts = topic.texts["en"]
    day, night = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 23, tzinfo=UTC)

    def text(state: CaseState, *, first: bool = False, at: datetime = day) -> str:
        return text_of(texts, notice_for(topic, state, first=first, moment=at, staffed=True))

    assert text(CaseState.WAITING, first=True) == texts.first
    assert text(CaseState.CLAIMED) == texts.waiting
    assert text(CaseState.WAITING, at=night) == texts.out_of_hours
    assert text(CaseState.EXPIRED, at=night) == texts.expired
    for state in (CaseState.RETURNED, CaseState.RESOLVED, CaseState.ABANDONED):
        assert text(state) == texts.returned


def test_danger_gets_its_fixed_text_at_night() -> None:
    topic = RULES.topics["danger"]
    night = datetime(2026, 3, 2, 23, tzinfo=UTC)
    for first, notice in ((True, Notice.FIRST), (False, Notice.WAITING)):
        assert (
            notice_for(topic, CaseState.WAITING, first=first, moment=night, staffed=False) is notice
        )


def test_where_nobody_could_answer_nobody_is_promised_at_any_hour() -> None:
    topic = handling("x", hours=OFFICE)
    day, night = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 23, tzinfo=UTC)
    for state in (CaseState.WAITING, CaseState.CLAIMED):
        for first, at in ((True, day), (False, day), (True, night)):
            notice = notice_for(topic, state, first=first, moment=at, staffed=False)
            assert notice is Notice.UNSTAFFED
    assert notice_for(topic, CaseState.EXPIRED, first=False, moment=day, staffed=False) is (
        Notice.EXPIRED
    )


def test_every_shipped_language_says_that_nobody_answers_and_promises_nobody() -> None:
    """Before a person is added, and after: for each topic and language."""
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    for topic in load_policy(shipped_policy("default")).handoff.topics.values():
        for language, texts in topic.texts.items():
            before, after = (
                text_of(
                    texts, notice_for(topic, CaseState.WAITING, first=True, moment=noon, staffed=s)
                )
                for s in (False, True)
            )
            assert after == texts.first
            if topic.severity is Severity.DANGER:
                assert before == texts.first
                continue
            assert before == texts.unstaffed != texts.out_of_hours
            assert "{reference}" in before
            assert "{contact}" in before
            assert not promises_a_person(language, before)


def test_languages_are_tried_in_order_and_end_with_english() -> None:
    topic = handling("x")
    assert texts_in(topic, "fr", "de") is topic.texts["de"]
    assert texts_in(topic, "fr", "und") is topic.texts["en"]


def test_only_the_two_blanks_are_filled_and_nothing_in_them_is_filled_again() -> None:
    text = filled("{reference} {contact} {other} {0}", reference="{contact}", contact="C")
    assert text == "{contact} C {other} {0}"
    assert filled("{x!r} {}", reference="R", contact="C") == "{x!r} {}"


def test_words_of_a_person_are_never_a_template() -> None:
    said = introduced(RULES.agent_label, ("en",), "Ada", "Use {reference} and {name}.")
    assert said == "Ada from our team:\nUse {reference} and {name}."
    assert introduced(RULES.agent_label, ("fr", "de"), "Ada", "x").startswith("Ada aus")
    assert introduced({}, ("fr",), "Ada", "x") == "Ada:\nx"


def test_the_reference_stands_in_every_answer_once() -> None:
    assert answer(["Hello R-1.", "Bye"], "R-1") == "Hello R-1.\n\nBye"
    assert answer(["Hello.", " "], "R-1") == "Hello.\n\n(R-1)"
    assert answer([], "R-1") == "(R-1)"
    assert answer(["You said R-1."], "R-1/3").endswith("(R-1/3)")
