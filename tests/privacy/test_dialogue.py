"""What the assistant asked for, and how long it stays asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.base import Asked
from proxy.privacy.dialogue import asked_by, asked_of, is_filler
from proxy.turn import Message, SlotClass, SlotIndex, Speaker, TextSlot, Turn


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("May I have your full name?", {Asked.NAME}),
        ("Who am I speaking with?", {Asked.NAME}),
        ("I'll need your user ID. Could you please provide that?", {Asked.USER_NAME}),
        ("Could you share your email and phone number?", {Asked.EMAIL, Asked.PHONE}),
        ("Please enter the 4-digit PIN.", {Asked.PIN}),
        ("What's the order number", {Asked.ORDER_NUMBER}),
        (
            "Please provide:\n- Full name\n- Email\n- ZIP code",
            {Asked.NAME, Asked.EMAIL, Asked.POSTAL_CODE},
        ),
        ("Can you confirm the last 4 digits of your SSN?", {Asked.NATIONAL_ID}),
        ("Please give me your date of birth and zip", {Asked.DATE_OF_BIRTH, Asked.POSTAL_CODE}),
        ("Where should we ship it?", {Asked.STREET}),
        ("What is your mother's maiden name?", {Asked.SECURITY_ANSWER}),
        ("Please type the verification code", {Asked.VERIFICATION_CODE}),
        ("Could I get the tracking number?", {Asked.TRACKING_NUMBER}),
        ("What is the gift card number?", {Asked.GIFT_CARD}),
        ("Wie lautet Ihre Bestellnummer?", {Asked.ORDER_NUMBER}),
        ("Pouvez-vous me donner votre numéro de commande ?", {Asked.ORDER_NUMBER}),
        ("¿Cuál es su correo electrónico?", {Asked.EMAIL}),
        ("Qual è il suo indirizzo?", {Asked.STREET}),
        ("Mag ik uw postcode?", {Asked.POSTAL_CODE}),
        ("Qual é o seu telefone?", {Asked.PHONE}),
    ],
)
def test_a_request_is_understood(text: str, asked: set[Asked]) -> None:
    assert asked <= asked_by(text)


@pytest.mark.parametrize(
    "text",
    [
        "your order number is 123",
        "thanks for your name",
        "I've sent a confirmation to your email.",
        "Your order number is 12345, is that correct?",
        "Reservation ID: **JG7FMM**. Would you like to proceed?",
        "What color would you like?",
        "How can I help you today?",
        "Your parcel was delivered yesterday.",
        "",
    ],
)
def test_telling_is_not_asking(text: str) -> None:
    assert asked_by(text) == frozenset()


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert asked_by(text) == asked_by(text)
    is_filler(text)


def turn(*talk: tuple[Speaker, str]) -> Turn:
    slots, messages = [], []
    for index, (speaker, text) in enumerate(talk):
        slots.append(TextSlot(("messages", index, "content"), SlotClass.TEXT, text, speaker, index))
        messages.append(Message(index, speaker, (SlotIndex(index),), text))
    return Turn("test", {}, tuple(slots), tuple(messages), "model", stream=False)


A, C, T = Speaker.ASSISTANT, Speaker.CUSTOMER, Speaker.TOOL


def test_only_customers_are_asked() -> None:
    asked = asked_of(turn((A, "Your name?"), (C, "crystal"), (T, "{}"), (A, "Thanks!")))
    assert asked == (frozenset(), frozenset({Asked.NAME}), frozenset(), frozenset())


def test_an_ask_stays_open_over_several_messages_fillers_and_tools() -> None:
    asked = asked_of(
        turn(
            (A, "What is your name and zip code?"),
            (C, "sure"),
            (C, "crystal minh"),
            (A, "ok, please go on."),
            (T, "{}"),
            (C, "95051"),
        )
    )
    assert asked[2] == asked[5] == {Asked.NAME, Asked.POSTAL_CODE}


def test_an_ask_closes_after_another_message_or_too_many_fillers() -> None:
    closed = asked_of(
        turn((A, "Your name?"), (C, "crystal"), (A, "Your jacket is blue."), (C, "yes"))
    )
    assert closed[3] == frozenset()
    filler: list[tuple[Speaker, str]] = [(A, "ok, please go on."), (C, "hm")]
    tired = asked_of(turn((A, "Your name?"), *filler, *filler, *filler, *filler))
    assert tired[2] == {Asked.NAME}
    assert tired[8] == frozenset()


def test_asking_again_opens_the_last_ask_again() -> None:
    asked = asked_of(
        turn(
            (A, "Your order number?"),
            (C, "12"),
            (A, "I could not find that, please double-check."),
            (C, "4711"),
        )
    )
    assert asked[3] == {Asked.ORDER_NUMBER}
