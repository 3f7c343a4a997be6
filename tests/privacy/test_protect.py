"""Protecting: every slot class by its rule, look-alikes, links, and the way back."""

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.errors import CallerError, ErrorCode
from proxy.privacy.base import Finding
from proxy.privacy.fixed import place_of
from proxy.privacy.guard import guard
from proxy.privacy.protect import protect
from proxy.turn import Sink, SlotClass, SlotIndex, Speaker, TextSlot, Turn
from tests.growth import LINEAR, growth
from tests.privacy.turns import (
    RESTORATION,
    RULES,
    findings,
    keys,
    protected,
    restored,
    slot,
    turn,
)

EMAIL = "maria.lopez@example.com"
PERSON = "Maria Lopez"
CARD = "4242 4242 4242 4242"
VALUES = {
    EMAIL: "EMAIL_ADDRESS",
    PERSON: "PERSON",
    CARD: "CREDIT_CARD",
    "4821": "PIN",
    "+1 201-555-0123": "PHONE_NUMBER",
    "2015550123": "PHONE_NUMBER",
    "A-100234": "ORDER_NUMBER",
}
GRAMMAR = re.compile(r"\[[A-Z]{2,12}_[0-9A-HJKMNP-TV-Z]{6}\]")


def code_names(text: str) -> list[str]:
    return GRAMMAR.findall(text)


def test_values_leave_as_placeholders_and_come_back() -> None:
    text = f"I am {PERSON} <{EMAIL}>, order A-100234."
    draft, (outgoing,) = protected([slot(text)], VALUES)
    assert not any(value in outgoing for value in VALUES)
    assert len(code_names(outgoing)) == 3
    assert draft.counts == {"EMAIL_ADDRESS": 1, "ORDER_NUMBER": 1, "PERSON": 1}
    plain = text.replace("<", "(").replace(">", ")")
    draft, (outgoing,) = protected([slot(plain)], VALUES)
    assert restored(draft, outgoing) == plain


def test_a_value_has_one_placeholder_in_a_conversation_and_another_in_the_next() -> None:
    first, second, other = (
        protected([slot(text)], VALUES, placeholder_keys=keys(name))[1][0]
        for text, name in ((EMAIL, "a"), (f"again {EMAIL}", "a"), (EMAIL, "b"))
    )
    assert second == f"again {first}"
    assert other != first


def test_one_value_has_one_placeholder_whatever_types_claim_it() -> None:
    slots = [slot("2015550123"), slot("2015550123")]
    made = turn(*slots)
    found = [
        [Finding("ORDER_NUMBER", 0, 10, 1.0, "test")],
        [Finding("PHONE_NUMBER", 0, 10, 1.0, "test")],
    ]
    draft = protect(made, found, rules=RULES, restoration=RESTORATION, keys=keys())
    assert len(set(draft.edits.texts.values())) == 1


def test_the_strictest_claim_governs_a_value_however_it_is_spaced() -> None:
    spaced, joined = CARD, CARD.replace(" ", "")
    draft, outgoing = protected(
        [slot(joined), slot(spaced)], {joined: "ORDER_NUMBER", spaced: "CREDIT_CARD"}
    )
    for text in outgoing:
        assert restored(draft, text) == "•••• 4242"


def test_canonical_forms_share_a_placeholder_and_restore_the_first_spelling() -> None:
    texts = [EMAIL, EMAIL.upper(), "+1 201-555-0123", "2015550123", PERSON, "maria  LOPEZ"]
    types = ["EMAIL_ADDRESS"] * 2 + ["PHONE_NUMBER"] * 2 + ["PERSON"] * 2
    draft, outgoing = protected(
        [slot(text) for text in texts], dict(zip(texts, types, strict=True))
    )
    assert outgoing[0] == outgoing[1]
    assert outgoing[2] == outgoing[3]
    assert outgoing[4] == outgoing[5]
    assert [restored(draft, text) for text in outgoing[1::2]] == texts[0::2]


def test_removed_values_are_one_word_and_are_not_in_the_map() -> None:
    draft, outgoing = protected(
        [slot("pin 4821"), slot("pin 9999")], {"4821": "PIN", "9999": "PIN"}
    )
    assert outgoing == ["pin [PIN_REMOVED]"] * 2
    assert len(draft.placeholders) == 0


def test_a_type_without_a_rule_is_protected_and_kept_from_tools() -> None:
    draft, (outgoing,) = protected([slot("xyzzy")], {"xyzzy": "MARTIAN"})
    assert outgoing.startswith("[PRIVATE_")
    assert restored(draft, outgoing) == "xyzzy"
    assert restored(draft, outgoing, sink=Sink.TOOL_ARGUMENTS) == outgoing


