"""Verbs for retention: delete what is past its time, and see what is kept."""

import sys
from itertools import islice
from pathlib import Path

import click

from proxy.audit.base import StreamStore
from proxy.audit.erase import silently
from proxy.audit.events import EventKind
from proxy.audit.record import read_header
from proxy.cellar import open_cellar
from proxy.cli.erasing import erase
from proxy.cli.legal_holds import hold
from proxy.cli.options import data_option, json_option, running
from proxy.cli.printing import Exit, say, say_json, say_table, warn
from proxy.clock import iso
from proxy.errors import AdministratorError, ErrorCode
from proxy.policy.base import Policy, RetentionClass
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.retention import cutoffs, status, sweep

policy_option = click.option(
    "--policy",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="CHAT_PROXY_POLICY",
    help="The policy whose times to live count; default: the shipped one.",
)


@click.group()
def retention() -> None:
    """Delete what is past its time or what somebody asks for, keep what is held, show what is there.

    A serving proxy deletes what is past its time by itself every hour.
    """


retention.add_command(erase)
retention.add_command(hold)


@retention.command()
@data_option
@policy_option
@json_option
@running
async def run(data: Path, policy: Path | None, as_json: bool) -> None:
    """Delete what is past its time now. It is really gone; the log keeps a receipt.

    Without --policy it refuses where the proxy was last served with another policy than the shipped
    one, whose times to live may be longer.
    """
    active = _policy(policy)
    async with open_cellar(data, policy=active.version) as cellar:
        if policy is None:
            _check_served(cellar.streams, active)
        moments = cutoffs(active.retention, cellar.clock.now())
        shown = not as_json and sys.stderr.isatty()
        report = await sweep(
            cellar.keeping.sweepables(_say_streams if shown else silently),
            moments,
            audit=cellar.log,
            progress=_say_deleted if shown else _say_nothing,
        )
    facts = {kind.value: count for kind, count in report.deleted.items()}
    if as_json:
        unsettled = sorted(kind.value for kind in report.unsettled)
        say_json({"deleted": facts, "unsettled": unsettled, "complete": report.complete})
        return
    for name, count in facts.items():
        say(f"{name}: {count} deleted")
    for kind in report.unsettled:
        say(f"{kind.value}: the store is in use; deleted bytes leave the disk with the next run")


def _say_streams(done: int, of: int) -> None:
    """Progress on a terminal, in one line that is written over."""
    click.echo(f"\rlooked through {done} of {of} streams", err=True, nl=done == of)


def _say_deleted(kind: RetentionClass, count: int) -> None:
    if count:
        warn(f"{kind.value}: {count} so far")


def _say_nothing(kind: RetentionClass, count: int) -> None:
    """Nobody looks on."""


@retention.command("status")
@data_option
@policy_option
@json_option
@click.pass_context
def show_status(ctx: click.Context, data: Path, policy: Path | None, as_json: bool) -> None:
    """Show what is kept, class by class. Exit code 1 when something is overdue."""
    rows, development = _status(data, _policy(policy))
    if as_json:
        say_json({"classes": rows, "development": development})
    else:
        say_table(["class", "keep_days", "count", "oldest", "overdue", "held"], rows)
        if development:
            say("The auditor key is a DEVELOPMENT key: made on the proxy's own machine.")
    if any(row["overdue"] for row in rows):
        ctx.exit(Exit.FOUND)


@running
async def _status(data: Path, policy: Policy) -> tuple[list[dict[str, object]], bool]:
    async with open_cellar(data, policy=policy.version) as cellar:
        moments = cutoffs(policy.retention, cellar.clock.now())
        found = await status(cellar.keeping.sweepables(), moments)
        development = cellar.development
    rows: list[dict[str, object]] = [
        {
            "class": one.retention_class.value,
            "keep_days": policy.retention[one.retention_class].days,
            "count": one.holdings.count if one.holdings else 0,
            "oldest": iso(one.holdings.oldest) if one.holdings and one.holdings.oldest else "",
            "overdue": one.holdings.overdue if one.holdings else 0,
            "held": one.holdings.held if one.holdings else 0,
        }
        for one in found
    ]
    return rows, development


def _check_served(streams: StreamStore, shipped: Policy) -> None:
    """What is deleted cannot be had back: never by the times of a policy that is not in force."""
    served = _last_served(streams)
    if served is not None and served != shipped.version:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            f"The proxy was last served with another policy (version {served[:12]}) than the shipped "
            "one. Nothing was deleted. Name the policy whose times to live count with --policy FILE.",
        )


def _last_served(streams: StreamStore) -> str | None:
    """The version in the newest ``policy_loaded``, the second record of a serving process."""
    found: list[tuple[str, str]] = []
    for stream in streams.streams():
        head = streams.head(stream)
        entries = () if head is None else streams.entries(stream, head.footer.number)
        records = (entry for entry in entries if isinstance(entry, bytes))
        found += [
            (header.at, str(header.clear["policy"]))
            for header in map(read_header, islice(records, 2))
            if header.kind == EventKind.POLICY_LOADED
        ]
    return max(found)[1] if found else None


def _policy(file: Path | None) -> Policy:
    return load_policy(file or shipped_policy("default"))
