"""Verbs of readers of the audit log: verify it, prove a record of it. They load no storage."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from proxy.audit.proof import check_proof
from proxy.audit.prove import prove
from proxy.audit.verifier_file import write_verifier
from proxy.audit.verify import verify_bundle
from proxy.audit.words import (
    proof_facts,
    proof_lines,
    proofs_facts,
    proofs_lines,
    report_facts,
    report_lines,
)
from proxy.cli.audit_reading import VERBS, bundle_argument, progress
from proxy.cli.audit_review import VERBS as REVIEWING
from proxy.cli.auditor_key import opened_auditor_key
from proxy.cli.late import LateVerbs
from proxy.cli.options import examples, json_option
from proxy.cli.printing import Exit, say, say_json, warn
from proxy.clock import Clock, SystemClock
from proxy.errors import VerificationError
from proxy.private_files import new_private_file


@click.group(
    cls=LateVerbs,
    late={"export": "proxy.cli.audit_export"},
    epilog=examples(
        "chat-proxy audit export --data DIR log.bundle             on the proxy's machine",
        "chat-proxy audit verify log.bundle                        anywhere, without any secret",
        "chat-proxy audit open   log.bundle --auditor-key FILE     where the auditor's key is",
        "chat-proxy audit report log.bundle report.html --auditor-key FILE",
    ),
)
def audit() -> None:
    """Export, verify, read and prove the audit log."""


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
    with progress(3 * bundle.stat().st_size, "verifying") as on_read:
        report = verify_bundle(
            bundle,
            pinned=frozenset(pinned),
            checkpoints=[file.read_text() for file in checkpoints],
            content_max_age=timedelta(days=content_days) if content_days is not None else None,
            now=now,
            on_read=on_read,
        )
    if as_json:
        say_json(report_facts(report))
    else:
        for line in report_lines(bundle, report):
            say(line)
    if not report.ok:
        ctx.exit(Exit.FOUND)


@audit.command("prove")
@bundle_argument
@click.argument("record", metavar="STREAM/NUMBER")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--since",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An older checkpoint: the proof also shows that the log only grew since.",
)
@click.option(
    "--auditor-key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Put the key of this one record into the proof, so that its reader sees what was sealed.",
)
def prove_record(
    bundle: Path, record: str, out: Path, since: Path | None, auditor_key: Path | None
) -> None:
    """Write the proof that one record stands in the log to the new file OUT.

    For a court or a customer: it shows this record and no other, and is checked offline with
    `check-proof`. STREAM/NUMBER is how `search` and `open` name records.
    """
    stream, slash, number = record.rpartition("/")
    if not slash or not number.isdecimal():
        raise click.UsageError("A record is named STREAM/NUMBER, as `audit search` shows it.")
    proof = prove(
        bundle,
        stream,
        int(number),
        since=None if since is None else since.read_text(),
        seed=None if auditor_key is None else opened_auditor_key(auditor_key).seed,
    )
    with new_private_file(out, binary=True) as file:
        file.write(proof)
    say(f"{out}: proof of record {number} of {stream}, {len(proof):,} bytes")


@audit.command("check-proof")
@click.argument(
    "proofs",
    metavar="PROOF...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option(
    "--pin", "pinned", multiple=True, metavar="KID", help="Id of an enrolment key that you know."
)
@json_option
@click.pass_context
def check_record_proof(
    ctx: click.Context, proofs: tuple[Path, ...], pinned: tuple[str, ...], as_json: bool
) -> None:
    """Check the proof of one record, offline, and say what it proves. Exit code 1 when it does not hold.

    Of several proofs it also says whether a record of their conversations is missing before or between
    them: each record names the one before it. What came after the last one they do not say.
    """
    try:
        proven = [check_proof(file.read_bytes(), pinned=frozenset(pinned)) for file in proofs]
    except VerificationError as error:
        warn(error.message)
        ctx.exit(Exit.FOUND)
    if as_json:
        say_json(proof_facts(proven[0]) if len(proven) == 1 else proofs_facts(proven))
        return
    for line in proof_lines(proven[0]) if len(proven) == 1 else proofs_lines(proven):
        say(line)


@audit.command("verifier")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def verifier(out: Path) -> None:
    """Write the verifier to the new file OUT, for machines on which nothing of the proxy is installed.

    It needs Python and its package cryptography only: `python3 OUT verify BUNDLE`. The same version of
    the product writes the same bytes; compare the digest.
    """
    digest = write_verifier(out)
    say(f"{out}: SHA-256 {digest}")


for verb in (*VERBS, *REVIEWING):
    audit.add_command(verb)
