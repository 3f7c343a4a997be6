"""What a change of policy protects less: each weaker change is named, each stricter one is not."""

from pathlib import Path

import pytest

from proxy.policy.compare import weakenings
from proxy.policy.load import load_policy
from tests.policy.files import PACK, POLICY, changed, write

BASE = changed(POLICY, "tools: all", "tools: [lookup]")
ORDER_LINE = "  ORDER_NUMBER: {label: ORDER, in_tools: true}\n"
OWN = BASE[BASE.index("  own:\n") : BASE.index("public:\n")]

POLICIES: list[tuple[list[tuple[str, str]], list[str]]] = [
    ([(ORDER_LINE, ""), (OWN, "")], ["ORDER_NUMBER is no longer protected.", "Recogniser Order number no longer runs."]),
    ([("in_tools: true, form: email", "in_tools: true, form: email, threshold: 0.6")], ["EMAIL_ADDRESS: threshold rises from 0.4 to 0.6."]),
    ([("[US, DE]", "[DE]")], ["Phone numbers of region US are no longer looked for."]),
    ([("[Acme Outfitters]", "[Acme Outfitters, Rose]")], ["1 more public value."]),
    ([("[en, de]", "[en, de, fr]"), ("structured_only", "hold")], ["Now treated as covered: fr."]),
    ([("tools: [lookup]", "tools: all")], ["Values may now be restored in every tool of the caller."]),
    ([("tools: [lookup]", "tools: [lookup, refund]")], ["Values may now be restored in tool refund."]),
    ([("[pack.yaml]", "[pack.yaml]\n  measured_texts: forward")], ["Sensitive texts are now embedded and moderated."]),
    ([("tools: [lookup]", "tools: [lookup]\n  link_hosts: [t.shop.example]")], ["Links to t.shop.example are now restored."]),
    ([("files: false, pdf_text: false", "files: true, pdf_text: true")], ["Media of kind files now pass unread.", "The text of PDFs is now sent."]),
    ([("pdf_text: false}", "pdf_text: false, hosts: [cdn.shop.example]}")], ["The provider may now fetch media from cdn.shop.example."]),
    ([("id: false, files: false", "id: true, files: true")], ["Answers may now be kept at the provider and continued (previous_response_id).", "Files kept at the provider may now be pointed to."]),
    ([("tools: []", "tools: [web_search]")], ["The tool web_search may now run at the provider."]),
    ([("sealed_map: 7 days", "sealed_map: 8 days")], ["sealed_map is kept for 8 days instead of 7 days."]),
    ([("export: 90 days", "export: 91 days")], ["export is kept for 91 days instead of 90 days."]),
    ([("case: 30 days", "case: 31 days")], ["case is kept for 31 days instead of 30 days."]),
    ([("content: protected", "content: full")], ["The audit log now keeps content at level full."]),
    ([("[pack.yaml]", "[pack.yaml]\n  change: {danger: {enabled: false}}")], ["Topic danger is no longer held for a person."]),
    ([("[pack.yaml]", "[pack.yaml]\n  change: {danger: {severity: low}}")], ["Topic danger: severity falls to low."]),
    ([("[pack.yaml]", "[pack.yaml]\n  change: {legal_threat: {unless: {en: [tax lawyer]}}}")], ["Topic legal_threat: more exceptions in en."]),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "expected"), POLICIES)
def test_a_weaker_policy_is_named_and_the_way_back_is_not(
    tmp_path: Path, edits: list[tuple[str, str]], expected: list[str]
) -> None:
    text = BASE
    for old, new in edits:
        text = changed(text, old, new)
    before = load_policy(write(tmp_path, BASE))
    after = load_policy(write(tmp_path, text))

    assert list(weakenings(before, after)) == expected
    assert weakenings(after, before) == () or "hold" in str(edits)


def test_a_value_that_one_person_may_now_see_alone_is_named(tmp_path: Path) -> None:
    card = "operator: last_four, form: digits"
    before = load_policy(write(tmp_path, changed(BASE, card, f"{card}, second_person: true")))
    after = load_policy(write(tmp_path, BASE))
    assert weakenings(before, after) == ("CREDIT_CARD may now be seen by one human agent alone.",)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("phrases: {en: ['\\bmy lawyer\\b']}", "phrases: {en: ['\\bcall my lawyer\\b']}", "Topic legal_threat: 1 phrases in en are gone or changed."),
        ("examples: {en: [I will call my lawyer]}", "similarity: 0.8\n    examples: {en: [I will call my lawyer]}", None),
    ],
)  # fmt: skip
def test_a_changed_pack_is_compared_too(
    tmp_path: Path, old: str, new: str, expected: str | None
) -> None:
    before = load_policy(write(tmp_path, BASE))
    after = load_policy(write(tmp_path, BASE, changed(PACK, old, new)))

    assert weakenings(before, after) == ((expected,) if expected else ())
    if expected is None:
        assert "fewer messages count as similar" in weakenings(after, before)[0]


def test_an_argument_that_values_may_reach_again_is_named(tmp_path: Path) -> None:
    texts = [
        changed(BASE, "tools: [lookup]", f"tools: [lookup]{more}")
        for more in ("\n  arguments: {lookup: [id]}", "\n  arguments: {lookup: [id, to.name]}", "")
    ]
    one, two, every = (load_policy(write(tmp_path, text)) for text in texts)

    assert weakenings(one, two) == (
        "Values may now be restored in argument to.name of tool lookup.",
    )
    assert weakenings(two, every) == (
        "Values may now be restored in every argument of tool lookup.",
    )
    assert weakenings(every, one) == weakenings(two, one) == ()


def test_a_type_that_may_reach_tools_again_is_weaker(tmp_path: Path) -> None:
    kept = changed(BASE, "label: ORDER, in_tools: true", "label: ORDER, in_tools: false")
    before = load_policy(write(tmp_path, kept))
    after = load_policy(write(tmp_path, BASE))

    assert weakenings(before, after) == ("ORDER_NUMBER may now be restored in tool arguments.",)


def test_the_same_policy_is_not_weaker_than_itself(tmp_path: Path) -> None:
    policy = load_policy(write(tmp_path))

    assert weakenings(policy, policy) == ()


def test_cards_may_become_stricter_and_back_is_weaker(tmp_path: Path) -> None:
    lax = load_policy(write(tmp_path, BASE))
    strict = load_policy(write(tmp_path, changed(BASE, "operator: last_four", "operator: remove")))

    assert weakenings(lax, strict) == ()
    assert weakenings(strict, lax) == ("CREDIT_CARD: operator remove becomes last_four.",)
