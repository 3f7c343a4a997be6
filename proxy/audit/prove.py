"""Making the proof of one record from an export: one pass over its stream, little memory.

The proof is checked before it is given away: a bundle that is not in order gives an error, not a
proof.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from proxy.audit.bundle import CHECKPOINT, KEYS, Bundle, member_name, opened_bundle
from proxy.audit.canonical import to_canonical
from proxy.audit.findings import Findings
from proxy.audit.footer import read_footer, read_statement
from proxy.audit.manifest import read_keys
from proxy.audit.note import Checkpoint, StreamLine, open_checkpoint, unb64
from proxy.audit.open import opened_record
from proxy.audit.proof import PROOF_VERSION, check_proof, signed_part, written_path
from proxy.audit.record import read_header
from proxy.audit.tree import Range, consistency_ranges, inclusion_ranges, leaf_hash, roots_of
from proxy.errors import ErrorCode, VerificationError

_RECORD, _FOOTER, _STREAM = b"record", b"footer", b"stream"


def _missing(what: str) -> VerificationError:
    return VerificationError(ErrorCode.VERIFICATION_FAILED, what)


@dataclass(slots=True)
class _Pass:
    """What one pass over a log leaves behind, besides the leaf hashes it gives."""

    seq: int
    head: StreamLine
    older: StreamLine | None
    statement: dict[str, str] = field(default_factory=dict)
    handovers: list[dict[str, str]] = field(default_factory=list)
    newest: dict[str, str] = field(default_factory=dict)
    older_footer: str = ""
    header: bytes = b""

    def leaves(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        """The leaf hashes of the records, in order; footers are noted on the way."""
        number = 0
        for line in lines:
            kind, _, rest = line.partition(b" ")
            if kind == _RECORD:
                if number == self.seq:
                    self.header = rest
                number += 1
                yield leaf_hash(rest)
                continue
            text, _, body = rest.partition(b" ")
            signed = signed_part(unb64(text.decode("ascii")), body)
            if kind == _STREAM:
                self.statement = signed
            elif kind == _FOOTER:
                self._footer(signed, body)

    def _footer(self, signed: dict[str, str], body: bytes) -> None:
        claims = read_footer(body)
        if self.older is not None and claims.number == self.older.number:
            self.older_footer = signed["body"]
        if claims.number == self.head.number:
            self.newest = signed
        elif claims.next_key is not None and claims.number < self.head.number:
            self.handovers.append(signed)


def prove(
    path: Path, stream: str, seq: int, *, since: str | None = None, seed: bytes | None = None
) -> bytes:
    """The proof of one record of the export at ``path``; ``check_proof`` holds for it.

    ``since``: an older checkpoint, of which the proof shows that its log only grew. ``seed``: the
    auditor's key; then the record's own key goes along, which opens this record and no other.
    Raises VerificationError when the record is not there or the bundle is not in order.
    """
    findings = Findings()
    with opened_bundle(path, findings) as bundle:
        if findings.any_error or not bundle.has(KEYS) or not bundle.has(CHECKPOINT):
            raise _missing("this is not a whole bundle; verify it first")
        keys = read_keys(bundle.small(KEYS))
        publics = {kid: key.public for kid, key in keys.enrolment.items()}
        note = bundle.small(CHECKPOINT).decode()
        checkpoint, signer = open_checkpoint(note, publics)
        head, signers, older = _line_of(checkpoint, stream), {signer}, None
        if since is not None:
            before, signer = open_checkpoint(since, publics)
            older = _line_of(before, stream)
            signers.add(signer)
        if not 0 <= seq < head.size:
            raise _missing(f"stream {stream} has {head.size} records, and none of number {seq}")
        done, inclusion, growth = _passed(bundle, stream, seq, head, older)
        signers.add(read_statement(done.statement["body"].encode()).enrolment)
        fields: dict[str, Any] = {
            "v": PROOF_VERSION,
            "enrolment": [publics[kid].hex() for kid in sorted(signers)],
            "checkpoint": note,
            "statement": done.statement,
            "footers": [*done.handovers, done.newest],
            "header": done.header.decode("ascii"),
            "path": written_path(inclusion),
            "since": None,
            "content": None if seed is None else _content(bundle, done.header, seed),
        }
    if older is not None:
        grown = {"footer": done.older_footer, "path": written_path(growth)}
        fields["since"] = {"checkpoint": since, **grown}
    data = to_canonical(fields) + b"\n"
    check_proof(data)
    return data


def _line_of(checkpoint: Checkpoint, stream: str) -> StreamLine:
    found = [line for line in checkpoint.streams if line.stream == stream]
    if not found:
        raise _missing(f"the checkpoint of {checkpoint.at} names no stream {stream}")
    return found[0]


def _passed(
    bundle: Bundle, stream: str, seq: int, head: StreamLine, older: StreamLine | None
) -> tuple[_Pass, list[bytes], list[bytes]]:
    done = _Pass(seq, head, older)
    inclusion = inclusion_ranges(seq, head.size)
    growth: list[Range] = [] if older is None else consistency_ranges(older.size, head.size)
    leaves = done.leaves(bundle.lines(member_name(stream, "log")))
    roots = roots_of(leaves, [*inclusion, *growth])
    for _ in leaves:  # to the end, for the newest footer
        pass
    return done, roots[: len(inclusion)], roots[len(inclusion) :]


def _content(bundle: Bundle, header: bytes, seed: bytes) -> dict[str, str]:
    """The content of a record and the key that opens it alone."""
    sealed, key = opened_record(bundle, read_header(header), seed)
    return {"sealed": base64.b64encode(sealed).decode(), "key": key.hex()}
