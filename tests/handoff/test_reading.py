"""Reading a resent history."""

import secrets

from proxy.handoff.base import History
from proxy.handoff.digests import Digests
from proxy.handoff.reading import Reading, read_history
from proxy.handoff.references import new_reference
from proxy.turn import Message, Speaker
from tests.growth import LINEAR, growth
from tests.handoff.world import SHOP

OURS = Digests(b"k" * 32, SHOP)
REFERENCE = new_reference(OURS, secrets.token_bytes)
C, A, T, S = Speaker.CUSTOMER, Speaker.ASSISTANT, Speaker.TOOL, Speaker.SHOP


def messages(*said: tuple[Speaker, str]) -> tuple[Message, ...]:
    return tuple(Message(at, speaker, (), text) for at, (speaker, text) in enumerate(said))


def read(*said: tuple[Speaker, str]) -> Reading:
    return read_history(History(None, None, messages(*said)), OURS)


def test_an_answer_of_ours_answers_all_that_the_customer_said_before_it() -> None:
    reading = read((S, "system"), (C, "one"), (A, "bot"), (C, "two"), (C, "three"), (A, REFERENCE))
    (answer,) = reading.answers
    assert (answer.index, answer.answered) == (5, (3, 4))


def test_tool_rounds_between_question_and_answer_do_not_matter() -> None:
    reading = read((C, "where is it?"), (A, ""), (T, "{}"), (A, f"Ref {REFERENCE}"))
    assert reading.answers[0].answered == (0,)
    assert reading.spoken == 3


def test_a_reference_outside_the_assistants_words_is_no_answer() -> None:
    assert read((C, REFERENCE), (T, REFERENCE), (S, REFERENCE), (A, "x")).answers == ()


def test_the_newest_words_are_all_since_the_assistant_last_spoke() -> None:
    assert read((C, "a"), (A, "b"), (C, "c"), (A, " "), (T, "t"), (C, "d")).newest == (2, 5)
    assert read((C, "a"), (A, "prefill")).newest == (0,)
    assert read((C, "a"), (A, "prefill"), (A, "more")).newest == (0,)
    assert read((S, "a"), (A, "b")).newest == ()
    assert read().newest == ()


def test_a_message_remembers_the_words_before_it() -> None:
    reading = read((C, "a"), (A, "what?"), (C, "b"), (C, "b"))
    assert [words.before for words in reading.customers.values()] == ["", "what?", "what?"]
    assert reading.counted(up_to=2)[OURS.words("b")] == 1
    assert reading.counted(up_to=3)[OURS.words("b")] == 2
    assert reading.turns()[OURS.turn("what?", "b")] == 2


def test_an_answer_of_ours_before_any_customer_message_answers_nothing() -> None:
    assert read((A, REFERENCE), (C, "hello")).answers[0].answered == ()


def test_two_answers_of_ours_in_a_row_answer_the_same_words() -> None:
    reading = read((C, "one"), (A, REFERENCE), (A, REFERENCE))
    assert [answer.answered for answer in reading.answers] == [(0,), (0,)]


def test_long_words_before_many_messages_are_read_once() -> None:
    """A chatbot's long answer and a thousand short messages once held up everybody for minutes."""

    def history(size: int) -> History:
        said = [(A, "word " * 20 * size), *[(C, "hi")] * size, *[(A, REFERENCE)] * size]
        return History(None, None, messages(*said))

    assert growth(history, lambda given: read_history(given, OURS), 100) < LINEAR