def test_overlapping_findings_are_covered_together() -> None:
    made = turn(slot("Maria Lopez Garcia"))
    found = [[Finding("PERSON", 0, 11, 1.0, "a"), Finding("PERSON", 6, 18, 1.0, "b")]]
    draft = protect(made, found, rules=RULES, restoration=RESTORATION, keys=keys())
    outgoing = draft.edits.texts[SlotIndex(0)]
    assert GRAMMAR.fullmatch(outgoing)
    assert restored(draft, outgoing) == "Maria Lopez Garcia"


# Definitions


def test_a_shared_system_prompt_is_the_same_bytes_in_every_conversation() -> None:
    prompt = slot(f"You help {PERSON}.", Speaker.SHOP, SlotClass.DEFINITION)
    one = protected([prompt], VALUES, placeholder_keys=keys("a"))[1]
    two = protected([prompt, slot(PERSON)], VALUES, placeholder_keys=keys("b"))[1]
    assert one[0] == two[0]
    assert two[1] in two[0]
    three = protected([slot(PERSON), prompt], VALUES, placeholder_keys=keys("c"))[1]
    assert three[1] == one[0]
    assert three[0] in three[1]


def test_a_name_in_two_different_prompts_cannot_be_joined() -> None:
    prompts = [
        slot(f"{text} {PERSON}.", Speaker.SHOP, SlotClass.DEFINITION) for text in ("Help", "Assist")
    ]
    first, second = (code_names(protected([prompt], VALUES)[1][0])[0] for prompt in prompts)
    assert first != second


# Slot classes


def test_numbers_in_free_json_become_strings() -> None:
    for kind in (SlotClass.TREE, SlotClass.JSON_TEXT):
        draft, (outgoing,) = protected([slot("2015550123", kind=kind, is_number=True)], VALUES)
        assert GRAMMAR.fullmatch(outgoing)
        assert restored(draft, outgoing) == "2015550123"


def test_a_number_on_an_unknown_path_is_refused_and_the_error_names_only_the_place() -> None:
    number = slot("2015550123", is_number=True, listed=False, path=("metadata", "phone", 0))
    with pytest.raises(CallerError) as raised:
        protected([number], VALUES)
    assert raised.value.code is ErrorCode.PERSONAL_DATA_IN_NUMBER
    assert raised.value.param == "metadata.phone[0]"
    assert "2015550123" not in str(raised.value)


def test_a_number_of_a_known_numeric_field_is_never_touched() -> None:
    for kind in (SlotClass.OPAQUE, SlotClass.DEFINITION):
        seed = slot("2015550123", kind=kind, is_number=True, path=("seed",))
        draft, outgoing = protected([slot("call 2015550123"), seed], VALUES)
        assert outgoing[1] == "2015550123"
        assert draft.numbers == {"2015550123"}
        body = f'{{"seed":2015550123,"text":"{outgoing[0]}"}}'.encode()
        assert guard(body, draft).body == body
        assert b'"2015550123"' not in guard(b'{"seed":2015550123,"x":"2015550123"}', draft).body


@pytest.mark.parametrize("kind", [SlotClass.TEXT, SlotClass.DEFINITION])
def test_a_card_as_a_number_where_a_text_belongs_is_refused(kind: SlotClass) -> None:
    number = slot("4242424242424242", kind=kind, is_number=True, path=("stop", 0))
    with pytest.raises(CallerError) as raised:
        protected([number], {"4242424242424242": "CREDIT_CARD"})
    assert raised.value.code is ErrorCode.PERSONAL_DATA_IN_NUMBER


@pytest.mark.parametrize("text", ["call_2015550123", "call_maria_lopez", "x"])
def test_an_opaque_field_with_a_known_value_is_refused(text: str) -> None:
    opaque = slot(text, kind=SlotClass.OPAQUE, path=("messages", 1, "tool_call_id"))
    values = {**VALUES, "x": "PERSON"}
    with pytest.raises(CallerError) as raised:
        protected([slot(f"{PERSON} 2015550123"), opaque], values)
    assert raised.value.code is ErrorCode.PERSONAL_DATA_IN_OPAQUE_FIELD
    assert raised.value.param == "messages[1].tool_call_id"


def test_the_model_name_is_no_opaque_value_even_if_it_holds_a_date() -> None:
    model = slot("gpt-4o-2024-08-06", kind=SlotClass.OPAQUE, path=("model",))
    draft, outgoing = protected([slot("born 2024-08-06"), model], {"2024-08-06": "PERSON"})
    assert outgoing[1] == "gpt-4o-2024-08-06"
    assert "gpt-4o-2024-08-06" in draft.untouched


