"""Topics: that each can be recognised, keeps its own examples, and tells the customer the truth."""

import re
import zoneinfo
from collections.abc import Iterator
from datetime import timedelta

from proxy.errors import AdministratorError
from proxy.policy.base import HUMAN_TOPIC
from proxy.policy.compile_topics import compile_rule
from proxy.policy.document import Path
from proxy.policy.durations import say
from proxy.policy.lint_words import back_to_bot, fields_of, tells_the_way_back
from proxy.policy.pack import Texts
from proxy.policy.patterns import BadPattern, Compiled, compile_pattern
from proxy.policy.problems import Problem
from proxy.policy.promises import promises_a_person
from proxy.policy.sources import ListKey, PlacedTopic, Sources
from proxy.text import canonical
from proxy.topics import Classifier, TopicRules
from proxy.topics.base import Severity

MAX_WAIT = timedelta(days=14)
_FIELDS = frozenset({"reference", "contact"})
_CHECKED = re.compile(
    r"Topic (?P<topic>\w+): (?P<key>examples|counter_examples)\."
    r"(?P<language>[^\[]+)\[(?P<number>\d+)\]"
)


def lint_topics(sources: Sources) -> Iterator[Problem]:
    """Problems of ``topics`` and of the packs."""
    yield from _human(sources)
    way_back = back_to_bot(sources)
    for placed in sources.topics:
        broken = list(_patterns(placed))
        yield from broken
        yield from _recognition(placed)
        if not broken:
            yield from _examples(placed)
        yield from _waiting(sources, placed)
        for language, texts in placed.topic.texts.items():
            yield from _texts(placed, language, texts)
            yield from _way_back(placed, language, texts, way_back)
        if "en" not in placed.topic.texts:
            yield placed.problem(
                ("texts",),
                f"`{placed.topic.name}` has no texts in `en`, which stand in for missing languages.",
                "Add them.",
            )
        if placed.topic.severity is Severity.DANGER:
            yield from _danger(placed)


def _human(sources: Sources) -> Iterator[Problem]:
    if HUMAN_TOPIC in sources.switched_off:
        yield sources.problem(
            sources.switched_off[HUMAN_TOPIC],
            f"The topic `{HUMAN_TOPIC}` cannot be switched off: a customer may always ask for a person.",
            "Remove this line.",
        )
    elif not any(placed.topic.name == HUMAN_TOPIC for placed in sources.topics):
        yield sources.problem(
            ("topics",),
            f"There is no topic `{HUMAN_TOPIC}`: a customer could not ask for a person.",
            "Include a pack that has it.",
        )
    for placed in sources.topics:
        if placed.topic.name == HUMAN_TOPIC and not placed.topic.phrases.get("en"):
            yield placed.problem(
                ("phrases",), f"The topic `{HUMAN_TOPIC}` has no phrases in `en`.", "Add some."
            )


def _patterns(placed: PlacedTopic) -> Iterator[Problem]:
    keys: tuple[ListKey, ...] = ("phrases", "unless")
    for key in keys:
        for language, patterns in getattr(placed.topic, key).items():
            for index, pattern in enumerate(patterns):
                try:
                    compile_pattern(pattern)
                except BadPattern as bad:
                    yield placed.entry_problem(key, language, index, bad.reason, bad.fix)


def _recognition(placed: PlacedTopic) -> Iterator[Problem]:
    topic = placed.topic
    sentences = any(topic.examples.values())
    if not any(topic.phrases.values()) and not (sentences and topic.similarity > 0):
        yield placed.problem(
            (),
            f"`{topic.name}` can never be recognised: it has no phrases, and its examples are not "
            "compared (`similarity` is 0).",
            "Add phrases, or examples and a similarity such as 0.8.",
        )
    for language, patterns in topic.phrases.items():
        shown = topic.examples.get(language) or topic.examples.get("*")
        if patterns and not shown and not (language == "*" and sentences):
            yield placed.problem(
                ("phrases", language),
                f"`{topic.name}` has phrases in `{language}` but no examples to test them.",
                f"Add `examples.{language}`.",
            )
    if not any(topic.counter_examples.values()):
        yield placed.problem(
            ("counter_examples",),
            f"`{topic.name}` has no counter-examples, so nothing shows what it must not hold.",
            "Add ordinary sentences that come near.",
        )


