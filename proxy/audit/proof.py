"""The proof of one record: that it stands in the log, without the log (specification, section 10).

Strategy: everything between the enrolment key and the record goes along: the statement that enrols the
stream, the footers that hand over its keys, the newest footer, the checkpoint that names it, the path
from the record to its root. Checking reads nothing else, so a court or a customer needs one small file
and the id of one key. This file knows the specification only; making proofs is prove.py.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from proxy.audit.base import StreamId
from proxy.audit.canonical import from_canonical
from proxy.audit.footer import (
    FooterClaims,
    check_footer_signature,
    check_statement_signature,
    digest_from,
    footer_hash,
    read_footer,
    read_statement,
)
from proxy.audit.note import Checkpoint, StreamLine, open_checkpoint, unb64
from proxy.audit.record import Header, open_record, read_header
from proxy.audit.tree import check_consistency, check_inclusion, leaf_hash
from proxy.errors import ErrorCode, VerificationError
from proxy.keys.base import key_id

PROOF_VERSION: Final = "audit-proof/v1"
_FIELDS: Final = {
    "v", "enrolment", "checkpoint", "statement", "footers", "header", "path", "since", "content",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof proves."""

    header: Header
    checkpoint_at: str
    since: str | None
    """The time of an older checkpoint, of which the log is shown to be a continuation."""
    content: Mapping[str, Any] | None
    """The sealed part, where the auditor put the record's own key into the proof."""
    enrolment: tuple[str, ...]
    """Key ids that everything rests on: compare them with a source you trust."""


def _bad(why: str) -> VerificationError:
    return VerificationError(ErrorCode.VERIFICATION_FAILED, f"the proof does not hold: {why}")


def check_proof(data: bytes, *, pinned: AbstractSet[str] = frozenset()) -> Proven:
    """Raise VerificationError unless the proof holds; say what it proves.

    ``pinned``: ids of the enrolment keys you trust. Without them a proof vouches for itself.
    """
    try:
        return _checked(_read(data), pinned)
    except (KeyError, TypeError, AttributeError, IndexError):
        raise _bad("it is not of version 1") from None
    except ValueError:
        raise _bad("a part of it cannot be read") from None


def _read(data: bytes) -> dict[str, Any]:
    fields = from_canonical(data.removesuffix(b"\n"))
    if set(fields) != _FIELDS or fields["v"] != PROOF_VERSION:
        raise _bad("it is not of version 1")
    return fields


def _checked(fields: Mapping[str, Any], pinned: AbstractSet[str]) -> Proven:
    keys = {key_id("ed25519", public): public for public in map(bytes.fromhex, fields["enrolment"])}
    strangers = set(keys) - pinned if pinned else set()
    if strangers:
        raise _bad(f"enrolment key {min(strangers)} is not one you trust")
    checkpoint, _ = open_checkpoint(fields["checkpoint"], keys)
    header_bytes = fields["header"].encode("ascii")
    header = read_header(header_bytes)
    line = _line(checkpoint, header.stream)
    head = _head(fields, keys, checkpoint.log_id, header.stream)
    if (head.number, footer_hash(_body(fields["footers"][-1]))) != (line.number, line.footer.hex()):
        raise _bad("the checkpoint names another footer")
    path = [digest_from(step) for step in fields["path"]]
    check_inclusion(leaf_hash(header_bytes), header.seq, head.size, path, head.root)
    return Proven(
        header,
        checkpoint.at,
        _since(fields["since"], keys, header.stream, head, checkpoint),
        _content(fields["content"], header),
        tuple(keys),
    )


def _line(checkpoint: Checkpoint, stream: str) -> StreamLine:
    found = [line for line in checkpoint.streams if line.stream == stream]
    if not found:
        raise _bad("the checkpoint does not name the stream")
    return found[0]


def _body(signed: Mapping[str, str]) -> bytes:
    return signed["body"].encode("ascii")


def _head(
    fields: Mapping[str, Any], keys: Mapping[str, bytes], log_id: str, stream: str
) -> FooterClaims:
    """The newest footer, reached from the statement over every key that signed in between."""
    statement = fields["statement"]
    claims = read_statement(_body(statement))
    enrolment = keys.get(claims.enrolment)
    if enrolment is None or (claims.stream, claims.log_id) != (StreamId(stream), log_id):
        raise _bad("the stream is not enrolled here")
    check_statement_signature(enrolment, _body(statement), unb64(statement["signature"]))
    public, footer = claims.public, None
    for signed in fields["footers"]:
        footer = read_footer(_body(signed))
        if footer.stream != stream or footer.key not in {None, public}:
            raise _bad("a footer is signed by a key that nothing before it vouches for")
        check_footer_signature(public, _body(signed), unb64(signed["signature"]))
        public = footer.next_key or public
    if footer is None:
        raise _bad("it has no footer")
    return footer


def _since(
    fields: Mapping[str, Any] | None,
    keys: Mapping[str, bytes],
    stream: str,
    head: FooterClaims,
    checkpoint: Checkpoint,
) -> str | None:
    """The time of an older checkpoint, if the tree under it is the beginning of the newest one."""
    if fields is None:
        return None
    older, _ = open_checkpoint(fields["checkpoint"], keys)
    if older.at > checkpoint.at:
        raise _bad("the checkpoint to compare with is not an older one")
    line, body = _line(older, stream), fields["footer"].encode("ascii")
    if footer_hash(body) != line.footer.hex():
        raise _bad("the older checkpoint names another footer")
    before = read_footer(body)
    path = [digest_from(step) for step in fields["path"]]
    check_consistency(before.size, before.root, head.size, head.root, path)
    return older.at


def _content(fields: Mapping[str, str] | None, header: Header) -> Mapping[str, Any] | None:
    if fields is None:
        return None
    sealed = unb64(fields["sealed"])
    if hashlib.sha256(sealed).digest() != header.content:
        raise _bad("the content is not the one that the header names")
    return open_record(bytes.fromhex(fields["key"]), sealed)


def signed_part(signature: bytes, body: bytes) -> dict[str, str]:
    """A signed text as it stands in a proof."""
    return {"signature": base64.b64encode(signature).decode(), "body": body.decode("ascii")}


def written_path(path: Sequence[bytes]) -> list[str]:
    """A path as it stands in a proof."""
    return [step.hex() for step in path]