def test_identifiers_are_replaced_by_a_keyed_digest() -> None:
    _, (one,) = protected([slot(EMAIL, kind=SlotClass.IDENTIFIER)], {})
    _, (again,) = protected([slot(EMAIL, kind=SlotClass.IDENTIFIER)], VALUES)
    assert one == again
    assert re.fullmatch(r"id_[a-z2-7]{26}", one)


def test_media_and_pointers_stay_as_they_are() -> None:
    slots = [slot("aGVsbG8=", kind=SlotClass.MEDIA), slot("resp_1", kind=SlotClass.POINTER)]
    draft, outgoing = protected(slots, {})
    assert outgoing == ["aGVsbG8=", "resp_1"]
    assert not draft.edits.texts


def test_object_keys_are_replaced_by_their_exact_text() -> None:
    slots = [
        slot(EMAIL, kind=SlotClass.TREE),
        slot(EMAIL.title(), kind=SlotClass.TREE),
        *(
            slot(key, kind=SlotClass.TREE, is_key=True, path=("tools", 0, key))
            for key in (EMAIL, EMAIL.title())
        ),
    ]
    draft, outgoing = protected(slots, {**VALUES, EMAIL.title(): "EMAIL_ADDRESS"})
    assert outgoing[0] == outgoing[1] == outgoing[2] != outgoing[3]
    assert [restored(draft, key) for key in outgoing[2:]] == [EMAIL, EMAIL.title()]


def test_two_keys_that_would_become_one_are_refused() -> None:
    slots = [
        slot(key, kind=SlotClass.TREE, is_key=True, path=("tools", 0, key))
        for key in ("pin-4821", "pin-9999")
    ]
    with pytest.raises(CallerError) as raised:
        protected(slots, {"pin-4821": "PIN", "pin-9999": "PIN"})
    assert raised.value.code is ErrorCode.DUPLICATE_KEY
    assert raised.value.param == "tools[0].*"


def test_a_place_never_shows_a_key_that_may_be_a_value() -> None:
    assert place_of(slot("x", path=("messages", 3, "tool_calls", 0, PERSON, "4821"))) == (
        "messages[3].tool_calls[0].*.*"
    )


# Links


def test_a_link_that_holds_a_value_leaves_as_one_placeholder() -> None:
    url = f"https://shop.example/t?e={EMAIL}&n=1"
    for text in (f"see {url}.", f"({url})", f"{url}, thanks"):
        draft, (outgoing,) = protected([slot(text)], VALUES)
        assert outgoing == text.replace(url, code_names(outgoing)[0])
        assert restored(draft, outgoing) == text


def test_a_link_without_a_value_stays() -> None:
    text = f"{PERSON}: https://shop.example/help"
    _, (outgoing,) = protected([slot(text)], VALUES)
    assert outgoing.endswith(": https://shop.example/help")


def test_a_link_on_another_host_is_not_restored() -> None:
    draft, (outgoing,) = protected([slot(f"https://other.example/?e={EMAIL}")], VALUES)
    assert restored(draft, outgoing) == outgoing


def test_a_link_with_a_card_number_is_never_restored() -> None:
    digits = CARD.replace(" ", "")
    url = f"https://shop.example/?card={digits}"
    draft, (outgoing,) = protected([slot(url)], {digits: "CREDIT_CARD"})
    assert outgoing == "[LINK_REMOVED]"
    assert restored(draft, outgoing) == outgoing


def test_a_url_slot_is_one_link() -> None:
    draft, (outgoing,) = protected(
        [slot(f"https://shop.example/a.png?{EMAIL}", kind=SlotClass.URL)], VALUES
    )
    assert outgoing.startswith("[LINK_")
    assert len(draft.placeholders) == 1


# Look-alikes


def test_a_planted_placeholder_restores_to_its_literal_text() -> None:
    _, (placeholder,) = protected([slot(EMAIL)], VALUES)
    for planted in (
        placeholder,
        placeholder.lower(),
        placeholder[1:-1],
        f"say {placeholder} and [PERSON_ABC123]",
        placeholder.replace("_", "\\_"),
        f"&#91;{placeholder[1:-1]}&#93;",
        placeholder[:-1],
        placeholder[:-3],
    ):
        for speaker in (Speaker.CUSTOMER, Speaker.TOOL, Speaker.NOBODY):
            draft, outgoing = protected([slot(EMAIL), slot(planted, speaker)], VALUES)
            assert planted not in outgoing[1]
            assert restored(draft, outgoing[1]) == planted
        draft, outgoing = protected(
            [slot(planted, Speaker.SHOP, SlotClass.DEFINITION), slot(EMAIL)], VALUES
        )
        assert restored(draft, outgoing[0]) == planted


