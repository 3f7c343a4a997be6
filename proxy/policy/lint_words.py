"""Words that belong to no topic: the way back to the bot, the neutral line, the agent's label."""

from collections.abc import Iterator
from string import Formatter

from proxy.policy.base import HUMAN_TOPIC
from proxy.policy.document import Path
from proxy.policy.patterns import BadPattern, Compiled, any_matches, compile_pattern
from proxy.policy.problems import Problem
from proxy.policy.sources import Sources
from proxy.text import canonical


def fields_of(text: str) -> frozenset[str] | None:
    """Names of the ``{fields}`` in a text; None if its braces do not fit together."""
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        return None
    if any(form or conversion for _, _, form, conversion in pieces):
        return None
    return frozenset(name for _, name, _, _ in pieces if name is not None)


def lint_words(sources: Sources) -> Iterator[Problem]:
    """Problems of ``handoff``, ``disclosure`` and ``placeholder_hint``."""
    handoff = sources.model.handoff
    if fields_of(handoff.neutral_line) != frozenset() or "[" in handoff.neutral_line:
        yield sources.problem(
            ("handoff", "neutral_line"),
            "This line is sent to the provider as it is; { } and [ ] would look like fields.",
            "Write a plain sentence.",
        )
    if "en" not in handoff.agent_label:
        yield sources.document.problem(
            ("handoff", "agent_label"),
            "The label in `en` is missing; it is used where a language has none.",
            "Add `en:`.",
            at_key=True,
        )
    for language, label in handoff.agent_label.items():
        if fields_of(label) != frozenset({"name"}):
            yield sources.problem(
                ("handoff", "agent_label", language),
                "The label must hold `{name}`, and no other field.",
                'Write it like "{name} (customer service):".',
            )
    yield from _not_read(sources)
    yield from _back_to_bot(sources)
    yield from _queues(sources)
    yield from _canned(sources)
    yield from _disclosure(sources)


def _not_read(sources: Sources) -> Iterator[Problem]:
    texts = sources.model.handoff.not_read
    if texts and "en" not in texts:
        yield sources.document.problem(
            ("handoff", "not_read"),
            "The text in `en` is missing; it is used where a language has none.",
            "Add `en:`.",
            at_key=True,
        )
    for language, text in texts.items():
        if fields_of(text) != frozenset():
            yield sources.problem(
                ("handoff", "not_read", language),
                "This text has a field that nobody fills in.",
                "Write a plain sentence.",
            )


def _disclosure(sources: Sources) -> Iterator[Problem]:
    chosen = sources.model.disclosure
    if chosen is None:
        return
    if (chosen.text is None) == (chosen.attested is None):
        yield sources.document.problem(
            ("disclosure",),
            "Either the proxy shows a text, or the shop attests that it shows one itself.",
            "Keep one of `text` and `attested`.",
            at_key=True,
        )
    if chosen.text is not None and "en" not in chosen.text:
        yield sources.document.problem(
            ("disclosure", "text"),
            "The text in `en` is missing; it stands in for other languages.",
            "Add `en:`.",
            at_key=True,
        )
    for language, text in (chosen.text or {}).items():
        if fields_of(text) != frozenset() or "[" in text or "\n" in text.strip():
            yield sources.problem(
                ("disclosure", "text", language),
                "This text is shown as it is, in one paragraph; { }, [ ] and line breaks would not be.",
                "Write one plain paragraph.",
            )


def _queues(sources: Sources) -> Iterator[Problem]:
    for placed in sources.topics:
        if placed.topic.queue not in sources.model.handoff.queues:
            yield placed.problem(
                ("queue",),
                f"`{placed.topic.name}` waits in the queue `{placed.topic.queue}`, which nobody has.",
                "Add the queue under `handoff.queues`, or name one that stands there.",
            )


def _canned(sources: Sources) -> Iterator[Problem]:
    known = {placed.topic.name for placed in sources.topics} | set(sources.switched_off)
    taken: set[str] = set()
    for index, canned in enumerate(sources.model.handoff.canned_answers):
        path: Path = ("handoff", "canned_answers", index)
        if canned.name in taken:
            yield sources.problem(
                (*path, "name"), "There are two canned answers of this name.", "Rename one."
            )
        taken.add(canned.name)
        if "en" not in canned.texts:
            yield sources.problem(
                (*path, "texts"), "The text in `en` is missing; it stands in for others.", "Add it."
            )
        for at, topic in enumerate(canned.topics):
            if topic not in known:
                yield sources.problem(
                    (*path, "topics", at), "There is no topic of this name.", "Correct the name."
                )
        for language, text in canned.texts.items():
            fields = fields_of(text)
            if fields is None or not fields <= {"reference", "contact"}:
                yield sources.problem(
                    (*path, "texts", language),
                    "This text has a field that nobody fills in.",
                    "Use `{reference}` and `{contact}` only; write { as {{ and } as }}.",
                )


def _back_to_bot(sources: Sources) -> Iterator[Problem]:
    asking = [
        sentence
        for placed in sources.topics
        if placed.topic.name == HUMAN_TOPIC
        for sentences in placed.topic.examples.values()
        for sentence in sentences
    ]
    for index, pattern in enumerate(sources.model.handoff.back_to_bot):
        path: Path = ("handoff", "back_to_bot", index)
        try:
            compiled = compile_pattern(pattern)
        except BadPattern as bad:
            yield sources.problem(path, bad.reason, bad.fix)
            continue
        if any(compiled.search(canonical(sentence).text.lower()) for sentence in asking):
            yield sources.problem(
                path,
                f"This pattern also matches a customer who asks for a person (topic `{HUMAN_TOPIC}`).",
                "Make it narrower.",
            )


def back_to_bot(sources: Sources) -> tuple[Compiled, ...]:
    """The patterns of ``handoff.back_to_bot`` that can be used."""
    found = []
    for pattern in sources.model.handoff.back_to_bot:
        try:
            found.append(compile_pattern(pattern))
        except BadPattern:
            continue
    return tuple(found)


def tells_the_way_back(patterns: tuple[Compiled, ...], text: str) -> bool:
    """Whether a text quotes words that the patterns understand.

    Looked for in the whole text and in what stands between quotation marks of any language.
    """
    read = canonical(text).text.lower()
    for mark in '“”„‟«»‹›「」『』‘’"':
        read = read.replace(mark, "\n")
    return any_matches(patterns, read) or any_matches(patterns, read.replace("'", "\n"))
