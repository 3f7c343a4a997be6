"""What no policy may say, and what it would say in vain: one changed place, one problem."""

from pathlib import Path

import pytest

from proxy.policy.load import load_policy
from proxy.policy.problems import PolicyError
from tests.policy.files import PACK, POLICY, changed, place_of, write

ORDER = "\\bORD-\\d{5}\\b"


def problems_of(path: Path) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    return [str(problem).removeprefix(f"{path.parent}/") for problem in caught.value.problems]


def assert_one(found: list[str], file: str, text: str, place: str, expected: str) -> None:
    assert len(found) == 1, found
    assert found[0].startswith(f"{file}:{place_of(text, place)}: {expected}"), found[0]


DETECTION = [
    ("[US, DE]", "[US, UK]", "UK]", "There are no phone numbers known for this region."),
    ("[US, DE]", "[US, US]", "US]", "`US` stands here twice."),
    ("[en, de]", "[en, en]", "en]", "`en` stands here twice."),
    ("5 seconds", "2 minutes", "2 minutes", "`time_limit` is out of range. Choose from 1 second to 30 seconds."),
]  # fmt: skip

ENTITIES = [
    ("  PIN: {label: PIN, in_tools: false, operator: remove}\n", "", "entities:", "`PIN` is missing: every policy protects it."),
    ("  CARD_CODE: {label: CARDCODE, in_tools: false, operator: remove}\n", "", "entities:", None),
    ("operator: last_four, form: digits", "operator: placeholder", "placeholder}\n  CARD_CODE", "A card number may be restored to its last four digits at most."),
    ("CREDIT_CARD: {label: CARD, in_tools: false, operator: last_four", "CREDIT_CARD: {label: CARD, in_tools: true, operator: last_four", "true, operator", "`in_tools: true` contradicts `operator: last_four`"),
    ("SECRET, in_tools: false, operator: remove", "SECRET, in_tools: false", "{label: SECRET", "`SECRET` may never be restored."),
    ("PASSWORD, in_tools: false, operator: remove", "PASSWORD, in_tools: false, operator: last_four", "last_four}", "`PASSWORD` may never be restored."),
    ("CODE, in_tools: false, operator: remove}\nrec", "CODE, in_tools: false, operator: remove, threshold: 0.6}\nrec", "0.6", "A threshold above 0.5 would let uncertain finds"),
    ("ORDER_NUMBER: {label: ORDER, in_tools: true}", "ORDER_NUMBER: {label: ORDER, in_tools: true}\n  NICKNAME: {label: NICK, in_tools: true}", "NICKNAME", "No recogniser finds `NICKNAME`, so this rule protects nothing."),
]  # fmt: skip

RECOGNIZERS = [
    ("[EmailRecognizer,", "[EmialRecognizer,", "EmialRecognizer", None),
    ("[EmailRecognizer,", "[EmailRecognizer, EmailRecognizer,", "EmailRecognizer, CreditCard", "`EmailRecognizer` stands here twice."),
    ("[EmailRecognizer,", "[EmailRecognizer, PhoneRecognizer,", "PhoneRecognizer", "`PhoneRecognizer` finds PHONE_NUMBER, which `entities` does not list: it protects nothing."),
    ("CreditCardRecognizer, CardCode", "SpokenNumberRecognizer, CardCode", "predefined", "`CreditCardRecognizer` is missing: it finds what every policy protects."),
    ("  own:\n", "  bigger_model: {kind: spacy, source: en_core_web_no}\n  own:\n", "en_core_web_no", "This is neither a folder nor an installed spaCy model."),
    ("supported_entity: ORDER_NUMBER", "supported_entity: ORDER_NUMBR", "ORDER_NUMBR", "`ORDER_NUMBR` is not listed under `entities`: this protects nothing. Did you mean `ORDER_NUMBER`?"),
    ("name: Order number", "name: EmailRecognizer", "EmailRecognizer\n", "There is already a recogniser `EmailRecognizer`."),
    ("      examples: [ORD-12345]", "      supported_language: fr\n      examples: [ORD-12345]", "fr\n", "`detection.languages` does not name `fr`."),
    ("score: 0.8", "score: 0.3", "0.3", "The score 0.3 stays below the threshold 0.4 of `ORDER_NUMBER`. Raise the score, lower the threshold, or add `context` words."),
    (f"'{ORDER}'", "'(?=x)'", "'(?=x)'", "RE2 cannot read this pattern (invalid perl operator: (?=). RE2 has no look-around."),
    (f"'{ORDER}'", "'(x)\\1'", "'(x)\\1'", "RE2 cannot read this pattern (invalid escape sequence: \\1)."),
    (f"'{ORDER}'", "'(ORD-12345)?'", "'(ORD-12345)?'", "This pattern matches the empty text"),
    ("[ORD-12345]", "[ORD-12345, ORD-1]", "ORD-1]\n", "This example is not recognised inside a sentence."),
    (f"'{ORDER}'", "'^ORD-\\d{5}$'", "ORD-12345", "This example is not recognised inside a sentence. Correct the pattern (\\b instead of ^ and $), or the example."),
    ("[ORD-12]", "[ORD-12, ord-12346]", "ord-12346", "This counter-example is recognised, and must not be."),
    ("score: 0.8}", "score: 0.8}\n        - {name: other, regex: 'XYZ', score: 0.8}", "'XYZ'", "This pattern matches none of its recogniser's `examples`."),
    (f"      patterns:\n        - {{name: prefix, regex: '{ORDER}', score: 0.8}}\n", "", "name: Order", None),
    (f"      patterns:\n        - {{name: prefix, regex: '{ORDER}', score: 0.8}}\n", "      deny_list: [ORD-12345]\n      deny_list_score: 0.2\n", "0.2", "The score stays below the threshold 0.4."),
]  # fmt: skip

