"""Verbs that read an export: open, search, stats and report."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from proxy.audit.bundle import OnRead
from proxy.audit.figures import Figures, Period, count, figure_facts
from proxy.audit.open import ContentState
from proxy.audit.report import Made, report_html, report_json
from proxy.audit.search import Query, keeps_values, search
from proxy.audit.verify import verify_bundle
from proxy.audit.words import counted
from proxy.cli.auditor_key import opened_auditor_key
from proxy.cli.late import late
from proxy.cli.options import json_option
from proxy.cli.printing import Exit, say, say_json, warn
from proxy.clock import SystemClock, iso
from proxy.keys.auditor import AuditorSecret
from proxy.private_files import new_private_file

bundle_argument = click.argument(
    "bundle", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
key_option = click.option(
    "--auditor-key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The auditor's secret file, for what is sealed.",
)
since_option = click.option("--since", metavar="TIME", help="From this day or moment on (UTC).")
until_option = click.option("--until", metavar="TIME", help="Before this day or moment (UTC).")
look_option = click.option(
    "--record-in",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Put this look on record in the log of the data folder DIR, before anything is shown.",
)


_NO_VALUES = (
    "No customer's values are kept in these records (content level `protected` or `none`): words find "
    "placeholders and what the detection missed, never a real name that it found. By the storefront's id "
    "of the customer: chat-proxy retention erase --customer ID."
)
_PARTED = "parted"
"""Counted beside the states of contents: records that do not follow the one they name."""


def _watched(stream: TextIO) -> bool:
    """Whether a person reads this."""
    return stream.isatty()


@contextmanager
def progress(length: int, label: str, *, beside_output: bool = False) -> Iterator[OnRead]:
    """A bar on standard error while bytes or records go by; none where nobody watches.

    ``beside_output``: lines go to standard output meanwhile; no bar where they stand on a terminal, too.
    """
    hidden = not _watched(sys.stderr) or (beside_output and _watched(sys.stdout))
    shown: Any = click.progressbar(length=length or 1, label=label, file=sys.stderr, hidden=hidden)
    with shown as bar:
        yield bar.update


def on_record(record_in: Path | None, verb: str) -> None:
    """Put a look at the log on record, where that was asked for."""
    if record_in is not None:
        late("proxy.cli.audit_export", "record_look")(record_in, verb)


def _seed(secret: AuditorSecret | None) -> bytes | None:
    return None if secret is None else secret.seed


@click.command("open")
@bundle_argument
@click.option(
    "--auditor-key",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The auditor's secret file.",
)
@click.option("--conversation", metavar="ID", help="Only records of this conversation.")
@look_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
@click.pass_context
def open_records(
    ctx: click.Context,
    bundle: Path,
    auditor_key: Path,
    conversation: str | None,
    record_in: Path | None,
    as_json: bool,
) -> None:
    """Show what stands in BUNDLE, sealed parts included, oldest first. Verify it before.

    Memory does not grow with the log. With --json records come stream by stream, as they stand in
    BUNDLE. Exit code 1 when a content is not what its header names.
    """
    on_record(record_in, "open")
    secret = opened_auditor_key(auditor_key)
    query = Query(conversation=conversation)
    with progress(2 * bundle.stat().st_size, "opening", beside_output=True) as on_read:
        found = search(bundle, query, seed=secret.seed, by_time=not as_json, on_read=on_read)
        states = _show(found, as_json=as_json)
    if not as_json and secret.development:
        say("Opened with a DEVELOPMENT key: made on the proxy's own machine.")
    _end(ctx, states)


@click.command("search")
@bundle_argument
@key_option
@click.option("--words", help="Words that stand in the sealed part; needs --auditor-key.")
@click.option("--kind", "kinds", multiple=True, help="Kind of record, as turn_opened; repeatable.")
@click.option("--tenant", help="Records of this tenant.")
@click.option("--conversation", metavar="ID", help="Records of this conversation.")
@click.option(
    "--clear", "clear", multiple=True, metavar="NAME=VALUE", help="A clear field; repeatable."
)
@since_option
@until_option
@click.option("--conversations", is_flag=True, help="Only the ids of their conversations.")
@look_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
@click.pass_context
def search_records(
    ctx: click.Context,
    bundle: Path,
    auditor_key: Path | None,
    words: str | None,
    kinds: tuple[str, ...],
    tenant: str | None,
    conversation: str | None,
    clear: tuple[str, ...],
    since: str | None,
    until: str | None,
    conversations: bool,
    record_in: Path | None,
    as_json: bool,
) -> None:
    """Find records in BUNDLE: by kind, time, tenant, conversation, or by words of a customer.

    By real names or numbers a customer is found only where the policy's content level was `full`. At
    `protected` the log has none: --words finds placeholders ("[EMAIL_7K3M9Q]"), what the detection
    missed, and other words; a customer is found by the storefront's id (`retention erase --customer`).
    --conversations gives the ids that an erasure takes.
    """
    if words is not None and auditor_key is None:
        raise click.UsageError("--words stand in the sealed part: give --auditor-key.")
    on_record(record_in, "search")
    secret = None if auditor_key is None else opened_auditor_key(auditor_key)
    query = Query(
        frozenset(kinds), tenant, conversation, since, until, tuple(map(_pair, clear)), words
    )
    valued: list[bool] = [False]

    def look(record: Mapping[str, Any]) -> None:
        valued[0] = valued[0] or keeps_values(record)

    states: Mapping[str, int] = {}
    passes = 1 if secret is None else 2
    with progress(passes * bundle.stat().st_size, "searching", beside_output=True) as on_read:
        found = search(bundle, query, seed=_seed(secret), on_read=on_read, on_record=look)
        if conversations:
            names = sorted({r["conversation"] for r in found if r["conversation"]})
        else:
            names, states = [], _show(found, as_json=as_json)
    for name in names:
        say(name)
    if words is not None and not valued[0]:
        warn(_NO_VALUES)
    _end(ctx, states)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError("--clear takes NAME=VALUE, as decision=held.")
    return name, value


def _show(records: Iterator[dict[str, Any]], *, as_json: bool) -> Counter[str]:
    states: Counter[str] = Counter()
    for record in records:
        states[record["state"]] += 1
        states[_PARTED] += not record["follows"]
        text = json.dumps(record, ensure_ascii=False, sort_keys=True) if as_json else _text(record)
        say(text)
    if not as_json:
        say(
            ", ".join(f"{states[name]} {name}" for name in sorted(states) if name != _PARTED)
            or "no record"
        )
    return states


def _end(ctx: click.Context, states: Mapping[str, int]) -> None:
    if states.get(_PARTED):
        warn(
            f"{counted(states[_PARTED], 'record')} of a conversation not directly behind the one they "
            "name: something between is missing or was moved. See chat-proxy audit verify."
        )
    if states.get(ContentState.OTHER_KEY):
        warn(f"{states[ContentState.OTHER_KEY]} records are sealed to another auditor key.")
    if states.get(ContentState.CHANGED):
        warn(f"{states[ContentState.CHANGED]} contents were changed: see chat-proxy audit verify.")
    if states.get(_PARTED) or states.get(ContentState.CHANGED):
        ctx.exit(Exit.FOUND)


def _text(record: Mapping[str, Any]) -> str:
    said = {name: value for name, value in record["clear"].items() if value not in (None, "")}
    clear = " ".join(f"{name}={value}" for name, value in sorted(said.items()))
    known = record["state"] in {ContentState.OPENED, ContentState.SEALED}
    state = "" if known else f" [content {record['state']}]"
    if not record["follows"]:
        state += " [not behind the record that it names]"
    place = f"{record['stream']}/{record['seq']}"
    text = f"{record['at']} {record['kind']} {record['conversation'] or '-'} {clear}{state} {place}"
    if record["content"]:
        text += f"\n    {json.dumps(record['content'], ensure_ascii=False, sort_keys=True)}"
    return text


@click.command()
@bundle_argument
@key_option
@since_option
@until_option
@look_option
@json_option
def stats(
    bundle: Path,
    auditor_key: Path | None,
    since: str | None,
    until: str | None,
    record_in: Path | None,
    as_json: bool,
) -> None:
    """Count what stands in BUNDLE: records, turns, decisions, gaps, what is still there.

    Without the auditor's key everything but entity types and topics is counted.
    """
    on_record(record_in, "stats")
    figures = _counted(bundle, auditor_key, Period(since, until))
    if as_json:
        say_json(figure_facts(figures))
        return
    for line in _figure_lines(figures):
        say(line)


def _counted(bundle: Path, auditor_key: Path | None, period: Period) -> Figures:
    secret = None if auditor_key is None else opened_auditor_key(auditor_key)
    passes = 1 if secret is None else 2
    with progress(passes * bundle.stat().st_size, "counting") as on_read:
        return count(bundle, period, seed=_seed(secret), on_read=on_read)


def _figure_lines(figures: Figures) -> Iterator[str]:
    yield f"{figures.first or '-'} to {figures.last or '-'}"
    yield f"records:  {figures.records:,} in {counted(figures.streams, 'stream')}"
    tallies: tuple[tuple[str, Mapping[str, int]], ...] = (
        ("kinds", figures.kinds),
        ("decisions", figures.decisions),
        ("outcomes", figures.outcomes),
        ("tenants", figures.tenants),
        ("types", figures.entity_types or {}),
        ("topics", figures.topics or {}),
    )
    for name, counts in tallies:
        if counts:
            told = ", ".join(f"{number:,} {kind}" for kind, number in sorted(counts.items()))
            yield f"{name + ':':9} {told}"
    yield f"policies: {len(figures.policies)}"
    yield f"gaps:     {len(figures.gaps) + figures.more_gaps}"
    yield f"unclosed: {figures.unclosed_turns:,} forwarded turns without an end"
    oldest = figures.oldest_content or "-"
    yield f"contents: {figures.contents:,} (oldest {oldest}), {figures.erased:,} erased"


@click.command()
@bundle_argument
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@key_option
@click.option("--pin", "pinned", multiple=True, metavar="KID", help="As for `verify`. Repeatable.")
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="As for `verify`. Repeatable.",
)
@since_option
@until_option
@look_option
@json_option
@click.pass_context
def report(
    ctx: click.Context,
    bundle: Path,
    out: Path,
    auditor_key: Path | None,
    pinned: tuple[str, ...],
    checkpoints: tuple[Path, ...],
    since: str | None,
    until: str | None,
    record_in: Path | None,
    as_json: bool,
) -> None:
    """Verify BUNDLE, count it, and write what an auditor wants to see to the new file OUT.

    A page with charts that needs no network and runs no script; with --json the same as data. Exit
    code 1 when the log is not in order; the report says what is wrong.
    """
    on_record(record_in, "report")
    period = Period(since, until)
    figures = _counted(bundle, auditor_key, period)
    with progress(3 * bundle.stat().st_size, "verifying") as on_read:
        verified = verify_bundle(
            bundle,
            pinned=frozenset(pinned),
            checkpoints=[file.read_text() for file in checkpoints],
            on_read=on_read,
        )
    made = Made(bundle.name, period, figures, verified, iso(SystemClock().now()))
    with new_private_file(out) as file:
        file.write(_written(made, as_json=as_json))
    say(
        f"{out}: {'in order' if verified.ok else 'NOT IN ORDER'}; {counted(figures.records, 'record')}"
    )
    if not verified.ok:
        ctx.exit(Exit.FOUND)


def _written(made: Made, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(report_json(made), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return report_html(made)


VERBS: tuple[click.Command, ...] = (open_records, search_records, stats, report)
