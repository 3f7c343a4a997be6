"""``chat-proxy ropa``: papers for the compliance team, written from the policy in force."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

import click
import yaml

from proxy.cli.options import examples, json_option
from proxy.cli.printing import say, say_json
from proxy.errors import AdministratorError, ErrorCode
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.retention.processing import (
    FACTS,
    Kept,
    ProcessingRecord,
    processing_record,
    retention_table,
)

policy_option = click.option(
    "--policy",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="CHAT_PROXY_POLICY",
    help="The policy in force; default: the shipped one.",
)


@click.group(
    epilog=examples(
        "chat-proxy ropa export --policy policy.yaml --facts controller.yaml > record.md",
        "chat-proxy ropa retention --policy policy.yaml              for the privacy notice",
    )
)
def ropa() -> None:
    """Write the record of processing activities and the retention table from the policy."""


@ropa.command()
@policy_option
@click.option(
    "--facts",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="YAML file with what no policy knows: " + ", ".join(FACTS) + ".",
)
@click.option(
    "--upstream",
    envvar="CHAT_PROXY_UPSTREAM",
    help="Base URL of the provider, to name its host as recipient.",
)
@json_option
def export(policy: Path | None, facts: Path | None, upstream: str | None, as_json: bool) -> None:
    """Print the record of processing activities (GDPR Art. 30) of a proxy with this policy.

    What the controller has not stated stands in it as open.
    """
    active = load_policy(policy or shipped_policy("default"))
    host = urlsplit(upstream).hostname if upstream else None
    record = processing_record(active, _facts(facts), upstream=host)
    if as_json:
        say_json(asdict(record))
        return
    for line in _paper(record):
        say(line)


@ropa.command()
@policy_option
@json_option
def retention(policy: Path | None, as_json: bool) -> None:
    """Print what is kept and how long, for the privacy notice."""
    rows = retention_table(load_policy(policy or shipped_policy("default")))
    if as_json:
        say_json([asdict(row) for row in rows])
        return
    for line in _table(rows):
        say(line)


def _facts(file: Path | None) -> dict[str, str]:
    """The facts file. Raises AdministratorError when it is not of the form."""
    if file is None:
        return {}
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError:
        found = None
    if not isinstance(found, dict) or not all(
        name in FACTS and isinstance(text, str) for name, text in found.items()
    ):
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            f"{file} is no file of facts: it maps some of {', '.join(FACTS)} to a text each.",
        )
    return found


def _paper(record: ProcessingRecord) -> Iterator[str]:
    yield "# Record of processing activities: customer chat"
    yield ""
    yield f"Written from policy `{record.policy}`, version `{record.policy_version}`."
    if record.open:
        yield f"Still open: {len(record.open)} facts that only the controller can state."
    yield from _section("Controller and contracts")
    for name, text in record.facts.items():
        yield f"- {FACTS[name]}: {text}"
    for title, rows in (
        ("Purposes", record.purposes),
        ("Data subjects", record.subjects),
        ("Categories of personal data", [f"{k}: {v}" for k, v in record.categories.items()]),
        ("Held for a person, never forwarded", record.special),
        ("Recipients", record.recipients),
    ):
        yield from _section(title)
        yield from (f"- {row}" for row in rows)
    yield from _section("Time limits for erasure")
    yield from _table(record.retention)
    yield from _section("Technical and organisational measures")
    yield from (f"- {measure}" for measure in record.measures)


def _section(title: str) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""


def _table(rows: tuple[Kept, ...]) -> Iterator[str]:
    yield "| what | how long at most |"
    yield "|---|---|"
    for row in rows:
        yield f"| {row.what} (`{row.name}`) | {row.how_long} |"
