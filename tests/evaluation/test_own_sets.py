"""Our own sets are as large as promised, and hold what they say."""

from collections import Counter

from evaluation.measure import own_sets
from evaluation.occurrences import stands_in

HAND_WRITTEN = [each for each in own_sets() if not each.name.startswith("generated")]


def test_there_are_hundreds_of_messages_and_dozens_of_dialogues_written_by_hand() -> None:
    assert sum(len(each.texts) for each in HAND_WRITTEN) >= 300
    assert sum(len(each.ordinary) for each in HAND_WRITTEN) >= 250
    assert sum(1 for each in HAND_WRITTEN for talk in each.conversations if talk.pii) >= 60


def test_every_kind_of_personal_data_is_there_more_than_once() -> None:
    types = Counter(
        span.type for each in HAND_WRITTEN for text in each.texts for span in text.spans
    )
    assert len(types) >= 24
    assert [label for label, count in types.items() if count < 2] == ["SECRET"]


def test_no_message_stands_twice() -> None:
    texts = Counter(text.text for each in HAND_WRITTEN for text in each.texts)
    texts.update(message.text for each in HAND_WRITTEN for message in each.ordinary)
    assert [text for text, count in texts.items() if count > 1] == []


def test_every_known_value_can_be_found_where_it_was_marked() -> None:
    for each in HAND_WRITTEN:
        for talk in each.conversations:
            texts = [said.text for said in talk.turns]
            assert all(stands_in(texts, value) for value in (*talk.pii, *talk.keep))
