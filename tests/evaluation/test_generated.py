import json

from evaluation.generated import generated_sets
from evaluation.occurrences import readable, stands_in


def test_the_same_seed_makes_the_same_sets_and_another_seed_others() -> None:
    assert generated_sets(7) == generated_sets(7)
    assert generated_sets(7) != generated_sets(8)


def test_every_known_value_stands_in_its_conversation() -> None:
    for each in generated_sets():
        for conversation in each.conversations:
            texts = readable(json.dumps([said.text for said in conversation.turns]).encode())
            for value in (*conversation.pii, *conversation.keep):
                assert stands_in(texts, value), (each.name, value.type)


def test_no_place_of_a_template_is_left_open() -> None:
    for each in generated_sets():
        assert not any("{" in labelled.text for labelled in each.texts)
