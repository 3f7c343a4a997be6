"""Putting a policy's changes into the topics of its packs.

Lists (phrases, unless, examples, counter_examples) grow, so that a policy cannot silently lose a
phrase of the pack; everything else is replaced. A topic is taken away only by ``enabled: false``.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from proxy.policy.document import Document, Path
from proxy.policy.pack import PolicyFile, Texts, TextsChange, Topic, TopicChange, TopicPack, Topics
from proxy.policy.problems import PolicyError, Problem
from proxy.policy.sources import ListKey, PlacedTopic
from proxy.topics.base import Severity

Lists = dict[str, tuple[str, ...]]


def place_topics(
    document: Document, model: PolicyFile, packs: Sequence[tuple[Document, TopicPack]]
) -> tuple[tuple[PlacedTopic, ...], Mapping[str, Path]]:
    """The topics that are switched on, and where the others are switched off.

    Raises PolicyError where two topics have one name or a change cannot be put in.
    """
    problems: list[Problem] = []
    topics: dict[str, PlacedTopic] = {}
    for placed in _all(document, model, packs):
        first = topics.setdefault(placed.topic.name, placed)
        if first is not placed:
            there = first.problem(("name",), "", "")
            problems.append(
                placed.problem(
                    ("name",),
                    f"There is already a topic `{placed.topic.name}` ({there.file}:{there.line}).",
                    "Change that one under `topics.change`, or choose another name.",
                )
            )
    switched_off: dict[str, Path] = {}
    for name, change in model.topics.change.items():
        path: Path = ("topics", "change", name)
        if name not in topics:
            problems.append(_unknown(document, path, name, list(topics)))
        elif change.enabled:
            topics[name] = _changed(topics[name], change, document, path, problems)
        else:
            switched_off[name] = (*path, "enabled")
            del topics[name]
    if problems:
        raise PolicyError(problems)
    return tuple(topics.values()), switched_off


def _all(
    document: Document, model: PolicyFile, packs: Sequence[tuple[Document, TopicPack]]
) -> list[PlacedTopic]:
    shop: tuple[Document, Path] = (document, ("topics",))
    placed = [
        PlacedTopic(_in_this_shop(topic, model.topics), pack_document, ("topics", index), shop=shop)
        for pack_document, pack in packs
        for index, topic in enumerate(pack.topics)
    ]
    placed.extend(
        PlacedTopic(topic, document, ("topics", "own", index))
        for index, topic in enumerate(model.topics.own)
    )
    return placed


def _in_this_shop(topic: Topic, shop: Topics) -> Topic:
    """A pack's topic with the shop's own contact and hours; danger is answered at any hour."""
    given: dict[str, object] = {}
    if shop.contact is not None:
        given["contact"] = shop.contact
    if "hours" in shop.model_fields_set and topic.severity is not Severity.DANGER:
        given["hours"] = shop.hours
    return topic.model_copy(update=given)


def _unknown(document: Document, path: Path, name: str, known: list[str]) -> Problem:
    close = difflib.get_close_matches(name, known, n=1)
    fix = f"Did you mean `{close[0]}`?" if close else f"The topics are: {', '.join(known)}."
    return document.problem(path, f"There is no topic `{name}` to change.", fix, at_key=True)


def _changed(
    placed: PlacedTopic,
    change: TopicChange,
    document: Document,
    path: Path,
    problems: list[Problem],
) -> PlacedTopic:
    topic = placed.topic
    texts = dict(topic.texts)
    for language, new in change.texts.items():
        merged = _merged(texts.get(language), new)
        if merged is None:
            problems.append(
                document.problem(
                    (*path, "texts", language),
                    f"`{topic.name}` has no texts in `{language}` yet, so all of them are needed.",
                    "Add first, out_of_hours, waiting, expired and returned.",
                    at_key=True,
                )
            )
        else:
            texts[language] = merged
    given = {
        key: value
        for key in ("severity", "locks", "longest_wait", "contact", "similarity", "queue")
        if (value := getattr(change, key)) is not None
    }
    if "hours" in change.model_fields_set:
        given["hours"] = change.hours
    merged_topic = topic.model_copy(
        update={
            **given,
            "texts": texts,
            "phrases": _grown(topic.phrases, change.phrases),
            "unless": _grown(topic.unless, change.unless),
            "examples": _grown(topic.examples, change.examples),
            "counter_examples": _grown(topic.counter_examples, change.counter_examples),
        }
    )
    lists: tuple[ListKey, ...] = ("phrases", "unless", "examples", "counter_examples")
    lengths = {
        (key, language): len(entries)
        for key in lists
        for language, entries in getattr(topic, key).items()
    }
    return replace(placed, topic=merged_topic, change=(document, path), own_lengths=lengths)


def _merged(old: Texts | None, new: TextsChange) -> Texts | None:
    given = new.model_dump(exclude_none=True)
    if old is not None:
        return old.model_copy(update=given)
    needed = [name for name, key in Texts.model_fields.items() if key.is_required()]
    return Texts(**given) if all(name in given for name in needed) else None


def _grown(old: Lists, new: Lists) -> Lists:
    return {
        language: (*old.get(language, ()), *new.get(language, ()))
        for language in dict.fromkeys((*old, *new))
    }
