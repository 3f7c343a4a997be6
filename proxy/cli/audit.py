"""Verbs for compliance teams: export, verify and open the audit log."""

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import click

from proxy.audit.events import EventKind
from proxy.audit.export import export_bundle
from proxy.audit.findings import Finding
from proxy.audit.open import open_bundle
from proxy.audit.verify import Report, verify_bundle
from proxy.cellar import open_cellar
from proxy.cli.options import data_option, json_option, running
from proxy.cli.printing import Exit, say, say_json
from proxy.clock import Clock, SystemClock
from proxy.errors import ErrorCode, VerificationError
from proxy.keys.auditor import read_auditor_secret

bundle_argument = click.argument(
    "bundle", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)


@click.group()
def audit() -> None:
    r"""Export, verify and open the audit log.

    \b
    chat-proxy audit export --data DIR log.bundle       on the proxy's machine
    chat-proxy audit verify log.bundle                  anywhere, without any secret, offline
    chat-proxy audit open   log.bundle --auditor-key F  where the auditor's key is
    """


@audit.command()
@data_option
@json_option
@click.argument("bundle", type=click.Path(path_type=Path, dir_okay=False))
@running
async def export(data: Path, as_json: bool, bundle: Path) -> None:
    """Write everything that is on record to the new file BUNDLE. The export itself is recorded."""
    async with open_cellar(data) as cellar:
        await cellar.record(EventKind.LOG_EXPORTED, {"by": "command line"})
        exported = export_bundle(cellar.streams, cellar.keyring, bundle, clock=cellar.clock)
        development = cellar.development
    if as_json:
        facts = {"streams": exported.streams, "records": exported.records}
        say_json({**facts, "bundle": str(bundle), "development": development})
        return
    say(f"{bundle}: {exported.records} records in {exported.streams} streams.")
    if development:
        say("The auditor key is a DEVELOPMENT key: made on the proxy's own machine.")
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
    wrong; what and where is named.
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
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
def open_records(bundle: Path, auditor_key: Path, as_json: bool) -> None:
    """Show what stands in BUNDLE, sealed parts included. Verify it first."""
    try:
        text = auditor_key.read_text()
    except UnicodeDecodeError:
        raise VerificationError(
            ErrorCode.VERIFICATION_FAILED, "The auditor's key file is not a text file."
        ) from None
    secret = read_auditor_secret(text)
    states: Counter[str] = Counter()
    for record in open_bundle(bundle, secret.seed):
        states[record["state"]] += 1
        if as_json:
            say(json.dumps(record, ensure_ascii=False, sort_keys=True))
            continue
        clear = " ".join(f"{name}={value}" for name, value in sorted(record["clear"].items()))
        say(f"{record['at']} {record['kind']} {record['conversation'] or '-'} {clear}")
        if record["content"]:
            say(f"    {json.dumps(record['content'], ensure_ascii=False, sort_keys=True)}")
    if not as_json:
        say(", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "no record")
        if secret.development:
            say("Opened with a DEVELOPMENT key: made on the proxy's own machine.")


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
        "streams": report.streams,
        "records": report.records,
        "findings": [plain(finding) for finding in report.errors],
        "notices": [plain(finding) for finding in report.notices],
    }


def _say_report(bundle: Path, report: Report) -> None:
    verdict = "verified" if report.ok else "NOT IN ORDER"
    say(f"{bundle}: {verdict}. {report.records} records in {report.streams} streams.")
    for finding in report.errors:
        say(f"  finding: {finding}")
    for finding in report.notices:
        say(f"  notice:  {finding}")