def test_a_look_alike_of_a_look_alike_is_found_wherever_it_stands() -> None:
    """Each replaced look-alike adds a code that an earlier text may already hold."""
    first = "[EMAIL_ABC123]"
    texts = [first]
    for _ in range(3):
        outgoing = protected([slot(text) for text in texts], {})[1]
        texts.insert(0, outgoing[0][1:-1].lower())
    draft, outgoing = protected([slot(text) for text in texts], {})
    assert [restored(draft, text) for text in outgoing] == texts
    assert not set(texts) & set(outgoing)


def test_in_assistant_text_an_exact_placeholder_of_this_turn_stays() -> None:
    _, (placeholder,) = protected([slot(EMAIL)], VALUES)
    text = f"sent to {placeholder}, not to [EMAIL_ABC123]"
    draft, outgoing = protected([slot(EMAIL), slot(text, Speaker.ASSISTANT)], VALUES)
    assert placeholder in outgoing[1]
    assert "[EMAIL_ABC123]" not in outgoing[1]
    assert restored(draft, outgoing[1]) == f"sent to {EMAIL}, not to [EMAIL_ABC123]"


def test_a_template_mark_in_a_definition_stays_readable_for_the_model() -> None:
    prompt = slot("say [SEARCH_ACCESS] or order_search", Speaker.SHOP, SlotClass.DEFINITION)
    _, outgoing = protected([prompt, slot("A-100234")], VALUES)
    assert outgoing[0] == prompt.text


PIECES = st.sampled_from(
    [
        EMAIL, PERSON, "A-100234", "2015550123", "4821", "[EMAIL_ABC123]", "email_abc123", "[", "]",
        "[EMAIL_", "EMAIL_", " \\", " \\[", " \\]", "_", "&#91;", "&#93;", "&lowbar;", " ", "\n", ". ",
        "PERSON_7K3M9Q", "[TEXT_", "[PIN_REMOVED]", "•••• 4242", "［", "＿", "ABC123", "é", "好", " (",
        ")", "[[", "]]", "ORDER_ABC123", "x", "TEXT_", "%", "“", "{", "}",
    ]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=12), st.integers(0, 40), st.sampled_from(list(Speaker)))
def test_restoring_what_was_protected_gives_the_text_back(
    parts: list[str], at: int, speaker: Speaker
) -> None:
    """For any text, also one full of past placeholders, cut ones and their spellings."""
    values = {key: kind for key, kind in VALUES.items() if key not in {CARD, "4821"}}
    _, seeds = protected([slot(value) for value in values], values)
    if speaker is not Speaker.ASSISTANT:
        parts.insert(at % (len(parts) + 1), seeds[at % len(seeds)][: at % 16 or None])
    text = "".join(parts)
    kind = SlotClass.DEFINITION if speaker is Speaker.SHOP else SlotClass.TEXT
    slots = [slot(text, speaker, kind), *(slot(value) for value in values)]
    draft, outgoing = protected(slots, values)
    assert restored(draft, outgoing[0]) == text
    assert not any(value in outgoing[0] for value in values)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=10))
def test_an_answer_that_comes_back_in_the_history_leaves_as_the_same_bytes(
    parts: list[str],
) -> None:
    """Restore, then protect again: the provider sees its own words, and its cache stays warm."""
    history = [slot(value) for value in VALUES]
    draft, outgoing = protected(history, VALUES)
    said = " ".join(outgoing)
    shown = restored(draft, said)
    again = protected([*history, slot(shown, Speaker.ASSISTANT)], VALUES)[1][-1]
    assert again == said
    assert parts


def test_a_restored_link_in_the_history_is_the_same_link_again() -> None:
    url = f"https://shop.example/t?e={EMAIL}"
    draft, (asked,) = protected([slot(f"what of {url}?")], VALUES)
    link = code_names(asked)[0]
    said = f"[Track]({link}) or {link}."
    shown = restored(draft, said)
    assert url in shown
    slots = [slot(f"what of {url}?"), slot(shown, Speaker.ASSISTANT)]
    assert protected(slots, VALUES)[1][1] == said


def test_a_last_four_form_in_the_history_is_the_card_again() -> None:
    draft, (outgoing,) = protected([slot(CARD)], VALUES)
    shown = restored(draft, f"paid with {outgoing}")
    assert shown == "paid with •••• 4242"
    again = protected([slot(CARD), slot(shown, Speaker.ASSISTANT)], VALUES)[1][1]
    assert again == f"paid with {outgoing}"


