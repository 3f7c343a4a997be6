from evaluation.requests import one_message, requests_of
from evaluation.rooms import ThinkingRooms
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from tests.evaluation.sets import KnowsWords, customer, rooms_that_find


def test_what_is_found_leaves_as_a_placeholder() -> None:
    sent = rooms_that_find("A-55120").send(one_message("where is A-55120?"))
    assert b"A-55120" not in sent.body
    assert b"[ORDER_" in sent.body


def test_a_message_that_a_person_would_answer_is_protected_like_any_other() -> None:
    sent = rooms_that_find().send(one_message("the charger you sold me caught fire"))
    assert b"the charger you sold me caught fire" in sent.body


def test_a_text_is_looked_at_once_however_often_it_is_sent() -> None:
    detector = KnowsWords()
    rooms = ThinkingRooms(load_policy(shipped_policy("default")), detector)
    for body in requests_of(customer("one", "two", "three")):
        rooms.send(body)
    said = [text for text in detector.texts if text != "evaluation"]  # the model's name
    assert sorted(said) == ["go on", "one", "three", "two"]
    assert len(detector.texts) == len(set(detector.texts))
