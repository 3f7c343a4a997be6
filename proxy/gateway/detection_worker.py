"""A detection worker: ``python -m proxy.gateway.detection_worker``, started by DetectionPool only.

It has no options, reads no configuration, opens no socket; it is told its rules by the proxy.
"""

import sys

from proxy.gateway.detection_frames import Inspected, Reading
from proxy.gateway.detection_loop import run_worker
from proxy.privacy.base import DetectionRules, TextToRead
from proxy.privacy.detect import Detector
from proxy.topics.base import TopicRules
from proxy.topics.classify import Classifier
from proxy.topics.customer_words import customer_words
from proxy.topics.language import language_of


class RulesInspector:
    """What the policy's rules find in one text and say about it."""

    def __init__(self, rules: DetectionRules, topic_rules: TopicRules) -> None:
        self._detector = Detector(rules)
        self._classifier = Classifier(topic_rules)
        self._customer_text = topic_rules.customer_text

    def inspect(self, reading: Reading) -> Inspected:
        """Findings always; topics where they are asked for; the language of a customer's text."""
        asked_about = reading.from_customer or reading.classify
        return Inspected(
            findings=self._detector.detect(
                TextToRead(reading.text, reading.asked, reading.from_customer)
            ),
            topics=self._classifier.classify(reading.text) if reading.classify else (),
            language=self._language(reading.text) if asked_about else "und",
        )

    def _language(self, text: str) -> str:
        """Of the customer's own words: the shop's pages around them may be in another language."""
        return language_of(customer_words(text, self._customer_text))


if __name__ == "__main__":
    sys.exit(run_worker(RulesInspector))