def test_two_hundred_conversations_never_see_each_others_values() -> None:
    """Same tenant, same kinds of values, interleaved: a foreign placeholder restores nothing."""
    drafts = []
    for number in range(200):
        values = {f"user{number}@example.com": "EMAIL_ADDRESS", f"Person{number} Lopez": "PERSON"}
        text = " and ".join(values)
        draft, (outgoing,) = protected(
            [slot(text)], values, placeholder_keys=keys(f"conversation-{number}")
        )
        assert restored(draft, outgoing) == text
        drafts.append((draft, outgoing))
    everything = " ".join(outgoing for _, outgoing in drafts)
    for number, (draft, _) in enumerate(drafts):
        shown = restored(draft, everything)
        assert shown.count("@example.com") == 1
        assert f"user{number}@example.com" in shown


def test_findings_must_be_aligned_with_the_slots() -> None:
    with pytest.raises(ValueError, match="shorter"):
        protect(turn(slot("a")), [], rules=RULES, restoration=RESTORATION, keys=keys())


def test_findings_helper_finds_every_occurrence() -> None:
    assert len(findings("a a a", {"a": "PERSON"})) == 3


@pytest.mark.parametrize(
    ("piece", "times"),
    [("[EMAIL_7K3M9Q] ", 4), (f"see https://shop.example/?e={EMAIL} ", 1), (f"{EMAIL} ", 2)],
    ids=["look-alikes", "links", "values"],
)
def test_a_text_full_of_one_thing_costs_in_proportion_to_its_length(piece: str, times: int) -> None:
    def work(text: str) -> None:
        draft, (outgoing,) = protected([slot(text)], VALUES)
        guard(json.dumps([outgoing]).encode(), draft)
        assert EMAIL not in outgoing

    assert growth(lambda size: piece * times * size, work, 500) < LINEAR


def definitions(size: int) -> list[TextSlot]:
    return [
        slot(f"zoe{number}@example.com", kind=SlotClass.DEFINITION, path=("tools", 0, number))
        for number in range(size)
    ]


def cut_tails(size: int) -> list[TextSlot]:
    return [slot(f"zoe{number}@example.com or [EMAIL_7K") for number in range(size)]


def readable_cards(size: int) -> list[TextSlot]:
    return [slot(f"42424242 4242 {number:04} and •••• 9") for number in range(size)]


@pytest.mark.parametrize("made", [definitions, cut_tails, readable_cards])
def test_the_cost_grows_as_the_request_does(made: Callable[[int], list[TextSlot]]) -> None:
    def prepared(size: int) -> tuple[Turn, list[list[Finding]]]:
        slots = made(size)
        found = [
            [
                Finding("CREDIT_CARD", 0, 18, 1.0, "test")
                if each.text.startswith("4")
                else Finding("EMAIL_ADDRESS", 0, each.text.index(".com") + 4, 1.0, "test")
            ]
            for each in slots
        ]
        return turn(*slots), found

    def work(given: tuple[Turn, list[list[Finding]]]) -> None:
        protect(*given, rules=RULES, restoration=RESTORATION, keys=keys())

    assert growth(prepared, work, 100) < LINEAR


def in_schema(text: str, *path: str | int) -> TextSlot:
    whole = ("tools", 0, "function", "parameters", "properties", "order", *path)
    return slot(text, Speaker.SHOP, SlotClass.DEFINITION, is_number=True, path=whole)


def test_a_number_that_is_a_value_of_a_schema_leaves_as_a_placeholder_and_a_limit_stays() -> None:
    values = {"10485760": "ORDER_NUMBER"}
    slots = [slot("order 10485760"), in_schema("10485760", "enum", 0), in_schema("7", "enum", 1)]
    _, (_, listed, other) = protected([*slots], values)
    assert GRAMMAR.fullmatch(listed)
    assert other == "7"
    _, (_, limit) = protected([slots[0], in_schema("10485760", "maximum")], values)
    assert limit == "10485760"


def test_what_was_a_number_in_all_json_is_remembered_as_one() -> None:
    values = {"10485760": "ORDER_NUMBER", "20955555": "ORDER_NUMBER"}
    tree = SlotClass.JSON_TEXT
    slots = [
        slot("order 10485760"),
        slot("10485760", Speaker.TOOL, tree, is_number=True, inner=("id",)),
        slot("20955555", Speaker.TOOL, tree, is_number=True, inner=("a",)),
        slot("20955555", Speaker.TOOL, tree, inner=("b",)),
    ]
    draft, _ = protected(slots, values)
    assert draft.placeholders.numbers == {"10485760"}
