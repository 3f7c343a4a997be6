"""Names after cues, and the talk that follows the same cues."""

import pytest

from proxy.privacy.base import TextToRead
from proxy.privacy.normalize import Reading
from proxy.privacy.recognizers.base import GUESS
from tests.privacy.finding import found, recognizer


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is crystal minh and i want a refund", "crystal minh"),
        ("My name is Price", "Price"),
        ("name: Crystal Minh", "Crystal Minh"),
        ("the order is under the name crystal minh", "crystal minh"),
        ("I am Crystal Minh.", "Crystal Minh"),
        ("im jack albright and my number is 4587", "jack albright"),
        ("this is Crystal speaking", "Crystal"),
        ("Crystal Minh here, my parcel is late", "Crystal Minh"),
        ("Thanks, Crystal Minh", "Crystal Minh"),
        ("please help\n\nBest regards,\nCrystal Minh", "Crystal Minh"),
        ("Signed, C. Minh", "C. Minh"),
        ("ask Mr. Albright", "Albright"),
        ("sehr geehrte Frau Müller", "Müller"),
        ("ich heiße Jürgen Müller", "Jürgen Müller"),
        ("je m'appelle Élodie Durand", "Élodie Durand"),
        ("me llamo Sofía Castillo", "Sofía Castillo"),
        ("mi chiamo Giulia Rossi", "Giulia Rossi"),
        ("mijn naam is Femke de Vries", "Femke de Vries"),
        ("meu nome é João Silva", "João Silva"),
        ("Thank you, Mia. How can I help?", "Mia"),
        ("Hi Sofia! Great to see you.", "Sofia"),
        ("it was for my wife Divya", "Divya"),
        ("my friend ivan ordered it", "ivan"),
        ("christina taylor", "christina taylor"),
        ("What is your last name? Magnusson", "Magnusson"),
        ("professor quillfeather wants a receipt", "quillfeather"),
        ("my husband gwyndaf ordered it", "gwyndaf"),
        ("a guy named tobbe took it", "tobbe"),
        ("my sister's called verity", "verity"),
        ("i spoke with kerensa", "kerensa"),
        ("my maiden name petrosyan", "petrosyan"),
        ("june here, any news", "june"),
        ("its spelled r o o", "r o o"),
        ("it is t o b i a s", "t o b i a s"),
        ("kind regards,\nWilhelmina de Groot", "Wilhelmina de Groot"),
        ("its for jane doe pls", "jane doe"),
        ("John M. Doe", "John M. Doe"),
        ("listed as doe, jane", "doe, jane"),
        ("my surname is doe", "doe"),
    ],
)
def test_a_name_is_found_after_its_cue(text: str, name: str) -> None:
    assert ("PERSON", name) in found("NameRecognizer", text)


@pytest.mark.parametrize(
    "text",
    [
        "i am looking for a dress",
        "my name was spelled wrong",
        "my wife outgrew it",
        "P L E A S E help",
        "sizes s m or l",
        "june delivery is fine",
        "hoe doe ik een retour",
        "jane does not like it",
        "my dr martens squeak",
        "this is ridiculous",
        "I am so annoyed",
        "i'm not sure",
        "im frustated with this",
        "this is adorable",
        "i am sick of this",
        "thanks for the help",
        "Thanks, bye",
        "hi there",
        "Hello Team",
        "what is the product name? blue jacket",
        "product name: Oak Table",
        "the brand name is Acme",
        "how it's spelt",
        "my name was wrong",
        "Dear Customer Service,",
        "price",
        "rose",
        "yes",
    ],
)
def test_the_same_words_in_talk_are_no_name(text: str) -> None:
    assert found("NameRecognizer", text) == []


def test_a_bare_label_is_a_cue_in_customers_words_only() -> None:
    text = "Name: Linen Shirt\nColor: Sage"
    assert found("NameRecognizer", text, from_customer=False) == []
    assert found("NameRecognizer", "Name: Linen Shirt") == [("PERSON", "Linen Shirt")]


@pytest.mark.parametrize("text", ["karthi selvan", "koch"])
def test_a_bare_unknown_name_is_a_guess_below_the_usual_threshold(text: str) -> None:
    reading = Reading.of(TextToRead(text, from_customer=True))
    assert [hit.score for hit in recognizer("NameRecognizer").find(reading)] == [GUESS]
