"""How well the model finds what the generator hid, on messages that it did not learn from.

These figures tell whether training worked, not how good the model is: its test is real text
(``make evaluate``).
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from proxy.privacy.model.crf import LABELS, NameModel
from training.generate import Message

_THRESHOLD = 0.4


def report(messages: Iterable[Message], model: NameModel) -> Iterator[str]:
    """A table: per label how many there were, how many were touched, how many finds touch nothing."""
    there: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for message in messages:
        spans = [
            span
            for span in model.spans(message.text, message.situation)
            if span.probability >= _THRESHOLD
        ]
        for start, end, label in message.spans:
            there[label] += 1
            found[label] += any(s.label == label and s.start < end and start < s.end for s in spans)
        for span in spans:
            wrong[span.label] += not any(
                start < span.end and span.start < end for start, end, _ in message.spans
            )
    yield f"{'label':<16}{'there':>8}{'found':>9}{'on nothing':>12}"
    for label in LABELS:
        share = f"{100 * found[label] / there[label]:.1f} %" if there[label] else "-"
        yield f"{label:<16}{there[label]:>8}{share:>9}{wrong[label]:>12}"
