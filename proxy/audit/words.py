"""What a verification found, in lines for people and in facts for scripts. Pure."""

from collections.abc import Sequence
from pathlib import Path

from proxy.audit.conversation import Told, told_by
from proxy.audit.findings import Finding, FindingKind
from proxy.audit.proof import Proven
from proxy.audit.record import header_facts
from proxy.audit.verify import Report

_MOST_LINES = 20


def counted(number: int, one: str) -> str:
    """A number with its noun, as ``1 record`` and ``1,200 records``."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def report_facts(report: Report) -> dict[str, object]:
    """A report as an object that JSON can write."""
    return {
        "ok": report.ok,
        "log": report.log_id,
        "checkpoint_at": report.checkpoint_at,
        "enrolment": list(report.enrolment),
        "auditors": list(report.auditors),
        "development": report.development,
        "streams": report.streams,
        "records": report.records,
        "contents": report.contents,
        "erased": report.erased,
        "continues": list(report.continues),
        "findings": [_plain(finding) for finding in report.errors],
        "notices": [_plain(finding) for finding in report.notices],
    }


def _plain(finding: Finding) -> dict[str, object]:
    return {
        "kind": finding.kind.value,
        "detail": finding.detail,
        "stream": finding.stream,
        "record": finding.record,
        "footer": finding.footer,
        "file": finding.file,
    }


def report_lines(bundle: Path, report: Report) -> list[str]:
    """A report in lines: the verdict first."""
    verdict = "verified. No record was changed, dropped, added, swapped or reordered."
    lines = [f"{bundle}: {verdict if report.ok else 'NOT IN ORDER. What is wrong is named below.'}"]
    if report.log_id is not None:
        when = report.checkpoint_at or "at an unknown time"
        lines.append(f"  log:     {report.log_id}, exported {when}")
    lines.append(
        f"  holds:   {counted(report.records, 'record')} in {counted(report.streams, 'stream')}; "
        f"{counted(report.contents, 'sealed content')}, {report.erased:,} erased on record"
    )
    lines += [
        f"  grew:    all that the checkpoint of {at} names is still there"
        for at in report.continues
    ]
    lines += [f"  finding: {finding}" for finding in report.errors[:_MOST_LINES]]
    if len(report.errors) > _MOST_LINES:
        lines.append(f"  finding: {len(report.errors) - _MOST_LINES} more; --json lists them")
    for (kind, detail), notices in _grouped(report.notices).items():
        many = f"{kind} ({len(notices)} times): {detail}"
        lines.append(f"  notice:  {notices[0] if len(notices) == 1 else many}")
    if not report.ok:
        lines.append(
            "Keep this file unchanged as evidence, export again, and compare (docs/compliance.md)."
        )
    elif any(finding.kind is FindingKind.KEY_NOT_PINNED for finding in report.notices):
        pins = " ".join(f"--pin {kid}" for kid in report.enrolment)
        lines += [
            "Is the enrolment key the one that you noted at installation? Then say so each time:",
            f"  audit verify {bundle} {pins}",
        ]
    return lines


def _grouped(notices: Sequence[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """Notices that say the same of several places come once."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in notices:
        groups.setdefault((finding.kind.value, finding.detail), []).append(finding)
    return groups


def proof_facts(proven: Proven) -> dict[str, object]:
    """What a proof proves, as an object that JSON can write."""
    return {
        **header_facts(proven.header),
        "content": None if proven.content is None else dict(proven.content),
        "checkpoint_at": proven.checkpoint_at,
        "since": proven.since,
        "enrolment": list(proven.enrolment),
    }


def proof_lines(proven: Proven) -> list[str]:
    """What a proof proves, in lines."""
    header = proven.header
    lines = [
        f"proven: record {header.seq} of {header.stream} stands in the log.",
        f"  what:       {header.kind}, {header.at}, conversation {header.conversation or '-'}",
        *(f"  {name}: {value}" for name, value in sorted(header.clear.items())),
        f"  checkpoint: {proven.checkpoint_at}",
    ]
    if proven.since is not None:
        lines.append(
            f"  grew:       from the checkpoint of {proven.since}, nothing before it changed"
        )
    if proven.content is not None:
        lines += [f"  sealed {name}: {value}" for name, value in sorted(proven.content.items())]
    return [*lines, f"It rests on enrolment key {', '.join(proven.enrolment)}: compare it."]


def proofs_facts(proofs: Sequence[Proven]) -> dict[str, object]:
    """What several proofs prove together, as an object that JSON can write."""
    conversations = [
        {
            "stream": told.stream,
            "conversation": told.conversation,
            "records": list(told.records),
            "missing_before": list(told.missing_before),
            "untold_before": list(told.untold_before),
        }
        for told in told_by([proven.header for proven in proofs])
    ]
    return {"proofs": [proof_facts(proven) for proven in proofs], "conversations": conversations}


def proofs_lines(proofs: Sequence[Proven]) -> list[str]:
    """What several proofs prove together, in lines."""
    lines = [line for proven in proofs for line in proof_lines(proven)]
    for told in told_by([proven.header for proven in proofs]):
        lines += _told_lines(told)
    return lines


def _told_lines(told: Told) -> list[str]:
    numbers = ", ".join(map(str, told.records))
    lines = [f"conversation {told.conversation} in {told.stream}: records {numbers}."]
    if told.missing_before:
        missing = ", ".join(map(str, told.missing_before))
        lines.append(f"  MISSING here: at least one of its records just before {missing}.")
    if told.untold_before:
        untold = ", ".join(map(str, told.untold_before))
        lines.append(f"  not told: whether one stands just before {untold}.")
    if len(lines) == 1 and len(told.records) > 1:
        lines.append("  None of its records in this stream is missing between them.")
    return lines