PUBLIC = [
    ("Acme Outfitters", "Acme *", "Acme *", "This looks like a pattern"),
    ("Acme Outfitters", "'@shop\\.example$'", "'@shop", "This looks like a pattern"),
    ("Acme Outfitters", "'.*'", "'.*'", None),
    ("Acme Outfitters", "'100% Wool', 'Wool%'", "'Wool%'", "This looks like a pattern"),
    ("Acme Outfitters", "'%@shop.example'", "'%@shop", "This looks like a pattern"),
    ("Acme Outfitters", "4242-4242 4242.4242", "4242-4242", "This holds a payment card number"),
    ("Acme Outfitters", "'４２４２424242424242'", "'４２", "This holds a payment card number, which can never be public."),
    ("Acme Outfitters", "'pay to 4242-4242-4242-4242'", "'pay", "This holds a payment card number"),
    ("Acme Outfitters", "a", "a]", "This value is too short"),
    ("Acme Outfitters", "' Acme'", "' Acme'", "This value begins or ends with a blank"),
    ("Acme Outfitters", '"Ac\\u200bme"', '"Ac', "This value begins or ends with a blank, or holds an invisible character."),
    ("Acme Outfitters", "Acme, Acme", "Acme]", "This value stands here twice"),
]  # fmt: skip

