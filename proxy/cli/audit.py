"""Verbs for compliance teams: export, verify and open the audit log."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

import click

from proxy.audit.events import EventKind
from proxy.audit.export import export_bundle
from proxy.audit.findings import Finding, FindingKind
from proxy.audit.open import ContentState, open_bundle
from proxy.audit.verify import Report, verify_bundle
from proxy.cellar import open_cellar
from proxy.cli.options import data_option, examples, json_option, running
from proxy.cli.printing import Exit, say, say_json, warn
from proxy.clock import Clock, SystemClock
from proxy.errors import ErrorCode, VerificationError
from proxy.keys.auditor import read_auditor_secret

_MOST_LINES = 20

bundle_argument = click.argument(
    "bundle", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)


@click.group(
    epilog=examples(
        "chat-proxy audit export --data DIR log.bundle             on the proxy's machine",
        "chat-proxy audit verify log.bundle                        anywhere, without any secret",
        "chat-proxy audit open   log.bundle --auditor-key FILE     where the auditor's key is",
    )
)
def audit() -> None:
    """Export, verify and open the audit log."""


@audit.command()
@data_option
@json_option
@click.option(
    "--checkpoint-out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the checkpoint to this new file instead of the terminal.",
)
@click.argument("bundle", type=click.Path(path_type=Path, dir_okay=False))
@running
async def export(data: Path, as_json: bool, checkpoint_out: Path | None, bundle: Path) -> None:
    """Write everything that is on record to the new file BUNDLE. The export itself is recorded.

    The checkpoint names the end of every stream. Keep it where the proxy's administrators cannot
    change it, and give it to `audit verify --checkpoint` with a later export.
    """
    async with open_cellar(data) as cellar:
        await cellar.record(EventKind.LOG_EXPORTED, {"by": "command line"})
        exported = export_bundle(cellar.streams, cellar.keyring, bundle, clock=cellar.clock)
        development = cellar.development
    if checkpoint_out is not None:
        with checkpoint_out.open("x") as file:
            file.write(exported.checkpoint)
    if as_json:
        facts = {"streams": exported.streams, "records": exported.records}
        note = exported.checkpoint
        say_json({**facts, "bundle": str(bundle), "development": development, "checkpoint": note})
        return
    say(f"{bundle}: {exported.records} records in {exported.streams} streams.")
    if development:
        say("The auditor key is a DEVELOPMENT key: made on the proxy's own machine.")
    if checkpoint_out is not None:
        say(f"Checkpoint: {checkpoint_out} (keep it elsewhere; verify later exports against it)")
        return
    say("Checkpoint (keep a copy somewhere else; a later export must still contain it):")
    say(exported.checkpoint.rstrip())


@audit.command()
@bundle_argument
@json_option
@click.option(
    "--pin",
    "pinned",
    multiple=True,
    metavar="KID",
    help="Id of an enrolment key that you know from elsewhere; repeatable.",
)
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A checkpoint that was copied away earlier; what it names must still be there. Repeatable.",
)
@click.option(
    "--content-days", type=int, help="Report content that is older than so many days as overdue."
)
@click.pass_context
def verify(
    ctx: click.Context,
    bundle: Path,
    as_json: bool,
    pinned: tuple[str, ...],
    checkpoints: tuple[Path, ...],
    content_days: int | None,
) -> None:
    """Check BUNDLE: that no record was changed, dropped, added, swapped or reordered.

    Needs public keys only, which are in the bundle, and no network. Exit code 1 when something is
    wrong; what and where is named. A notice is nothing wrong: something that an auditor should know.
    """
    clock: Clock = SystemClock()
    now: datetime | None = clock.now() if content_days is not None else None
    report = verify_bundle(
        bundle,
        pinned=frozenset(pinned),
        checkpoints=[file.read_text() for file in checkpoints],
        content_max_age=timedelta(days=content_days) if content_days is not None else None,
        now=now,
    )
    if as_json:
        say_json(_facts(report))
    else:
        _say_report(bundle, report)
    if not report.ok:
        ctx.exit(Exit.FOUND)


@audit.command("open")
@bundle_argument
@click.option(
    "--auditor-key",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The auditor's secret file.",
)
@click.option("--conversation", metavar="ID", help="Only records of this conversation.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
@click.pass_context
def open_records(
    ctx: click.Context, bundle: Path, auditor_key: Path, conversation: str | None, as_json: bool
) -> None:
    """Show what stands in BUNDLE, sealed parts included, oldest first. Verify it before.

    With --json records come stream by stream, as they stand in BUNDLE, and memory does not grow
    with it. Exit code 1 when a content is not what its header names.
    """
    try:
        text = auditor_key.read_text()
    except UnicodeDecodeError:
        raise VerificationError(
            ErrorCode.VERIFICATION_FAILED, "The auditor's key file is not a text file."
        ) from None
    secret = read_auditor_secret(text)
    states: Counter[str] = Counter()
    texts: list[tuple[str, str]] = []
    for record in open_bundle(bundle, secret.seed):
        if conversation is not None and record["conversation"] != conversation:
            continue
        states[record["state"]] += 1
        if as_json:
            say(json.dumps(record, ensure_ascii=False, sort_keys=True))
        else:
            texts.append((record["at"], _record_text(record)))
    for _, text in sorted(texts, key=itemgetter(0)):
        say(text)
    if not as_json:
        say(", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "no record")
        if secret.development:
            say("Opened with a DEVELOPMENT key: made on the proxy's own machine.")
    if states[ContentState.OTHER_KEY]:
        warn(f"{states[ContentState.OTHER_KEY]} records are sealed to another auditor key.")
    if states[ContentState.CHANGED]:
        warn(f"{states[ContentState.CHANGED]} contents were changed: see chat-proxy audit verify.")
        ctx.exit(Exit.FOUND)


def _record_text(record: Mapping[str, Any]) -> str:
    clear = " ".join(f"{name}={value}" for name, value in sorted(record["clear"].items()))
    state = "" if record["state"] == ContentState.OPENED else f" [content {record['state']}]"
    text = f"{record['at']} {record['kind']} {record['conversation'] or '-'} {clear}{state}"
    if record["content"]:
        text += f"\n    {json.dumps(record['content'], ensure_ascii=False, sort_keys=True)}"
    return text


def _facts(report: Report) -> dict[str, object]:
    def plain(finding: Finding) -> dict[str, object]:
        return {
            "kind": finding.kind.value,
            "detail": finding.detail,
            "stream": finding.stream,
            "record": finding.record,
            "footer": finding.footer,
            "file": finding.file,
        }

    return {
        "ok": report.ok,
        "log": report.log_id,
        "checkpoint_at": report.checkpoint_at,
        "enrolment": list(report.enrolment),
        "development": report.development,
        "streams": report.streams,
        "records": report.records,
        "contents": report.contents,
        "erased": report.erased,
        "findings": [plain(finding) for finding in report.errors],
        "notices": [plain(finding) for finding in report.notices],
    }


def _say_report(bundle: Path, report: Report) -> None:
    if report.ok:
        say(f"{bundle}: verified. No record was changed, dropped, added, swapped or reordered.")
    else:
        say(f"{bundle}: NOT IN ORDER. What is wrong is named below.")
    if report.log_id is not None:
        say(f"  log:     {report.log_id}, exported {report.checkpoint_at or 'at an unknown time'}")
    say(
        f"  holds:   {report.records} records in {report.streams} streams; "
        f"{report.contents} sealed contents, {report.erased} erased on record"
    )
    for finding in report.errors[:_MOST_LINES]:
        say(f"  finding: {finding}")
    if len(report.errors) > _MOST_LINES:
        say(f"  finding: {len(report.errors) - _MOST_LINES} more; --json lists them")
    for (kind, detail), notices in _grouped(report.notices).items():
        alone = len(notices) == 1
        say(f"  notice:  {notices[0] if alone else f'{kind} ({len(notices)} times): {detail}'}")
    if not report.ok:
        say("Keep this file unchanged as evidence, export again, and compare (docs/compliance.md).")
    elif any(finding.kind is FindingKind.KEY_NOT_PINNED for finding in report.notices):
        pins = " ".join(f"--pin {kid}" for kid in report.enrolment)
        say("Is the enrolment key the one that you noted at installation? Then say so each time:")
        say(f"  chat-proxy audit verify {bundle} {pins}")


def _grouped(notices: Sequence[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """Notices that say the same of several places come once."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in notices:
        groups.setdefault((finding.kind.value, finding.detail), []).append(finding)
    return groups
