"""The command: ``python -m evaluation [FOLDER]``, or ``make evaluate [DATA=FOLDER]``."""

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import click

from evaluation.baseline import fallen, fallen_table, read_baseline, shares, write_baseline
from evaluation.labelled import DataError, LabelledSet, read_sets
from evaluation.marks import Marks, listed_findings, read_marks, write_findings
from evaluation.measure import measure, own_sets, rooms_of
from evaluation.report import SetFigures, as_json, table
from evaluation.running import running_proxy
from proxy.errors import ProxyError
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy

_VARIABLE = "CHAT_PROXY_EVALUATION_DATA"
_NO_DATA = 2
"""Exit code: there was nothing to measure on."""
_FELL = 3
"""Exit code: something fell behind the baseline."""


@click.command()
@click.argument("folder", required=False, envvar=_VARIABLE, type=click.Path(path_type=Path))
@click.option("--policy", type=click.Path(path_type=Path), help="Default: the shipped one.")
@click.option("--only", multiple=True, metavar="SET", help="Measure this set; may be repeated.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write all counts here.")
@click.option(
    "--baseline",
    type=click.Choice(["check", "write"]),
    help="Compare our own sets with evaluation/baseline.json, or write it anew.",
)
@click.option(
    "--in-process",
    is_flag=True,
    help="Do not send conversations through a running proxy as well (faster).",
)
@click.option(
    "--findings",
    type=click.Path(path_type=Path),
    help="List what was found in ordinary messages here, with their words, to be marked by hand.",
)
@click.option(
    "--marks",
    type=click.Path(path_type=Path, exists=True),
    help="Such a list with marks: what is personal in it is no false alarm.",
)
def main(
    folder: Path | None,
    policy: Path | None,
    only: tuple[str, ...],
    json_file: Path | None,
    baseline: str | None,
    findings: Path | None,
    marks: Path | None,
    *,
    in_process: bool,
) -> None:
    """Measure how much personal data a policy finds in our own sets, and in those of FOLDER.

    The formats of the sets stand in docs/detection.md. Exit code 2: there is no data to measure on;
    3: something fell behind the baseline; 1: the policy does not load, or detection failed.
    """
    own, given, marked = own_sets(), _given(folder), _marks(marks)
    sets = _chosen([*own, *given], only)
    rules = policy or shipped_policy("default")
    try:
        loaded = load_policy(rules)
        rooms = rooms_of(loaded)
        with ExitStack() as stack:
            witness = None if in_process else stack.enter_context(running_proxy(rules))
            figures = [measure(each, rooms, witness, marked) for each in sets]
        if findings is not None:
            write_findings(listed_findings(sets, rooms, marked), findings)
            click.echo(f"\nFindings in ordinary messages, to be kept private: {findings}")
    except ProxyError as error:
        raise click.ClickException(error.message) from None
    for each in figures:
        for line in table(each):
            click.echo(line)
    if json_file is not None:
        json_file.write_text(json.dumps(as_json(figures, loaded.version), indent=2) + "\n")
        click.echo(f"\nAll counts: {json_file}")
    if baseline is not None:
        names = {each.name for each in own}
        _baseline([each for each in figures if each.name in names], write=baseline == "write")


def _baseline(figures: Sequence[SetFigures], *, write: bool) -> None:
    now = shares(figures)
    if write:
        write_baseline(now)
        return
    if fell := fallen(read_baseline(), now):
        click.echo(fallen_table(fell), err=True)
        sys.exit(_FELL)


def _marks(file: Path | None) -> Marks:
    """The marks of a person; leaves with exit code 2 where the file holds none."""
    if file is None:
        return Marks()
    try:
        return read_marks(file)
    except DataError as error:
        _leave(str(error))


def _given(folder: Path | None) -> Sequence[LabelledSet]:
    """The sets of a folder; leaves with exit code 2 where there are none."""
    if folder is None:
        return ()
    try:
        return read_sets(folder)
    except DataError as error:
        _leave(str(error))


def _chosen(sets: Sequence[LabelledSet], only: Iterable[str]) -> list[LabelledSet]:
    names = set(only)
    missing = names - {each.name for each in sets}
    if missing:
        _leave(f"There is no set {', '.join(sorted(missing))}.")
    return [each for each in sets if not names or each.name in names]


def _leave(why: str) -> NoReturn:
    click.echo(f"{why} The formats of sets stand in docs/detection.md.", err=True)
    sys.exit(_NO_DATA)


if __name__ == "__main__":
    main()
