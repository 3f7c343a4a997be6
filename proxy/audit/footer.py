"""Footers and stream statements: what is signed, written and read (specification, sections 2, 4).

Pure. The purposes keep a footer from ever being taken for a statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from proxy.audit.base import Footer, FooterKind, Statement, StreamId
from proxy.audit.canonical import from_canonical, to_canonical
from proxy.audit.tree import leaf_hash
from proxy.errors import ErrorCode, VerificationError
from proxy.keys.base import Signer
from proxy.keys.signatures import sign_for, verify_for

FOOTER_VERSION: Final = "audit-footer/v1"
STREAM_VERSION: Final = "audit-stream/v1"
_FOOTER_PURPOSE: Final = "audit-footer"
_STREAM_PURPOSE: Final = "audit-stream"
_FOOTER_FIELDS: Final = {"v", "stream", "n", "kind", "prev", "leaves", "size", "root", "ts"}
_KEY_FIELDS: Final = {"key", "next"}
_STREAM_FIELDS: Final = {"v", "stream", "key", "enrolment", "log", "ts"}


@dataclass(frozen=True, slots=True)
class FooterClaims:
    """What a footer says, once its form is right."""

    stream: str
    number: int
    kind: FooterKind
    previous: str | None
    leaves: tuple[bytes, ...]
    size: int
    root: bytes
    at: str
    key: bytes | None = None
    """The public key that signs it; None in footers from before keys could change."""
    next_key: bytes | None = None
    """The public key that signs the footers behind it, where that is another one."""


@dataclass(frozen=True, slots=True)
class StreamClaims:
    """What a stream statement says, once its form is right."""

    stream: str
    public: bytes
    enrolment: str
    log_id: str
    at: str


def _malformed(what: str) -> VerificationError:
    return VerificationError(ErrorCode.VERIFICATION_FAILED, f"this is no {what} of version 1")


def digest_from(text: object) -> bytes:
    """The 32 bytes of a digest in hex. Raises VerificationError for any other text."""
    if not isinstance(text, str) or len(text) != 64 or text.strip("0123456789abcdef"):
        raise _malformed("digest")
    return bytes.fromhex(text)


def _ints(fields: dict[str, Any], *names: str) -> bool:
    return all(type(fields[name]) is int and fields[name] >= 0 for name in names)


def _strings(fields: dict[str, Any], *names: str) -> bool:
    return all(isinstance(fields[name], str) for name in names)


def write_footer(
    claims: FooterClaims,
    signer: Signer,
) -> Footer:
    """A footer with these claims, signed by the stream's key."""
    following = None if claims.next_key is None else claims.next_key.hex()
    keys = {} if claims.key is None else {"key": claims.key.hex(), "next": following}
    body = to_canonical(
        {
            **keys,
            "v": FOOTER_VERSION,
            "stream": claims.stream,
            "n": claims.number,
            "kind": str(claims.kind),
            "prev": claims.previous,
            "leaves": [leaf.hex() for leaf in claims.leaves],
            "size": claims.size,
            "root": claims.root.hex(),
            "ts": claims.at,
        }
    )
    return Footer(claims.number, claims.size, body, sign_for(signer, _FOOTER_PURPOSE, body))


def read_footer(body: bytes) -> FooterClaims:
    """Raises VerificationError unless the form is exactly right. Checks no signature."""
    fields = from_canonical(body)
    there = set(fields)
    if there not in (_FOOTER_FIELDS, _FOOTER_FIELDS | _KEY_FIELDS):
        raise _malformed("footer")
    if fields["v"] != FOOTER_VERSION:
        raise _malformed("footer")
    leaves: Sequence[object] = fields["leaves"] if isinstance(fields["leaves"], list) else ()
    if not _ints(fields, "n", "size") or not _strings(fields, "stream", "kind", "ts"):
        raise _malformed("footer")
    if not isinstance(fields["leaves"], list) or fields["kind"] not in set(FooterKind):
        raise _malformed("footer")
    if fields["prev"] is not None:
        digest_from(fields["prev"])
    return FooterClaims(
        fields["stream"],
        fields["n"],
        FooterKind(fields["kind"]),
        fields["prev"],
        tuple(digest_from(leaf) for leaf in leaves),
        fields["size"],
        digest_from(fields["root"]),
        fields["ts"],
        _key_or_none(fields.get("key")),
        _key_or_none(fields.get("next")),
    )


def _key_or_none(text: object) -> bytes | None:
    return None if text is None else digest_from(text)


def footer_hash(body: bytes) -> str:
    """The leaf hash of a footer, in hex: how the next footer and a checkpoint name it."""
    return leaf_hash(body).hex()


def check_footer_signature(public: bytes, body: bytes, signature: bytes) -> None:
    """Raise VerificationError unless the stream's key signed this footer."""
    verify_for(public, _FOOTER_PURPOSE, body, signature)


def write_statement(
    stream: StreamId, public: bytes, *, log_id: str, at: str, enrolment: Signer
) -> Statement:
    """The statement that enrols a stream's public key."""
    body = to_canonical(
        {
            "v": STREAM_VERSION,
            "stream": stream,
            "key": public.hex(),
            "enrolment": enrolment.kid,
            "log": log_id,
            "ts": at,
        }
    )
    return Statement(body, sign_for(enrolment, _STREAM_PURPOSE, body))


def read_statement(body: bytes) -> StreamClaims:
    """Raises VerificationError unless the form is exactly right. Checks no signature."""
    fields = from_canonical(body)
    if set(fields) != _STREAM_FIELDS or fields["v"] != STREAM_VERSION:
        raise _malformed("stream statement")
    if not _strings(fields, *_STREAM_FIELDS):
        raise _malformed("stream statement")
    return StreamClaims(
        fields["stream"],
        digest_from(fields["key"]),
        fields["enrolment"],
        fields["log"],
        fields["ts"],
    )


def check_statement_signature(public: bytes, body: bytes, signature: bytes) -> None:
    """Raise VerificationError unless the enrolment key signed this statement."""
    verify_for(public, _STREAM_PURPOSE, body, signature)
