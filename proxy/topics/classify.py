"""Which topics a message is about: phrases first, near-copies of examples second."""

import re

from proxy.topics.base import Severity, TopicHit, TopicRule, TopicRules
from proxy.topics.customer_words import customer_words
from proxy.topics.examples import Examples
from proxy.topics.phrases import Phrases
from proxy.topics.readings import readings
from proxy.topics.spelling import Spelling

_URGENCY = {severity: rank for rank, severity in enumerate(Severity)}
_LANGUAGE = re.compile(r"\.([a-z]{2,3})\[")
"""In the place of a rule, such as ``phrases.tr[3]``."""


class _Topic:
    """One compiled topic."""

    def __init__(self, rule: TopicRule) -> None:
        self.rule = rule
        self._phrases = Phrases(rule)
        self._examples = Examples(rule) if rule.similarity > 0 else None

    def find(self, read: tuple[str, ...]) -> TopicHit | None:
        """The hit of this topic on a message, read in each of these ways."""
        places = self._phrases.search(read)
        score = 1.0
        if not places and self._examples is not None:
            score, nearest = self._examples.nearest(read)
            places = (nearest,) if nearest is not None else ()
        if not places:
            return None
        rule = self.rule
        return TopicHit(rule.name, rule.severity, score, places[0], _languages(places))


class Classifier:
    """Finds the topics of ``rules`` in messages; compiled once, never changed.

    Raises AdministratorError (INVALID_POLICY) for a pattern that is no RE2 or matches everything.
    """

    def __init__(self, rules: TopicRules) -> None:
        self._customer_text = rules.customer_text
        ordered = sorted(rules.topics, key=lambda topic: _URGENCY[topic.severity])
        self._topics = tuple(_Topic(topic) for topic in ordered)
        self._spelling = Spelling(rules.topics)

    def classify(self, text: str) -> tuple[TopicHit, ...]:
        """Topics of one customer message, the most urgent first.

        Within one severity they come in the policy's order. Of a stuffed prompt only the customer's own words are read.
        """
        read = self._read(customer_words(text, self._customer_text))
        found = (topic.find(read) for topic in self._topics)
        return tuple(hit for hit in found if hit is not None)

    def check(self) -> tuple[str, ...]:
        """What is wrong with the rules by their own examples: one sentence each; empty if nothing.

        Each example must be recognised as its topic, each counter-example must not.
        """
        problems: list[str] = []
        for topic in self._topics:
            rule = topic.rule
            for key, table, wanted in (
                ("examples", rule.examples, True),
                ("counter_examples", rule.counter_examples, False),
            ):
                problems.extend(
                    f"Topic {rule.name}: {key}.{language}[{number}] is "
                    f"{'not ' if wanted else ''}recognised."
                    for language, sentences in table.items()
                    for number, sentence in enumerate(sentences, start=1)
                    if (topic.find(self._read(sentence)) is not None) is not wanted
                )
        return tuple(problems)

    def _read(self, words: str) -> tuple[str, ...]:
        """All readings of a message's words, the plain one first."""
        plain, *others = readings(words)
        respelled = self._spelling.respelled(plain)
        return (plain, *others) if respelled == plain else (plain, *others, respelled)


def _languages(places: tuple[str, ...]) -> tuple[str, ...]:
    """Of the rules at these places, each once; a pattern of all languages has none."""
    named = (_LANGUAGE.search(place) for place in places)
    return tuple(dict.fromkeys(found[1] for found in named if found))


def classify(rules: TopicRules, text: str) -> tuple[TopicHit, ...]:
    """Topics of one message by ``rules``, the most urgent first.

    Patterns are compiled once per process, but keep a ``Classifier`` where many messages are read.
    """
    return Classifier(rules).classify(text)
