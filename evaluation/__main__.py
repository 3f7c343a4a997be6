"""The command: ``python -m evaluation FOLDER``, or ``make evaluate DATA=FOLDER``."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click

from evaluation.labelled import DataError, LabelledSet, read_sets
from evaluation.report import SetFigures, as_json, table
from evaluation.rooms import ThinkingRooms
from proxy.errors import ProxyError
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.privacy.detect import Detector

_VARIABLE = "CHAT_PROXY_EVALUATION_DATA"
_NO_DATA = 2
"""Exit code: there was nothing to measure on."""


def measure(labelled: LabelledSet, rooms: ThinkingRooms) -> SetFigures:
    """All figures of one set, with a progress bar on standard error."""
    figures = SetFigures(labelled.name)
    with click.progressbar(length=len(labelled), label=labelled.name, file=sys.stderr) as bar:
        for conversation in labelled.conversations:
            figures.leaks.add(conversation, rooms)
            bar.update(1)
        for text in labelled.texts:
            figures.spans.add(text, rooms)
            bar.update(1)
        for message in labelled.ordinary:
            figures.alarms.add(message, rooms)
            bar.update(1)
    return figures


@click.command()
@click.argument("folder", required=False, envvar=_VARIABLE, type=click.Path(path_type=Path))
@click.option("--policy", type=click.Path(path_type=Path), help="Default: the shipped one.")
@click.option("--only", multiple=True, metavar="SET", help="Measure this set; may be repeated.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write all counts here.")
def main(
    folder: Path | None, policy: Path | None, only: tuple[str, ...], json_file: Path | None
) -> None:
    """Measure how much personal data a policy finds in the labelled sets of FOLDER.

    The formats of the sets stand in docs/detection.md. Exit code 2: there is no data to measure on;
    1: the policy does not load, or detection failed.
    """
    sets = _chosen(folder, only)
    try:
        rules = load_policy(policy or shipped_policy("default"))
        rooms = ThinkingRooms(rules, Detector(rules.detection))
        figures = [measure(each, rooms) for each in sets]
    except ProxyError as error:
        raise click.ClickException(error.message) from None
    for each in figures:
        for line in table(each):
            click.echo(line)
    if json_file is not None:
        json_file.write_text(json.dumps(as_json(figures, rules.version), indent=2) + "\n")


def _chosen(folder: Path | None, only: Iterable[str]) -> list[LabelledSet]:
    """The sets to measure; leaves with exit code 2 where there are none."""
    if folder is None:
        _leave(f"No labelled data: name its folder, or set {_VARIABLE}.")
    try:
        sets = read_sets(folder)
    except DataError as error:
        _leave(str(error))
    names = set(only)
    missing = names - {each.name for each in sets}
    if missing:
        _leave(f"There is no set {', '.join(sorted(missing))} in {folder}.")
    return [each for each in sets if not names or each.name in names]


def _leave(why: str) -> NoReturn:
    click.echo(f"{why} Its formats stand in docs/detection.md.", err=True)
    sys.exit(_NO_DATA)


if __name__ == "__main__":
    main()
