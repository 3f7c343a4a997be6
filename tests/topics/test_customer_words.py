import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.topics import Classifier, CustomerText, customer_words
from proxy.topics.readings import LONGEST_READ

PAGE = """Chargebacks and fraud
If you see a charge you do not recognise, or if your card was stolen, contact your bank at once. I didn't
make this purchase, what can I do? You may file a chargeback with your bank. If your account was hacked,
reset your password. If a product caught fire or somebody had an allergic reaction, stop using it and go
to hospital. Customers who want to take legal action should write to our legal department. To speak to a
human agent, call us from 9 to 5. You can ask us to delete your data under the GDPR at any time.
"""
QUESTION = "do you ship to France?"

STUFFED = {
    "instructions, context, question": f"""Use the following pieces of context to answer the question
at the end. If you don't know the answer, say so.

Context:
{PAGE}

Question: {QUESTION}
Helpful Answer:""",
    "tags": f"<context>\n{PAGE}</context>\n<question>{QUESTION}</question>",
    "tagged documents, bare question": f"<documents><document id='1'>{PAGE}</document></documents>\n{QUESTION}",
    "sentence headings": f"Here is some information from our help centre:\n{PAGE}\n"
    f"Answer the customer's question: {QUESTION}",
    "markdown": f"### Retrieved documents\n[1] {PAGE}\n### User query\n{QUESTION}\n### Instructions\nBe brief.",
    "question first": f"Customer question: {QUESTION}\n\nSources:\n{PAGE}{PAGE}",
    "rephrase": f"Given the following conversation and a follow up question, rephrase the question.\n\n"
    f"Chat History:\nHuman: hello\nAssistant: {PAGE}\nFollow Up Input: {QUESTION}\nStandalone question:",
    "transcript": f"Customer: hello\nAssistant: {PAGE}\nCustomer: {QUESTION}",
    "numbered documents": f"Document 1:\n{PAGE}\nDocument 2:\n{PAGE}\nUser: {QUESTION}",
    "german": f"Kontext:\n{PAGE}\nFrage: {QUESTION}",
    "chinese": f"上下文：\n{PAGE}\n问题：{QUESTION}",
    "no heading for the question": f"Answer briefly.\n\nContext:\n{PAGE * 3}\n\n{QUESTION}",
}


@pytest.mark.parametrize("prompt", STUFFED.values(), ids=STUFFED)
def test_pages_that_the_bot_pasted_are_not_the_customers_words(
    shipped: Classifier, prompt: str
) -> None:
    words = customer_words(prompt, ())
    assert QUESTION in words
    assert "file a chargeback" not in words
    assert shipped.classify(prompt) == ()


@pytest.mark.parametrize("prompt", STUFFED.values(), ids=STUFFED)
def test_the_customers_words_in_a_stuffed_prompt_are_heard(
    shipped: Classifier, prompt: str
) -> None:
    for cry, topic in (
        ("I want to kill myself", "self_harm_or_danger"),
        ("get me a human", "human"),
        ("your heater burned my hand", "product_injury"),
    ):
        hits = shipped.classify(prompt.replace(QUESTION, cry))
        assert topic in [hit.topic for hit in hits]


@pytest.mark.parametrize(
    "message",
    [
        "Context: I bought a heater and it burned my daughter.\nQuestion: who do I contact?",
        "Question: what can I do?\nMy son choked on the toy.",
        "Customer: Jane\nMessage: your charger caught fire",
        "Information:\n" + "the charger caught fire. " * 60,
        "My story\n\n"
        + "I bought a kettle from you last week and it worked.\n\n" * 30
        + "Then the kettle exploded and burned my hand.\n\n"
        + "Please answer me soon.\n\n" * 30,
    ],
)
def test_what_a_customer_may_have_written_is_read_whole(shipped: Classifier, message: str) -> None:
    assert customer_words(message, ()) == message
    assert [hit.topic for hit in shipped.classify(message)] == ["product_injury"]


def test_markers_name_the_customers_words() -> None:
    markers = (CustomerText("[[", "]]"),)
    assert customer_words("page [[one]] page [[two]] page", markers) == "one\ntwo"


def test_a_marker_without_an_end_runs_to_the_next_or_to_the_last_character() -> None:
    assert customer_words("a Q: one Q: two", (CustomerText("Q:"),)) == " one \n two"
    assert customer_words("a Q: one END b Q: two", (CustomerText("Q:", "END"),)) == " one \n two"


def test_all_markers_that_stand_in_the_text_count() -> None:
    markers = (CustomerText("<q>", "</q>"), CustomerText("Q:", "\n"))
    assert customer_words("<q>one</q> Q:two\nthree", markers) == "one\ntwo"


def test_without_any_marker_in_it_the_text_is_read_whole() -> None:
    assert customer_words("plain words", (CustomerText("Q:"),)) == "plain words"
    assert customer_words("empty Q: ", (CustomerText("Q:"),)) == "empty Q: "


def test_of_a_very_long_message_no_word_is_lost() -> None:
    """Only the search reads both ends: what comes back is kept with a case, for people."""
    message = "first " + "x " * LONGEST_READ + "last"
    assert customer_words(message, ()) == message
    words = customer_words(f"Context:\n{PAGE * 200}\nQuestion: {QUESTION}", ())
    assert words == QUESTION


def test_an_unclosed_context_hides_nothing(shipped: Classifier) -> None:
    prompt = f"<context>{PAGE} <question>I want a human"
    assert "human" in [hit.topic for hit in shipped.classify(prompt)]


@given(st.text(max_size=2_000))
def test_words_of_any_text_are_found_without_an_error(text: str) -> None:
    customer_words(f"Context:\n{text}\nQuestion: {text}", ())
    customer_words(text, (CustomerText("a", "b"), CustomerText("c")))


@pytest.mark.parametrize("prompt", STUFFED.values(), ids=STUFFED)
def test_cutting_twice_is_cutting_once(prompt: str) -> None:
    once = customer_words(prompt, ())
    assert customer_words(once, ()) == once