HANDOFF = [
    ("neutral_line: A person", "neutral_line: A {name} person", "A {name}", "This line is sent to the provider as it is"),
    ("neutral_line: A person", "neutral_line: A [PERSON_000000] person", "A [PERSON", "This line is sent to the provider as it is"),
    ('{en: "{name} (customer service):"}', '{de: "{name}:"}', "agent_label", "The label in `en` is missing"),
    ('"{name} (customer service):"', '"Customer service:"', '"Customer', "The label must hold `{name}`"),
    ('"{name} (customer service):"', '"{name} {reference}:"', '"{name} {', "The label must hold `{name}`"),
    ('"{name} (customer service):"', '"{name!r}:"', '"{name!r}', "The label must hold `{name}`"),
    ("neutral_line: A person", "not_read: {de: Nein}\n  neutral_line: A person", "not_read", "The text in `en` is missing"),
    ("neutral_line: A person", "not_read: {en: 'No {name}'}\n  neutral_line: A person", "'No {name}'", "This text has a field that nobody fills in."),
    ("'^back to (the )?bot[.!]?$'", "'^back to (the )?bot[.!]?$', '('", "'(']", "RE2 cannot read this pattern (missing ): ()."),
    ("'^back to (the )?bot[.!]?$'", "'^back to (the )?bot[.!]?$', 'want'", "'want'", "This pattern also matches a customer who asks for a person"),
    ("'^back to (the )?bot[.!]?$']", "'^back to (the )?bot[.!]?$']\n  canned_answers: [{name: Hi, texts: {de: Hallo}}]", "{de: Hallo}", "The text in `en` is missing"),
    ("'^back to (the )?bot[.!]?$']", "'^back to (the )?bot[.!]?$']\n  canned_answers: [{name: Hi, texts: {en: 'Hi {name}'}}]", "'Hi {name}'", "This text has a field that nobody fills in."),
    ("'^back to (the )?bot[.!]?$']", "'^back to (the )?bot[.!]?$']\n  canned_answers: [{name: Hi, texts: {en: Hi}, topics: [weather]}]", "weather", "There is no topic of this name."),
    ("'^back to (the )?bot[.!]?$']", "'^back to (the )?bot[.!]?$']\n  canned_answers: [{name: Hi, texts: {en: Hi}}, {name: Hi , texts: {en: Ho}}]", "Hi , ", "There are two canned answers of this name."),
    ("tools: all", "tools: [lookup]\n  arguments: {refund: []}", "refund", "Nothing is restored in `refund` at all, so this line has no effect."),
    ("case: 30 days", "case: 1 minute", "1 minute", None),
    ("case: 30 days", "case: 400 days", "400 days", "`case` is out of range. Choose from 1 hour to 366 days."),
    ("audit_content: 90 days", "audit_content: 397 days", "396 days", "Headers would be deleted before the content that they prove."),
    ("audit_header: 396 days", "audit_header: 4000 days", "4000 days", "`audit_header` is out of range."),
    ("export: 90 days", "export: 367 days", "367 days", "`export` is out of range. Choose from 1 day to 366 days."),
    ("sealed_map: 7 days", "sealed_map: 31 days", "31 days", "`sealed_map` is out of range. Choose from 10 minutes to 30 days."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "place", "expected"), [*DETECTION, *ENTITIES, *RECOGNIZERS, *PUBLIC, *HANDOFF]
)
def test_one_wrong_rule_is_one_problem_where_it_stands(
    tmp_path: Path, old: str, new: str, place: str, expected: str | None
) -> None:
    text = changed(POLICY, old, new)

    found = problems_of(write(tmp_path, text))

    if expected is None:  # several problems follow from one change
        assert f"policy.yaml:{place_of(text, place)}" in {each.split(": ")[0] for each in found}
    else:
        assert_one(found, "policy.yaml", text, place, expected)


TOPICS = [
    ("phrases: {en: ['\\bmy lawyer\\b']}", "phrases: {en: ['(my lawyer']}", "'(my", "RE2 cannot read this pattern"),
    ("phrases: {en: ['\\bmy lawyer\\b']}", "phrases: {en: ['\\bmy lawyer\\b', '(my)?']}", "'(my)?'", "This pattern matches the empty text"),
    ("unless: {en: ['lawyer costume']}", "unless: {en: ['lawyer costume', '[']}", "'[']", "RE2 cannot read this pattern"),
    ("[I will call my lawyer]", "[I will call my lawyer, I will sue you]", "I will sue", "This example of `legal_threat` is not recognised."),
    ("unless: {en: ['lawyer costume']}", "unless: {en: ['tax lawyer']}", "my lawyer costume", "This counter-example of `legal_threat` is recognised, and must not be."),
    ("counter_examples: {en: [my lawyer costume is too small]}", "counter_examples: {}", "{}", "`legal_threat` has no counter-examples"),
    ("phrases: {en: ['\\bmy lawyer\\b']}", "phrases: {en: ['\\bmy lawyer\\b'], de: ['\\banwalt\\b']}", "['\\banwalt", "`legal_threat` has phrases in `de` but no examples to test them."),
    ("longest_wait: 4 hours", "longest_wait: 10 seconds", "10 seconds", "This wait is out of range"),
    ("longest_wait: 4 hours", "longest_wait: 3 weeks", "3 weeks", "This wait is out of range"),
    ("zone: Europe/Berlin", "zone: Europe/Atlantis", "Europe/Atlantis", "This time zone is not known."),
    ("zone: Europe/Berlin", "zone: ../../etc/passwd", "../..", "This time zone is not known."),
    ('closes: "17:30"', 'closes: "08:00"', '"08:00"', "It closes before it opens."),
    ('first: "A colleague answers. Reference {reference}. Write', 'first: "A colleague answers. Write', '"A colleague answers. Write', "This text lacks `{reference}`"),
    ('first: "A colleague answers. Reference {reference}. Write', 'first: "A {name} answers. {reference}. Write', '"A {name}', "This text has a field that nobody fills in."),
    ('first: "A colleague answers. Reference {reference}. Write', 'first: "{ Reference {reference}. Write', '"{ Ref', "This text has a field that nobody fills in."),
    ('first: "Please call 112 now.', 'first: "We are sorry.', '"We are', "This text answers somebody in danger and names no help line."),
    ('first: "Please call 112 now.', 'first: "Call 112. A colleague will be with you.', '"Call 112. A', "This text promises a person to somebody in danger"),
    ('waiting: "Please call {contact} now."', 'waiting: "We will call you back."', '"We will', "This text promises a person to somebody in danger"),
]  # fmt: skip


