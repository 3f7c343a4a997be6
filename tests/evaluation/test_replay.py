from evaluation.labelled import Conversation, Said
from evaluation.replay import LeakFigures
from tests.evaluation.sets import customer, digits_value, rooms_that_find, text_value


def replayed(conversation: Conversation, *words: str) -> LeakFigures:
    figures = LeakFigures()
    figures.add(conversation, rooms_that_find(*words))
    return figures


def test_a_value_that_is_found_everywhere_did_not_leak() -> None:
    figures = replayed(customer("A-55120", "hi", pii=(text_value("A-55120"),)), "A-55120")
    assert (figures.conversations, figures.leaking, figures.requests) == (1, 0, 2)
    assert (figures.values.total(), figures.whole.total(), figures.part.total()) == (1, 0, 0)


def test_a_value_that_stood_in_one_request_leaked_once() -> None:
    talk = customer("i am zed", "zed again", pii=(text_value("Zed"), text_value("A-55120")))
    figures = replayed(talk, "A-55120")
    assert figures.leaking == 1
    assert figures.whole == {"NAME": 1}
    assert figures.values == {"NAME": 1}, "what never stood in a request is no known value"


def test_a_value_of_which_a_part_is_left_leaked_in_part() -> None:
    figures = replayed(customer("A-55120 77", pii=(text_value("A-55120 77"),)), "A-55120")
    assert (figures.leaking, figures.whole.total(), figures.part.total()) == (1, 0, 1)


def test_values_in_tool_results_count() -> None:
    record = Said("tool", '{"note": "call 201-555-0123"}')
    talk = Conversation((Said("user", "hi"), record), (digits_value("2015550123"),))
    assert replayed(talk).whole == {"PHONE": 1}
    assert replayed(talk, "201-555-0123").whole.total() == 0


def test_a_conversation_without_known_values_is_not_counted() -> None:
    assert replayed(customer("hi")).conversations == 0


def test_a_request_that_is_refused_leaks_nothing_and_is_counted() -> None:
    too_deep = Said("tool", "[" * 90 + "]" * 90)
    talk = Conversation((Said("user", "i am zed"), too_deep), (text_value("zed"),))
    figures = replayed(talk)
    assert (figures.requests, figures.refused, figures.leaking) == (1, 1, 0)
