"""The topics room: what a customer's message is about, and whether a person must answer it.

It reads one message at a time and returns which topics of the policy it touches, the most urgent
first. It knows no conversation, no queue and no provider; it never changes or keeps a text.
"""

from proxy.topics.base import CustomerText, Severity, TopicHit, TopicRule, TopicRules
from proxy.topics.classify import Classifier, classify
from proxy.topics.customer_words import customer_words
from proxy.topics.language import answer_language, language_of

__all__ = [
    "Classifier",
    "CustomerText",
    "Severity",
    "TopicHit",
    "TopicRule",
    "TopicRules",
    "answer_language",
    "classify",
    "customer_words",
    "language_of",
]