TOPICS += [
    ('first: "A colleague answers. Reference {reference}. Write', 'unstaffed: "Nobody answers; {contact}."\n        first: "A colleague answers. Reference {reference}. Write', '"Nobody answers', "This text lacks `{reference}`"),
    ('first: "A colleague answers. Reference {reference}. Write', 'unstaffed: "Nobody answers; {reference}."\n        first: "A colleague answers. Reference {reference}. Write', '"Nobody answers', "This text leaves the customer alone"),
    ('first: "A colleague answers. Reference {reference}. Write', 'unstaffed: "Somebody will call you. {reference} {contact}"\n        first: "A colleague answers. Reference {reference}. Write', '"Somebody will', "This text is read while nobody could answer, and it promises a person."),
    ("expired: \"Please write to {contact}.\"\n        returned: \"The assistant answers again.\"\n        how_to_return: 'Write \"back to the bot\" to go back.'\n  - name: human", "expired: \"Sorry.\"\n        returned: \"The assistant answers again.\"\n        how_to_return: 'Write \"back to the bot\" to go back.'\n  - name: human", '"Sorry."', "This text leaves the customer alone: nobody is there, and it names no contact."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "expected"), TOPICS)
def test_one_wrong_topic_is_one_problem_where_it_stands(
    tmp_path: Path, old: str, new: str, place: str, expected: str
) -> None:
    pack = changed(PACK, old, new)

    found = problems_of(write(tmp_path, pack=pack))

    assert_one(found, "pack.yaml", pack, place, expected)


def _legal(change: str) -> str:
    return changed(POLICY, "include: [pack.yaml]", f"include: [pack.yaml]\n  change:\n    {change}")


@pytest.mark.parametrize(
    ("change", "place", "expected"),
    [
        ("human: {enabled: false}", "false}\nhandoff", "The topic `human` cannot be switched off"),
        ("legal_treat: {locks: true}", "legal_treat", "There is no topic `legal_treat` to change. Did you mean `legal_threat`?"),
        ("legal_threat: {locks: true}", "include", None),
        ("legal_threat: {phrases: {en: ['(']}}", "'(']}}", "RE2 cannot read this pattern"),
        ("legal_threat: {examples: {en: [I will sue you]}}", "I will sue", "This example of `legal_threat` is not recognised."),
        ("legal_threat: {counter_examples: {en: [Ask my lawyer]}}", "Ask my", "This counter-example of `legal_threat` is recognised"),
        ("legal_threat: {longest_wait: 40 days}", "40 days", "This wait is out of range"),
        ("legal_threat: {texts: {fr: {first: 'Bonjour {reference}'}}}", "fr:", "`legal_threat` has no texts in `fr` yet, so all of them are needed."),
        ("legal_threat: {texts: {en: {waiting: '{when}'}}}", "'{when}'", "This text has a field that nobody fills in."),
        ("legal_threat: {texts: {en: {how_to_return: Good luck}}}", "Good luck", "This text does not quote words that `handoff.back_to_bot` understands"),
        ("danger: {texts: {en: {waiting: We will call you back}}}", "We will", "This text promises a person to somebody in danger"),
    ],
)  # fmt: skip
def test_a_wrong_change_of_a_topic_is_reported_in_the_policy(
    tmp_path: Path, change: str, place: str, expected: str | None
) -> None:
    text = _legal(change)

    found = problems_of(write(tmp_path, text))

    if expected is None:  # the texts of the pack no longer fit
        assert "locks the conversation, so there is no way back" in found[0]
    else:
        assert_one(found, "policy.yaml", text, place, expected)


def test_a_pack_without_the_way_to_a_person_is_refused(tmp_path: Path) -> None:
    pack = PACK[: PACK.index("  - name: human")] + "...\n"

    assert "There is no topic `human`" in problems_of(write(tmp_path, pack=pack))[0]

    spanish = changed(PACK, "phrases: {en: ['\\b(human|", "phrases: {es: ['\\b(human|")
    assert any(
        "The topic `human` has no phrases in `en`" in each
        for each in problems_of(write(tmp_path, pack=spanish))
    )


