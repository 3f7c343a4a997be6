"""The baseline: shares on our own sets that may rise, but not fall.

Strategy: everything that is measured becomes a share for which more is better (spans found, findings
right, values that did not leave, messages without a false alarm, words and prices untouched), by set
and type, as two whole numbers: so many of so many. The file is committed; who changes detection sees
in its difference what he gained and lost.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.report import SetFigures

BASELINE = Path(__file__).parent / "baseline.json"

Share = tuple[int, int]
"""So many of so many."""
Shares = Mapping[str, Share]
"""By "set / measure / type"."""


@dataclass(frozen=True, slots=True)
class Fell:
    """A share that is lower than in the baseline, or cannot be compared with it."""

    what: str
    before: Share | None
    now: Share | None


def shares(figures: Iterable[SetFigures]) -> dict[str, Share]:
    """All shares of some sets. Totals stand under the type "all"; what has no cases has no share."""
    return dict(sorted(share for each in figures for share in _of_set(each)))


def fallen(before: Shares, now: Shares) -> list[Fell]:
    """What fell, vanished, or is not in the baseline.

    Precision may have other denominators than before, since it counts findings. Of everything else
    the set itself decides how many there are: another number means that the baseline is of another set.
    A type of finding that is no longer found at all is judged by what was to be found, not here.
    """
    found = [Fell(what, share, now.get(what)) for what, share in before.items()]
    new = [Fell(what, None, share) for what, share in now.items() if what not in before]
    return [each for each in (*found, *new) if _is_worse(each)]


def read_baseline(file: Path = BASELINE) -> dict[str, Share]:
    """The committed shares."""
    return {what: (part, whole) for what, (part, whole) in json.loads(file.read_text()).items()}


def write_baseline(now: Shares, file: Path = BASELINE) -> None:
    """One share a line, so that a change can be read."""
    lines = ",\n".join(f"{json.dumps(what)}: {json.dumps(share)}" for what, share in now.items())
    file.write_text(f"{{\n{lines}\n}}\n")


def fallen_table(fell: Iterable[Fell]) -> str:
    """What fell, for people."""
    rows = [f"  {each.what:<58} {_said(each.before):>22} -> {_said(each.now)}" for each in fell]
    return "\n".join(
        ["Detection fell behind evaluation/baseline.json:", *rows,
         "If the change is meant: make evaluate BASELINE=write, and say why in the commit."]
    )  # fmt: skip


def _is_worse(each: Fell) -> bool:
    counts_findings = "/ right /" in each.what
    if each.before is None or each.now is None:
        return not counts_findings
    if each.before[1] != each.now[1] and not counts_findings:
        return True
    return each.now[0] * each.before[1] < each.before[0] * each.now[1]


def _said(share: Share | None) -> str:
    return f"{share[0]}/{share[1]} ({share[0] / share[1]:.1%})" if share else "not there"


def _of_set(figures: SetFigures) -> Iterator[tuple[str, Share]]:
    spans, leaks, alarms, kept = figures.spans, figures.leaks, figures.alarms, figures.kept
    yield from _counted(figures.name, "found", spans.found, spans.labelled)
    yield from _counted(figures.name, "right", spans.right, spans.right + spans.wrong)
    stayed = leaks.values - leaks.whole - leaks.part
    yield from _counted(figures.name, "did not leave", stayed, leaks.values)
    yield from _counted(figures.name, "kept", kept.kept, kept.values)
    if alarms.messages:
        quiet = alarms.messages - alarms.with_finding
        yield f"{figures.name} / no false alarm / all", (quiet, alarms.messages)
    counted = (spans.words, leaks.words, alarms.words)
    if words := sum(each.words for each in counted):
        untouched = sum(each.untouched for each in counted)
        yield f"{figures.name} / words untouched / all", (untouched, words)


def _counted(
    name: str, measure: str, part: Counter[str], whole: Counter[str]
) -> Iterator[tuple[str, Share]]:
    if whole.total():
        yield f"{name} / {measure} / all", (part.total(), whole.total())
    for label, count in whole.items():
        yield f"{name} / {measure} / {label}", (part[label], count)