def _examples(placed: PlacedTopic) -> Iterator[Problem]:
    rule = compile_rule(placed.topic)
    try:
        complaints = Classifier(TopicRules((rule,))).check()
    except AdministratorError as error:
        yield placed.problem(("phrases",), error.message, "Correct the topic's phrases.")
        return
    for complaint in complaints:
        found = _CHECKED.match(complaint)
        if found is None:
            yield placed.problem((), complaint, "Correct the topic.")
        elif found["key"] == "examples":
            yield placed.entry_problem(
                "examples",
                found["language"],
                int(found["number"]) - 1,
                f"This example of `{placed.topic.name}` is not recognised.",
                "Add a phrase that matches it, or correct the example.",
            )
        else:
            yield placed.entry_problem(
                "counter_examples",
                found["language"],
                int(found["number"]) - 1,
                f"This counter-example of `{placed.topic.name}` is recognised, and must not be.",
                "Make a phrase narrower, or add an exception under `unless`.",
            )


def _waiting(sources: Sources, placed: PlacedTopic) -> Iterator[Problem]:
    topic = placed.topic
    longest = min(MAX_WAIT, sources.model.retention.case)
    if not timedelta(minutes=1) <= topic.longest_wait <= longest:
        yield placed.problem(
            ("longest_wait",),
            "This wait is out of range (a case must live longer than its customer waits).",
            f"Choose from 1 minute to {say(longest)}.",
        )
    if topic.hours is None:
        return
    try:
        zoneinfo.ZoneInfo(topic.hours.zone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        yield placed.problem(
            ("hours", "zone"),
            "This time zone is not known.",
            "Use a name of the IANA database, like `Europe/Berlin` or `America/New_York`.",
        )
    if topic.hours.closes <= topic.hours.opens:
        yield placed.problem(
            ("hours", "closes"),
            "It closes before it opens.",
            "Hours lie within one day; write `24:00` for midnight.",
        )


def _texts(placed: PlacedTopic, language: str, texts: Texts) -> Iterator[Problem]:
    calm = placed.topic.severity is not Severity.DANGER  # which has rules of its own
    for key in Texts.model_fields:
        path: Path = ("texts", language, key)
        fields = fields_of(getattr(texts, key))
        if fields is None or not fields <= _FIELDS:
            yield placed.problem(
                path,
                "This text has a field that nobody fills in.",
                "Use `{reference}` and `{contact}` only; write { as {{ and } as }}.",
            )
        elif key == "unstaffed" and not texts.unstaffed:
            continue  # `out_of_hours` stands in for it.
        elif key in ("first", "out_of_hours", "unstaffed") and "reference" not in fields:
            yield placed.problem(
                path,
                "This text lacks `{reference}`, by which the customer's case is found again.",
                "Add it.",
            )
        elif calm and key in ("out_of_hours", "unstaffed", "expired") and "contact" not in fields:
            yield placed.problem(
                path,
                "This text leaves the customer alone: nobody is there, and it names no contact.",
                "Add `{contact}`.",
            )
        elif key == "unstaffed" and promises_a_person(language, texts.unstaffed):
            yield placed.problem(
                path,
                "This text is read while nobody could answer, and it promises a person.",
                "Say that nobody answers here, and name another way.",
            )


def _way_back(
    placed: PlacedTopic, language: str, texts: Texts, way_back: tuple[Compiled, ...]
) -> Iterator[Problem]:
    path: Path = ("texts", language, "how_to_return")
    if placed.topic.locks:
        if texts.how_to_return:
            yield placed.problem(
                path,
                f"`{placed.topic.name}` locks the conversation, so there is no way back to tell of.",
                'Write `how_to_return: ""`, or `locks: false`.',
            )
    elif not tells_the_way_back(way_back, texts.how_to_return):
        yield placed.problem(
            path,
            "This text does not quote words that `handoff.back_to_bot` understands, so a customer "
            "who follows it stays where he is.",
            "Quote such words, or add a pattern for the ones that stand here.",
        )


def _danger(placed: PlacedTopic) -> Iterator[Problem]:
    """Danger gets help at once, and no promise that depends on staff."""
    for language, texts in placed.topic.texts.items():
        for key in ("first", "out_of_hours", "waiting", "expired"):
            path: Path = ("texts", language, key)
            text = getattr(texts, key)
            if key != "waiting" and not _names_help(text, placed.topic.contact):
                yield placed.problem(
                    path,
                    "This text answers somebody in danger and names no help line.",
                    "Add `{contact}` (with a number in the topic's `contact`), or the numbers.",
                )
            if promises_a_person(language, text):
                yield placed.problem(
                    path,
                    "This text promises a person to somebody in danger, and nobody may be there.",
                    "Say what the customer can do at once, not what somebody will do.",
                )


def _names_help(text: str, contact: str) -> bool:
    """Whether the customer reads a number to call (three digits or more, like 988 or 112)."""
    shown = text.replace("{contact}", contact).replace("{reference}", "")
    return re.search(r"\d(?:[ .\-]?\d){2}", canonical(shown).text) is not None
