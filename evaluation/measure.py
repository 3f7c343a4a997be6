"""All figures of a set, and the sets that are ours."""

import sys
from functools import partial
from pathlib import Path

import click

from evaluation.generated import generated_sets
from evaluation.labelled import LabelledSet, read_sets
from evaluation.marks import Marks
from evaluation.replay import Witness
from evaluation.report import SetFigures
from evaluation.rooms import ThinkingRooms
from proxy.policy.base import Policy
from proxy.privacy.detect import Detector

_OWN = Path(__file__).parent / "sets"


def own_sets() -> tuple[LabelledSet, ...]:
    """Those written by hand, then those made from a seed."""
    return (*read_sets(_OWN), *generated_sets())


def rooms_of(policy: Policy) -> ThinkingRooms:
    """The thinking rooms with the policy's detector. Raises ProxyError if it cannot be built."""
    return ThinkingRooms(policy, Detector(policy.detection))


def measure(
    labelled: LabelledSet,
    rooms: ThinkingRooms,
    witness: Witness | None = None,
    marks: Marks | None = None,
) -> SetFigures:
    """All figures of one set, with a progress bar on standard error if a person watches."""
    marks = marks or Marks()
    figures = SetFigures(labelled.name)
    with click.progressbar(
        length=len(labelled), label=labelled.name, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        for number, conversation in enumerate(labelled.conversations, start=1):
            marked = partial(marks.of, labelled.name, number)
            figures.leaks.add(conversation, rooms, witness, marked)
            figures.kept.add(conversation, rooms)
            bar.update(1)
        for text in labelled.texts:
            figures.spans.add(text, rooms)
            bar.update(1)
        for number, message in enumerate(labelled.ordinary, start=1):
            figures.alarms.add(message, rooms, marks.of(labelled.name, number))
            bar.update(1)
    return figures
