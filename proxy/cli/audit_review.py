"""Verbs by which an auditor checks the proxy against the world: sample, miss-rate, reconcile."""

import json
import secrets
from dataclasses import asdict
from pathlib import Path

import click

from proxy.audit.open import open_bundle
from proxy.audit.reconcile import reconcile, usage_ids
from proxy.audit.sample import Rate, miss_rate, sheet
from proxy.audit.search import Query
from proxy.audit.words import counted
from proxy.cli.audit_reading import (
    bundle_argument,
    look_option,
    on_record,
    since_option,
    until_option,
)
from proxy.cli.auditor_key import auditor_key_option, opened_auditor_key
from proxy.cli.options import json_option
from proxy.cli.printing import Exit, say, say_json, warn
from proxy.private_files import new_private_file

_MOST_LINES = 20


@click.command("sample")
@bundle_argument
@click.argument("sheet_file", metavar="SHEET", type=click.Path(path_type=Path, dir_okay=False))
@auditor_key_option
@click.option(
    "--count", default=100, show_default=True, type=click.IntRange(min=1),
    help="How many conversations; a few hundred tell rare misses.",
)  # fmt: skip
@click.option("--seed", help="Draw by this text, to draw the same again; default: at random.")
@look_option
def sample_conversations(
    bundle: Path,
    sheet_file: Path,
    auditor_key: Path,
    count: int,
    seed: str | None,
    record_in: Path | None,
) -> None:
    """Draw random conversations of BUNDLE into the new file SHEET, for a person to review.

    For each, count the personal values that still stand in `sent` and write the number into `missed`;
    then `audit miss-rate`. SHEET holds opened text: nobody else can read it, and delete it afterwards.
    """
    on_record(record_in, "sample")
    secret = opened_auditor_key(auditor_key)
    drawn = sheet(bundle, secret.seed, count=count, seed=seed or secrets.token_hex(8))
    text = json.dumps(drawn, ensure_ascii=False, indent=2)
    with new_private_file(sheet_file) as file:
        file.write(text + "\n")
    population = counted(drawn["population"], "conversation")
    say(f"{sheet_file}: {len(drawn['conversations'])} of {population}.")
    if len(drawn["conversations"]) < min(count, drawn["population"]):
        warn("Some have no text any more, or the policy keeps none: they are not in the sheet.")
    say("Write the number of values that left unprotected into `missed` of each, then:")
    say(f"  chat-proxy audit miss-rate {sheet_file}")


@click.command("miss-rate")
@click.argument(
    "sheet_file", metavar="SHEET", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@json_option
def show_miss_rate(sheet_file: Path, as_json: bool) -> None:
    """Turn the marks in SHEET into a miss rate on your own traffic, with its 95 % interval."""
    found = miss_rate(json.loads(sheet_file.read_text(encoding="utf-8")))
    if as_json:
        say_json(asdict(found))
        return
    say(f"{found.reviewed} of {counted(found.population, 'conversation')} reviewed.")
    say(f"values that left unprotected:           {_said(found.values)}")
    say(f"conversations with at least one of them: {_said(found.conversations)}")


def _said(rate: Rate) -> str:
    share, low, high = (f"{number * 100:.2f} %" for number in (rate.share, rate.low, rate.high))
    return f"{rate.hits} of {rate.of}: {share} (95 %: {low} to {high})"


@click.command("reconcile")
@bundle_argument
@click.argument("usage", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@auditor_key_option
@click.option(
    "--column", metavar="NAME", help="The column or field of USAGE that holds request ids."
)
@since_option
@until_option
@look_option
@json_option
@click.pass_context
def reconcile_usage(
    ctx: click.Context,
    bundle: Path,
    usage: Path,
    auditor_key: Path,
    column: str | None,
    since: str | None,
    until: str | None,
    record_in: Path | None,
    as_json: bool,
) -> None:
    """Compare BUNDLE with USAGE, the provider's own list of requests: CSV, JSON or JSON lines.

    Exit code 1 when the provider had requests that the log does not know. Choose the same period in
    both; near its ends a request may stand in one only.
    """
    on_record(record_in, "reconcile")
    ids = usage_ids(usage.read_text(encoding="utf-8"), column=column)
    query = Query(since=since, until=until)
    seed = opened_auditor_key(auditor_key).seed
    found = reconcile(open_bundle(bundle, seed, wanted=query.wants), ids)
    if as_json:
        say_json(asdict(found))
    else:
        say(f"in both: {found.both}")
        _list("only at the provider, NOT ON RECORD", found.only_provider)
        _list("only on record", found.only_log)
        _list("twice in the provider's list", found.repeated)
        say(f"turns on record that ended before the provider gave an id: {found.without_id}")
        if found.erased:
            say(f"turns whose id was erased with their content, not compared: {found.erased}")
    if found.only_provider:
        ctx.exit(Exit.FOUND)


def _list(what: str, names: tuple[str, ...]) -> None:
    say(f"{what}: {len(names)}")
    for name in names[:_MOST_LINES]:
        say(f"  {name}")
    if len(names) > _MOST_LINES:
        say(f"  … and {len(names) - _MOST_LINES} more; --json lists them")


VERBS = (sample_conversations, show_miss_rate, reconcile_usage)
