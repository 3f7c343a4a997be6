"""Judged messages as a piece of a policy file: examples and counter-examples to be reviewed. Pure."""

from collections.abc import Sequence

import yaml

from proxy.console.segments import visible
from proxy.handoff.margin import Candidate, Verdict

_HEAD = """\
# Test candidates: messages that people of the queue have judged.
# Values in them are replaced by their labels; read each one before you use it.
# Copy what you keep below `topics:` of your policy, then: chat-proxy policy check FILE
"""


def write_candidates(candidates: Sequence[tuple[Candidate, str]]) -> str:
    """YAML with what was rightly held as examples, wrongly held as counter-examples.

    Each comes with its text as it may leave the house. What was missed stands at the end as comments:
    which topic it belongs to is for the engineer to say.
    """
    change: dict[str, dict[str, dict[str, list[str]]]] = {}
    missed: list[str] = []
    for candidate, text in candidates:
        topic = candidate.sighting.topic if candidate.sighting else None
        words = " ".join(text.split())
        if candidate.judgement.verdict is Verdict.SOMETHING_MISSED or topic is None:
            missed.append(_comment(candidate, words))
            continue
        right = candidate.judgement.verdict is Verdict.RIGHTLY_HELD
        key = "examples" if right else "counter_examples"
        sentences = change.setdefault(topic, {}).setdefault(key, {})
        sentences.setdefault(candidate.language if candidate.language != "und" else "*", []).append(
            words
        )
    body = yaml.safe_dump({"change": change}, allow_unicode=True, sort_keys=True, width=100)
    tail = ["# What people say was missed:", *missed] if missed else []
    return "\n".join([_HEAD + body.rstrip(), *tail]) + "\n"


def _comment(candidate: Candidate, words: str) -> str:
    why = " ".join(candidate.judgement.why.split())
    said = f'#   "{visible(words)}"'
    return f"{said}\n#     they say: {visible(why)}" if why else said
