from evaluation.labelled import LabelledSpan, LabelledText, OrdinaryMessage
from evaluation.ordinary import AlarmFigures
from evaluation.spans import SpanFigures
from tests.evaluation.sets import rooms_that_find

TEXT = "I am Jo Finch in Rome"
NAME = LabelledSpan(5, 13, "NAME")
TOWN = LabelledSpan(17, 21, "TOWN")


def looked_at(*words: str, neutral: tuple[LabelledSpan, ...] = ()) -> SpanFigures:
    figures = SpanFigures()
    figures.add(LabelledText(TEXT, (NAME,), neutral), rooms_that_find(*words))
    return figures


def test_a_span_is_found_if_all_of_it_is_whatever_it_is_called() -> None:
    assert looked_at("Jo", "Finch").found["NAME"] == 1
    assert looked_at("Jo").found["NAME"] == 0
    assert looked_at("Jo").labelled["NAME"] == 1


def test_a_finding_on_nothing_is_wrong_and_one_on_a_neutral_span_is_neither() -> None:
    assert looked_at("Jo", "Rome").wrong.total() == 1
    assert looked_at("Jo", "Rome").right.total() == 1
    assert looked_at("Rome", neutral=(TOWN,)).wrong.total() == 0
    assert looked_at("Rome", neutral=(TOWN,)).right.total() == 0


def test_an_ordinary_message_with_findings_is_one_false_alarm() -> None:
    figures = AlarmFigures()
    for text in ("Jo and Jo", "hello"):
        figures.add(OrdinaryMessage(text), rooms_that_find("Jo"))
    assert (figures.messages, figures.with_finding) == (2, 1)
    assert figures.types == {"ORDER_NUMBER": 1}
