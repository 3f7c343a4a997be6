"""From findings of texts to findings of a request: keys, memory, public values."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.base import Asked, DetectionRules, EntityRule, Finding, TextToRead
from proxy.privacy.detect import Detector
from proxy.privacy.dialogue import asked_of
from proxy.privacy.link import link
from proxy.turn import Message, SlotClass, SlotIndex, Speaker, TextSlot, Turn
from tests.growth import LINEAR, growth
from tests.privacy.finding import RULES, Found, pieces

WITHOUT_MODEL = tuple(name for name in RULES.predefined if name != "NameModelRecognizer")
DETECTOR = Detector(replace(RULES, predefined=WITHOUT_MODEL))
"""What linking adds shows only where the name model does not find everything by itself."""
Findings = Sequence[Sequence[Finding]]
CUSTOMER, ASSISTANT, TOOL, SHOP = (
    Speaker.CUSTOMER,
    Speaker.ASSISTANT,
    Speaker.TOOL,
    Speaker.SHOP,
)


def said(text: str, speaker: Speaker = CUSTOMER, kind: SlotClass = SlotClass.TEXT) -> TextSlot:
    return TextSlot((), kind, text, speaker, 0)


def leaf(path: str, value: str, *, is_number: bool = False) -> TextSlot:
    keys = tuple(path.split("."))
    return TextSlot(
        (), SlotClass.JSON_TEXT, value, TOOL, 0, keys, keys[-1], keys, is_number=is_number
    )


def key(name: str) -> TextSlot:
    return TextSlot((), SlotClass.TREE, name, TOOL, 0, (name,), name, (name,), is_key=True)


def turn(*slots: TextSlot) -> Turn:
    placed, messages = [], []
    for index, slot in enumerate(slots):
        path = ("messages", 0, "content") if slot.inner else ("messages", index, "content")
        placed.append(replace(slot, path=path, message=index))
        messages.append(Message(index, slot.speaker, (SlotIndex(index),), slot.text))
    return Turn("test", {}, tuple(placed), tuple(messages), "model", stream=False)


def linked(request: Turn, rules: DetectionRules = RULES) -> list[Found]:
    asked = asked_of(request)
    found = [
        DETECTOR.detect(TextToRead(slot.text, asked[i], slot.speaker is CUSTOMER))
        for i, slot in enumerate(request.slots)
    ]
    return [
        pieces(slot.text, each)
        for slot, each in zip(request.slots, link(request, found, rules), strict=True)
    ]


def test_a_key_makes_its_value_a_finding_and_memory_finds_it_everywhere() -> None:
    found = linked(
        turn(
            leaf("customer.first_name", "Mia"),
            leaf("customer.last_name", "Lopez"),
            leaf("product_name", "Lopez jacket"),
            said("Thank you, Mia. Ms LOPEZ's order is here.", ASSISTANT),
            said("You help lopez today.", SHOP, SlotClass.DEFINITION),
        )
    )
    assert found[0] == [("PERSON", "Mia")]
    assert found[1] == [("PERSON", "Lopez")]
    assert found[2] == [("PERSON", "Lopez")]
    assert [piece for _, piece in found[3]] == ["Mia", "LOPEZ"]
    assert found[4] == [("PERSON", "lopez")]


def test_what_the_model_needs_stays() -> None:
    found = linked(
        turn(
            leaf("product.name", "Rose Tyler dress"),
            leaf("price", "1234567"),
            leaf("sku", "4155550123"),
            leaf("delivery_date", "2024-05-20"),
            leaf("size", "38"),
            leaf("status", "delivered"),
        )
    )
    assert found == [[]] * 6


def test_a_key_that_speaks_against_it_leaves_only_firm_findings() -> None:
    request = turn(leaf("sku", "4155550123"), leaf("part", "4155550123"))
    weak, firm = (Finding("PHONE_NUMBER", 0, 10, score, "test") for score in (0.6, 0.95))
    assert link(request, [[weak], []], RULES) == ((), ())
    assert link(request, [[], [weak]], RULES)[1] != ()
    assert link(request, [[firm], []], RULES)[0] == (firm,)


@pytest.mark.parametrize("name", ["summary", "description", "title", "status", "product_name"])
def test_a_sentence_is_believed_whatever_its_key_is_and_a_bare_name_is_not(name: str) -> None:
    likely = Finding("PERSON", 0, 12, 0.7, "test")

    def kept(text: str) -> Found:
        return pieces(text, link(turn(leaf(name, text)), [[likely]], RULES)[0])

    assert kept("Crystal Minh called about her late parcel") == [("PERSON", "Crystal Minh")]
    assert kept("Crystal Minh") == []
    assert kept("Crystal Minh table lamp in white") == []


def test_a_title_keeps_a_phone_number_and_a_word_of_records_stays_a_key() -> None:
    phone, name = (Finding(each, 0, 4, 0.6, "test") for each in ("PHONE_NUMBER", "PERSON"))
    assert link(turn(leaf("title", "4155")), [[phone]], RULES) == ((phone,),)
    assert link(turn(leaf("price", "4155")), [[phone]], RULES) == ((),)
    assert link(turn(key("asin")), [[name]], RULES) == ((),)
    assert link(turn(key("Rosa")), [[name]], RULES)[0] != ()


def test_a_short_name_is_known_only_where_it_is_written_like_one() -> None:
    found = linked(
        turn(
            leaf("first_name", "Mia"),
            leaf("origin", "MIA"),
            said("Mia flew via MIA and mia", ASSISTANT),
        )
    )
    assert found[1] == []
    assert found[2] == [("PERSON", "Mia")]


def test_digits_are_known_in_any_grouping() -> None:
    found = linked(
        turn(
            said("my card is 4242 4242 4242 4242"),
            said("so 4242-4242-4242-4242?", ASSISTANT),
            leaf("note", "4242424242424242", is_number=True),
            said("call 201-555-0123"),
            said("We call +1 (201) 5550123 and 02015550123.", ASSISTANT),
        )
    )
    assert found[1] == [("CREDIT_CARD", "4242-4242-4242-4242")]
    assert found[2] == [("CREDIT_CARD", "4242424242424242")]
    assert [piece for _, piece in found[4]] == ["+1 (201) 5550123", "02015550123"]


def test_a_value_is_found_in_keys_and_in_ids_that_cannot_change() -> None:
    found = linked(
        turn(
            said("my name is Crystal Albright"),
            key("albright"),
            said("call_albright", ASSISTANT, SlotClass.OPAQUE),
            said("https://shop.example/u/crystal-albright", TOOL, SlotClass.URL),
        )
    )
    assert found[1] == [("PERSON", "albright")]
    assert found[2] == [("PERSON", "albright")]
    assert found[3] == [("PERSON", "crystal-albright")]


@pytest.mark.parametrize(
    "name", ["Price", "May", "Rose", "Order", "Store", "User", "Content", "Mark"]
)
def test_a_customer_with_an_everyday_name_is_served(name: str) -> None:
    """The name is protected where it was given; the words of shop and wire stay what they are."""
    text = f"the {name.lower()} of this order may be what the user sees in content"
    found = linked(
        turn(
            said("May I have your name?", ASSISTANT),
            said(name),
            said(text, ASSISTANT),
            key(name.lower()),
            said(name.lower(), SHOP, SlotClass.OPAQUE),
        )
    )
    assert found[1] == [("PERSON", name)]
    assert found[2:] == [[], [], []]


def test_two_everyday_words_spread_in_texts_but_not_in_structure() -> None:
    found = linked(
        turn(
            said("Your full name, please?", ASSISTANT),
            said("Rose Price"),
            said("Ms rose price ordered it", ASSISTANT),
            key("rose_price"),
        )
    )
    assert ("PERSON", "rose price") in found[2]
    assert found[3] == []


def test_names_in_user_names_and_addresses_are_remembered() -> None:
    found = linked(
        turn(
            said("my user ID is mia_albright_3668"),
            said("Welcome back, Mia! Is albright right?", ASSISTANT),
            said("write to crystal.minhova@example.com"),
            said("crystal minhova and CRYSTALMINHOVA", ASSISTANT),
        )
    )
    assert [piece for _, piece in found[1]] == ["Mia", "albright"]
    assert [piece for _, piece in found[3]] == ["crystal minhova", "CRYSTALMINHOVA"]


def test_a_desk_s_mailbox_is_no_name() -> None:
    found = linked(turn(said("write to support@example.com"), said("our support helps", ASSISTANT)))
    assert found[1] == []


def test_types_that_the_policy_does_not_list_are_not_protected() -> None:
    only = replace(RULES, entities={"EMAIL_ADDRESS": EntityRule("EMAIL_ADDRESS", "EMAIL")})
    found = linked(turn(said("I am Crystal Minh, crystal@example.com")), only)
    assert found == [[("EMAIL_ADDRESS", "crystal@example.com")]]


def test_thresholds_are_the_policy_s() -> None:
    strict = EntityRule("ACCOUNT_NUMBER", "ACCOUNT", threshold=0.5)
    request = turn(said("33184422"))
    assert linked(request)[0] != []
    assert linked(request, replace(RULES, entities={"ACCOUNT_NUMBER": strict})) == [[]]


def test_a_public_value_frees_only_itself() -> None:
    rules = replace(RULES, public_values=frozenset({"Kendra Scott"}))
    text = "Thanks, Kendra Scott"
    assert linked(turn(said(text)))[0] == [("PERSON", "Kendra Scott")]
    assert linked(turn(said(text)), rules) == [[]]
    assert linked(turn(said("my name is Kendra Miller")), rules)[0] == [("PERSON", "Kendra Miller")]


def test_a_customer_named_like_a_brand_keeps_the_brand_s_products_readable() -> None:
    rules = replace(RULES, public_values=frozenset({"Kendra Scott"}))
    found = linked(
        turn(said("my name is Anna Scott"), said("the Kendra Scott necklace, Ms Scott", ASSISTANT)),
        rules,
    )
    assert found[1] == [("PERSON", "Scott")]


@pytest.mark.parametrize("text", ["4242424242424242", "help@shop.example", "+1 201-555-0123"])
def test_cards_addresses_and_phones_are_freed_only_letter_for_letter(text: str) -> None:
    folded = replace(RULES, public_values=frozenset({text}))
    exact = replace(RULES, exact_public_values=frozenset({text}))
    assert linked(turn(said(f"use {text} now")), folded)[0] != []
    assert linked(turn(said(f"use {text} now")), exact) == [[]]
    assert linked(turn(said(f"use {text.upper()}9 now")), exact)[0] != []


def test_an_answer_is_not_freed_by_a_public_value() -> None:
    rules = replace(RULES, public_values=frozenset({"Chase"}))
    found = linked(turn(said("Your last name?", ASSISTANT), said("Chase")), rules)
    assert found[1] == [("PERSON", "Chase")]


def test_a_card_sent_in_pieces_is_put_together() -> None:
    found = linked(turn(said("4242 4242"), said("ok, please go on.", ASSISTANT), said("4242 4242")))
    assert found[0] == found[2] == [("CREDIT_CARD", "4242 4242")]


def test_the_keys_beside_a_leaf_decide_what_a_name_is() -> None:
    found = linked(turn(leaf("name", "Oak Minh"), leaf("email", "oak@example.com")))
    assert found[0] == [("PERSON", "Oak Minh")]
    found = linked(turn(leaf("name", "Oak Table"), leaf("price", "12")))
    assert found[0] == []


def test_findings_must_be_aligned_with_the_slots() -> None:
    with pytest.raises(ValueError, match="aligned"):
        link(turn(said("a")), [], RULES)


def test_nothing_is_changed_and_the_same_request_links_the_same() -> None:
    request = turn(said("I am Crystal Minh"), said("Hello Crystal", ASSISTANT))
    found: Sequence[Sequence[Finding]] = [
        DETECTOR.detect(TextToRead(slot.text, frozenset({Asked.NAME}), True))
        for slot in request.slots
    ]
    assert link(request, found, RULES) == link(request, found, RULES)


@given(
    st.lists(
        st.tuples(
            st.text(alphabet="Crystal Minh 4260@.\n-", max_size=40),
            st.sampled_from([SlotClass.TEXT, SlotClass.OPAQUE, SlotClass.DEFINITION]),
        ),
        max_size=4,
    ),
    st.data(),
)
def test_links_are_sorted_apart_and_inside_their_slots(
    texts: list[tuple[str, SlotClass]], data: st.DataObject
) -> None:
    request = turn(*(said(text, kind=kind) for text, kind in texts))
    found = []
    for slot in request.slots:
        some = []
        for _ in range(data.draw(st.integers(0, 3)) if slot.text else 0):
            start = data.draw(st.integers(0, len(slot.text) - 1))
            end = data.draw(st.integers(start + 1, len(slot.text)))
            some.append(
                Finding(
                    data.draw(st.sampled_from(["PERSON", "CREDIT_CARD"])), start, end, 0.85, "t"
                )
            )
        found.append(some)
    for slot, own, each in zip(request.slots, found, link(request, found, RULES), strict=True):
        for left, right in pairwise(each):
            assert left.end <= right.start
        assert all(0 <= f.start < f.end <= len(slot.text) for f in each)
        covered = {p for f in each for p in range(f.start, f.end)}
        assert {p for f in own for p in range(f.start, f.end) if slot.text[p].isalnum()} <= covered


@pytest.mark.parametrize("piece", ["4242 ", "a at b dot ", "x@y.com ", "Crystal Minh, ", "1 "])
def test_linking_a_hostile_text_costs_in_proportion_to_its_length(piece: str) -> None:
    def detected(size: int) -> tuple[Turn, Findings]:
        request = turn(said(piece * (size // len(piece))))
        return request, [DETECTOR.detect(TextToRead(request.slots[0].text, from_customer=True))]

    assert growth(detected, link_all, 4_000) < LINEAR


def test_linking_an_object_costs_in_proportion_to_its_keys() -> None:
    def keys(size: int) -> tuple[Turn, Findings]:
        names = [f"key{number}" for number in range(size)]
        slots = [TextSlot((), SlotClass.JSON_TEXT, "x", TOOL, 0, (n,), n, (n,)) for n in names]
        return Turn("test", {}, tuple(slots), (), "model", stream=False), [()] * size

    assert growth(keys, link_all, 1_000) < LINEAR


def link_all(given: tuple[Turn, Findings]) -> None:
    request, found = given
    link(request, found, RULES)


def test_a_placeholder_that_was_not_restored_in_a_call_is_no_value() -> None:
    """Its key says "email", but the e-mail is not in it; elsewhere a text of that shape is looked at."""
    text = "[EMAIL_7F3K2M]"
    call = TextSlot((), SlotClass.JSON_TEXT, text, ASSISTANT, 0, ("email",), "email", ("email",))
    result = leaf("email", text)
    assert link(turn(call), [()], RULES) == ((),)
    assert link(turn(result), [()], RULES) != ((),)
