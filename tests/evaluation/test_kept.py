from evaluation.kept import KeptFigures, WordFigures
from evaluation.labelled import Conversation, Said
from tests.evaluation.sets import rooms_that_find, text_value


def kept(text: str, *found: str) -> KeptFigures:
    figures = KeptFigures()
    said = (Said("user", "hi"), Said("tool", text))
    figures.add(Conversation(said, (), (text_value("29.50", "PRICE"),)), rooms_that_find(*found))
    return figures


def test_what_leaves_as_it_came_was_kept() -> None:
    figures = kept('{"price": 29.50}'.replace("29.50", '"29.50"'))
    assert (figures.values, figures.kept) == ({"PRICE shop": 1}, {"PRICE shop": 1})


def test_what_was_replaced_once_of_twice_was_not_kept() -> None:
    assert kept("was 29.50, and 29.50 today", "29.50, and").kept["PRICE shop"] == 0


def test_a_request_that_is_refused_keeps_nothing() -> None:
    figures = kept("[" * 90 + "29.50" + "]" * 90)
    assert (figures.values["PRICE shop"], figures.kept["PRICE shop"]) == (1, 0)


def test_a_customer_s_words_and_the_shop_s_are_counted_apart() -> None:
    figures = KeptFigures()
    said = (Said("system", "it is 29.50"), Said("user", "why 29.50 now"))
    figures.add(
        Conversation(said, (), (text_value("29.50", "PRICE"),)), rooms_that_find("29.50 now")
    )
    assert figures.values == {"PRICE customer": 1, "PRICE shop": 1}
    assert (figures.kept["PRICE customer"], figures.kept["PRICE shop"]) == (0, 1)


def test_words_are_letters_outside_personal_data() -> None:
    figures = WordFigures()
    figures.add("i am jo finch, size 42, thanks", [(5, 13)], [(5, 7), (15, 19)])
    assert (figures.words, figures.untouched) == (4, 3)
