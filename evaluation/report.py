"""Figures as a table for people and as JSON for scripts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from evaluation.kept import KeptFigures, WordFigures
from evaluation.ordinary import AlarmFigures
from evaluation.replay import LeakFigures
from evaluation.spans import SpanFigures


@dataclass(slots=True)
class SetFigures:
    """What was measured on one set; parts that the set has no rows for stay empty."""

    name: str
    leaks: LeakFigures = field(default_factory=LeakFigures)
    spans: SpanFigures = field(default_factory=SpanFigures)
    alarms: AlarmFigures = field(default_factory=AlarmFigures)
    kept: KeptFigures = field(default_factory=KeptFigures)


def share(part: int, whole: int) -> str:
    """A share in words: ``3 of 40 (7.5 %)``."""
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "none to count"


def table(figures: SetFigures) -> Iterator[str]:
    """The lines of one set's table."""
    yield f"\n{figures.name}"
    if figures.leaks.conversations:
        yield from _leaks(figures.leaks)
    if figures.spans.texts:
        yield from _spans(figures.spans)
    if figures.alarms.messages:
        yield from _alarms(figures.alarms)
    if figures.kept.values:
        yield from _kept(figures.kept)


def as_json(figures: list[SetFigures], policy: str) -> dict[str, Any]:
    """All counts; shares are left to the reader. ``policy``: version of the measured policy."""
    return {"policy": policy, "sets": [_plain(each) for each in figures]}


def _plain(figures: Any) -> Any:
    """Dataclasses as mappings, field by field (``asdict`` cannot copy a Counter)."""
    if not is_dataclass(figures):
        return figures
    return {each.name: _plain(getattr(figures, each.name)) for each in fields(figures)}


def _leaks(leaks: LeakFigures) -> Iterator[str]:
    values = leaks.values.total()
    leaked = leaks.whole.total() + leaks.part.total()
    yield f"  conversations in which a known value left  {share(leaks.leaking, leaks.conversations)}"
    yield f"  known values that left                     {share(leaked, values)}"
    yield f"    whole                                    {share(leaks.whole.total(), values)}"
    yield f"    in part                                  {share(leaks.part.total(), values)}"
    for label, count in leaks.values.most_common():
        yield f"  {label:<22} left  {share(leaks.whole[label] + leaks.part[label], count)}"
    for kind, count in leaks.kinds.items():
        if kind:
            yield f"  {kind:<30} dialogues with a leak  {share(leaks.leaking_kinds[kind], count)}"
    yield f"  requests {leaks.requests}, refused {leaks.refused}"
    if leaks.witness.arrived:
        yield (
            f"  at the provider of a running proxy: {leaks.witness.arrived} arrived, "
            f"{leaks.witness.different} other than measured here, {leaks.witness.not_arrived} held or refused"
        )
    names = leaks.names
    if names.found:
        yield f"  names found in customers' words, of known values {share(names.known, names.found)}"
    if names.marked:
        yield f"    with those marked as personal by hand          {share(names.known + names.marked, names.found)}"
    yield from _words(leaks.words)


def _spans(spans: SpanFigures) -> Iterator[str]:
    right, wrong = spans.right.total(), spans.wrong.total()
    yield f"  spans found    {share(spans.found.total(), spans.labelled.total())}"
    yield f"  findings right {share(right, right + wrong)}"
    for label, count in spans.labelled.most_common():
        yield f"  {label:<22} found {share(spans.found[label], count)}"
    yield from _types("findings on nothing", spans.wrong)
    yield from _words(spans.words)


def _alarms(alarms: AlarmFigures) -> Iterator[str]:
    rate = 1000 * alarms.with_finding / alarms.messages
    yield f"  ordinary messages with a finding  {alarms.with_finding} of {alarms.messages} ({rate:.1f} per 1,000)"
    if alarms.truly:
        false = alarms.with_finding - alarms.truly
        yield f"    nothing but true data in them, marked by hand  {alarms.truly}"
        yield f"    false alarms                      {share(false, alarms.messages)}"
    yield from _types("found in them", alarms.types)
    yield from _words(alarms.words)


def _kept(kept: KeptFigures) -> Iterator[str]:
    yield f"  brands, prices and the like untouched  {share(kept.kept.total(), kept.values.total())}"
    for label, count in sorted(kept.values.items()):
        yield f"  {label:<22} kept  {share(kept.kept[label], count)}"


def _words(words: WordFigures) -> Iterator[str]:
    yield f"  ordinary words untouched  {share(words.untouched, words.words)}"
    yield from _types("the others were taken for", words.taken_for)


def _types(title: str, counts: Counter[str]) -> Iterator[str]:
    if counts:
        listed = ", ".join(f"{label} {count}" for label, count in counts.most_common())
        yield f"  {title}: {listed}"
