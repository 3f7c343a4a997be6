"""Public values: each takes text out of protection, so each must be exactly one text of the shop."""

import re
from collections.abc import Iterator

from proxy.policy.problems import Problem
from proxy.policy.public import holds_card_number, looks_like_pattern
from proxy.policy.sources import PublicEntry, Sources
from proxy.text import canonical

_TWO_CHARACTERS = re.compile(r"[^\W_].*?[^\W_]")
"""Two letters or digits, whatever stands between them."""


def lint_public(sources: Sources) -> Iterator[Problem]:
    """Problems of ``public`` and of its CSV file. No message repeats the value."""
    seen: dict[str, PublicEntry] = {}
    for entry in sources.public:
        text = entry.text
        first = seen.setdefault(text, entry)
        if first is not entry:
            yield entry.problem(
                f"This value stands here twice (first in {first.file}:{first.line}).", "Keep one."
            )
        if text != text.strip() or not text.isprintable():
            yield entry.problem(
                "This value begins or ends with a blank, or holds an invisible character.",
                "Write the text as customers see it.",
            )
        elif len(text) > 200:
            yield entry.problem("This value is longer than 200 characters.", "Write single names.")
        elif _TWO_CHARACTERS.search(canonical(text).text) is None:
            yield entry.problem(
                "This value is too short: it would exempt parts of other texts.",
                "Write at least two letters or digits.",
            )
        if looks_like_pattern(text):
            yield entry.problem(
                "This looks like a pattern, and public values match only themselves.",
                "List each text that is public.",
            )
        if holds_card_number(text):
            yield entry.problem(
                "This holds a payment card number, which can never be public.",
                "Remove it; if it is a real card, treat it as disclosed.",
            )
