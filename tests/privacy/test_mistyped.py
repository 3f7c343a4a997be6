"""Mistyped cues are cues, and a question stays open while the customer asks back."""

import pytest

from tests.privacy.conversations import problems

MISTYPED_CUES = (
    ("C: my oder number is {{kbi204}}",),
    ("C: odrer numebr {{44-1823}}",),
    ("C: my adress is {{12 mill hill}}",),
    ("C: my pasword is {{blue kite 42}}",),
    ("C: my emial is {{janedoe at gmail}}",),
    ("C: my phoen number is {{555 0132}}",),
    ("C: acount number {{88 12 04}}",),
    ("C: <<mi scusi, mi serve aiuto>>",),
    ("C: <<my order si late>>",),
    ("C: <<my order iss not here yet>>",),
    ("C: <<the nane of the shirt>>",),
    ("C: <<the adress field on your page is broken>>",),
    ("C: <<my odrer has not arrived and my acount is locked>>",),
    ("C: <<the naam of your shop>>",),
    ("C: mein nmae ist {{ottilie brannock}}",),
)


@pytest.mark.parametrize("conversation", MISTYPED_CUES)
def test_a_mistyped_cue_is_a_cue(conversation: tuple[str, ...]) -> None:
    assert problems(*conversation) == []


LATE_ANSWERS = (
    (
        "A: What is your name?",
        "C: why do you need my name",
        "A: We need it to find your order.",
        "C: {{ottilie brannock}}",
    ),
    (
        "A: And your zip?",
        "C: is that needed?",
        "A: Yes, it helps us to ship faster.",
        "C: fine, {{78750}}",
    ),
    ("A: Ihr Name?", "C: wozu?", "A: Damit wir die Bestellung finden.", "C: {{ottilie brannock}}"),
    (
        "A: Could you tell me your size?",
        "C: why",
        "A: To pick the right one.",
        "C: <<medium please>>",
    ),
)


@pytest.mark.parametrize("conversation", LATE_ANSWERS)
def test_a_question_stays_open_while_the_customer_asks_back(conversation: tuple[str, ...]) -> None:
    assert problems(*conversation) == []