def test_nobody_waits_longer_than_a_case_is_kept(tmp_path: Path) -> None:
    text = changed(POLICY, "case: 30 days", "case: 1 hour")

    found = problems_of(write(tmp_path, text))

    assert_one(found, "pack.yaml", PACK, "4 hours", "This wait is out of range")
    assert found[0].endswith("Choose from 1 minute to 1 hour.")


def test_a_deny_list_is_held_to_its_counter_examples(tmp_path: Path) -> None:
    old = f"      patterns:\n        - {{name: prefix, regex: '{ORDER}', score: 0.8}}\n"
    text = changed(POLICY, old, "      deny_list: [ORD-12345, ord-12]\n")

    found = problems_of(write(tmp_path, text))

    assert_one(found, "policy.yaml", text, "ORD-12]\n", "This counter-example is recognised")


def test_a_topic_that_can_never_be_recognised_is_refused(tmp_path: Path) -> None:
    pack = changed(PACK, "phrases: {en: ['\\bmy lawyer\\b']}", "phrases: {}")

    assert any(
        "`legal_threat` can never be recognised" in each
        for each in problems_of(write(tmp_path, pack=pack))
    )


def test_texts_without_english_are_refused(tmp_path: Path) -> None:
    """English stands in for every language that is missing, so nobody reads nothing."""
    start = PACK.index("      en:\n", PACK.index("name: human"))
    pack = PACK[:start] + PACK[start:].replace("      en:\n", "      nl:\n", 1)

    assert any(
        "`human` has no texts in `en`" in each for each in problems_of(write(tmp_path, pack=pack))
    )


def test_two_topics_of_one_name_are_refused(tmp_path: Path) -> None:
    pack = changed(PACK, "name: legal_threat", "name: danger")

    assert any(
        "There is already a topic `danger`" in each
        for each in problems_of(write(tmp_path, pack=pack))
    )


def test_two_types_with_one_label_and_different_treatment_are_refused(tmp_path: Path) -> None:
    text = changed(POLICY, "EMAIL_ADDRESS: {label: EMAIL", "EMAIL_ADDRESS: {label: ORDER")

    assert_one(
        problems_of(write(tmp_path, text)),
        "policy.yaml",
        text,
        "ORDER, in_tools: true}",
        "`ORDER_NUMBER` and `EMAIL_ADDRESS` share the label `ORDER` but differ in `form`.",
    )
    write(tmp_path, changed(POLICY, "  PIN: {label: PIN", "  PIN: {label: CODE"))
    load_policy(tmp_path / "policy.yaml")


def test_no_problem_repeats_a_public_value_or_an_example(tmp_path: Path) -> None:
    text = changed(POLICY, "Acme Outfitters", "'4242 4242 4242 4242'")
    text = changed(text, "[ORD-12]", "[ORD-12, ORD-99999]")

    said = "\n".join(problems_of(write(tmp_path, text)))

    assert "4242" not in said
    assert "99999" not in said


def test_what_reaches_somebody_is_exempt_in_exactly_this_spelling_only(tmp_path: Path) -> None:
    exact = ["help@shop.example", "+1 201-555-0123", "SW1A 1AA", "https://shop.example", "www.shop.example",
             "help at shop dot example", "help＠shop.example", "２４/7 Support"]  # fmt: skip
    words = ["Rose & Finch", "Levi's", "Müller"]
    listed = ", ".join(f'"{each}"' for each in [*exact, *words])

    detection = load_policy(
        write(tmp_path, changed(POLICY, "[Acme Outfitters]", f"[{listed}]"))
    ).detection

    assert detection.exact_public_values == set(exact)
    assert detection.public_values == set(words)


def test_a_topic_waits_in_a_queue_that_somebody_has(tmp_path: Path) -> None:
    pack = changed(PACK, "severity: urgent", "severity: urgent\n    queue: law")
    (problem,) = problems_of(write(tmp_path, POLICY, pack))
    assert "waits in the queue `law`, which nobody has" in problem
    law = changed(POLICY, "handoff:\n", "handoff:\n  queues: {general: All, law: Law}\n")
    assert load_policy(write(tmp_path, law, pack)).handoff.topics["legal_threat"].queue == "law"
