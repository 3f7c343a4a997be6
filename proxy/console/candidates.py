"""Judged messages as a piece of a policy file: examples and counter-examples to be reviewed. Pure.

The file is valid whatever customers wrote: what a policy does not take, by the policy's own model,
stands in it as a comment with the reason.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import yaml
from pydantic import TypeAdapter, ValidationError

from proxy.console.segments import visible
from proxy.handoff.margin import Candidate, Verdict
from proxy.policy.model import Text
from proxy.policy.pack import Sentences

_HEAD = """\
# Test candidates: messages that people of the queue have judged.
# Values in them are replaced by their labels; read each one before you use it.
# Copy what you keep below `topics:` of your policy, then: chat-proxy policy check FILE
"""
_LONGEST_COMMENT: Final = 500
"""Characters of a message in a comment."""
_TEXT: Final[TypeAdapter[str]] = TypeAdapter(Text)
_SENTENCES: Final[TypeAdapter[Mapping[str, Sequence[str]]]] = TypeAdapter(Sentences)


@dataclass(slots=True)
class _File:
    """What is written, piece by piece."""

    topics: Collection[str]
    change: dict[str, dict[str, dict[str, list[str]]]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def put(self, candidate: Candidate, words: str) -> None:
        """Put a message where it belongs."""
        if candidate.judgement.verdict is Verdict.SOMETHING_MISSED or candidate.sighting is None:
            self.missed.append(_comment(candidate, words))
            return
        topic = candidate.sighting.topic
        right = candidate.judgement.verdict is Verdict.RIGHTLY_HELD
        key = "examples" if right else "counter_examples"
        language = candidate.language if candidate.language != "und" else "*"
        there = self.change.get(topic, {}).get(key, {}).get(language, [])
        reason = self._reason(topic, language, [*there, words])
        if reason:
            said = _comment(candidate, words)
            self.left_out.append(f"{said}\n#     {key} of {topic}, left out: {reason}")
            return
        self.change.setdefault(topic, {}).setdefault(key, {})[language] = [*there, words]

    def _reason(self, topic: str, language: str, sentences: Sequence[str]) -> str | None:
        """Why a policy would not take the last of these sentences; None if it would."""
        if topic not in self.topics:
            return "the policy in force has no such topic."
        try:
            _TEXT.validate_python(sentences[-1])
        except ValidationError:
            return f"a policy does not take its text ({len(sentences[-1])} characters)."
        try:
            _SENTENCES.validate_python({language: tuple(sentences)})
        except ValidationError:
            return "a policy takes no more of them, or not in this language."
        return None


def write_candidates(candidates: Sequence[tuple[Candidate, str]], topics: Collection[str]) -> str:
    """YAML with what was rightly held as examples, wrongly held as counter-examples.

    Each comes with its text as it may leave the house. ``topics`` are those of the policy in force.
    What was missed stands at the end as comments: which topic it belongs to is for the engineer to
    say; so does what a policy would not take.
    """
    file = _File(topics)
    for candidate, text in candidates:
        file.put(candidate, " ".join(text.split()))
    body = yaml.safe_dump({"change": file.change}, allow_unicode=True, sort_keys=True, width=100)
    missed = ["# What people say was missed:", *file.missed] if file.missed else []
    left_out = ["# What a policy would not take:", *file.left_out] if file.left_out else []
    return "\n".join([_HEAD + body.rstrip(), *missed, *left_out]) + "\n"


def _comment(candidate: Candidate, words: str) -> str:
    more = len(words) - _LONGEST_COMMENT
    cut = f"{words[:_LONGEST_COMMENT]} … {more} more characters" if more > 0 else words
    why = " ".join(candidate.judgement.why.split())
    said = f'#   "{visible(cut)}"'
    return f"{said}\n#     they say: {visible(why)}" if why else said
