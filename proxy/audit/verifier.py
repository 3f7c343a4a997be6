"""The verifier as a command of its own, for machines without the proxy: standard library and cryptography.

``python3 verifier.pyz verify BUNDLE`` and ``proof FILE``; the same code as ``chat-proxy audit verify``,
packed by verifier_file.py with nothing of the running system in it. Exit codes: 0 in order, 1 something
was found, 2 wrong usage, 3 it could not be checked.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from proxy.audit.proof import Proven, check_proof
from proxy.audit.verify import Report, verify_bundle
from proxy.audit.words import (
    proof_facts,
    proof_lines,
    proofs_facts,
    proofs_lines,
    report_facts,
    report_lines,
)
from proxy.errors import ProxyError


def main(words: Sequence[str] | None = None) -> int:
    """Run one check; gives the exit code."""
    given = _parser().parse_args(words)
    try:
        if given.verb == "proof":
            pins = set(given.pin)
            return _proof(
                [check_proof(f.read_bytes(), pinned=pins) for f in given.files], given.json
            )
        return _verify(given.file, _report(given), given.json)
    except ProxyError as error:
        code = 1 if given.verb == "proof" else 3
        sys.stderr.write(f"{error.message}\n")
        return code
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"a file cannot be read: {type(error).__name__}\n")
        return 3


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="verifier",
        description="Check an exported audit log, or proofs of single records, offline.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    verify = verbs.add_parser("verify", help="check a bundle")
    proof = verbs.add_parser("proof", help="check proofs of records")
    verify.add_argument("file", type=Path)
    proof.add_argument("files", type=Path, nargs="+", metavar="file")
    for verb in (verify, proof):
        verb.add_argument("--json", action="store_true", help="print JSON")
        verb.add_argument(
            "--pin", action="append", default=[], help="id of an enrolment key that you know"
        )
    verify.add_argument(
        "--checkpoint",
        action="append",
        default=[],
        type=Path,
        help="a note that was kept elsewhere",
    )
    verify.add_argument("--content-days", type=int, help="older content is overdue")
    return parser


def _report(given: argparse.Namespace) -> Report:
    days: int | None = given.content_days
    return verify_bundle(
        given.file,
        pinned=set(given.pin),
        checkpoints=[path.read_text(encoding="utf-8") for path in given.checkpoint],
        content_max_age=None if days is None else timedelta(days=days),
        now=None if days is None else datetime.now(UTC),
    )


def _verify(bundle: Path, report: Report, as_json: bool) -> int:  # noqa: FBT001 - a flag as given
    _say([json.dumps(report_facts(report), indent=2)] if as_json else report_lines(bundle, report))
    return 0 if report.ok else 1


def _proof(proofs: Sequence[Proven], as_json: bool) -> int:  # noqa: FBT001 - a flag as given
    if len(proofs) == 1:
        _say([_written(proof_facts(proofs[0]))] if as_json else proof_lines(proofs[0]))
    else:
        _say([_written(proofs_facts(proofs))] if as_json else proofs_lines(proofs))
    return 0


def _written(facts: dict[str, object]) -> str:
    return json.dumps(facts, indent=2)


def _say(lines: Sequence[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
