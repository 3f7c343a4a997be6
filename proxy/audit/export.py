"""The export: one file with everything a verifier and an auditor need (specification, section 6).

Strategy: first the newest footer of every stream is noted, which bounds the export, and the
checkpoint over them is signed; then the streams are copied, in bounded memory, while the store
promises that nothing is erased meanwhile. Nothing is repaired or left out on the way: what is
wrong in the store is for the verifier to find. The file appears whole or not at all.
"""

import base64
import errno
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from proxy.audit.base import Footer, Head, StreamId, StreamStore, StreamStoreError
from proxy.audit.bundle import CHECKPOINT, KEYS, README_FILE, member_name
from proxy.audit.container import ContainerWriter
from proxy.audit.footer import footer_hash
from proxy.audit.manifest import write_keys
from proxy.audit.note import Checkpoint, StreamLine, sign_checkpoint
from proxy.audit.readme import README
from proxy.clock import Clock, SystemClock, iso
from proxy.errors import AdministratorError, ErrorCode, ServiceError
from proxy.keys.base import KeyPurpose, Keyring
from proxy.private_files import sync_folder


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported. ``checkpoint``: the note; keep copies of it elsewhere."""

    checkpoint: str = field(repr=False)
    streams: int
    records: int


def _keys(keyring: Keyring) -> bytes:
    return write_keys(
        keyring.log_id,
        keyring.public_keys(KeyPurpose.ENROLMENT),
        keyring.public_keys(KeyPurpose.AUDITOR),
    )


def _heads(store: StreamStore) -> list[Head]:
    heads = (store.head(stream) for stream in store.streams())
    return [head for head in heads if head is not None]


def _signed(heads: Sequence[Head], keys: bytes, keyring: Keyring, clock: Clock) -> str:
    lines = tuple(
        StreamLine(
            head.stream,
            head.footer.number,
            head.footer.size,
            bytes.fromhex(footer_hash(head.footer.body)),
        )
        for head in heads
    )
    digest = hashlib.sha256(keys).digest()
    checkpoint = Checkpoint(keyring.log_id, iso(clock.now()), digest, lines)
    return sign_checkpoint(checkpoint, keyring.enrolment_signer())


def make_checkpoint(store: StreamStore, keyring: Keyring, *, clock: Clock | None = None) -> str:
    """A signed checkpoint over all streams as they stand now: the text to copy elsewhere.

    Raises ServiceError(AUDIT_UNAVAILABLE) when the store cannot be read.
    """
    try:
        return _signed(_heads(store), _keys(keyring), keyring, clock or SystemClock())
    except StreamStoreError as error:
        raise _unreadable(error) from None


def records_in(store: StreamStore) -> int:
    """How many records an export would hold. Raises ServiceError(AUDIT_UNAVAILABLE)."""
    try:
        return sum(head.footer.size for head in _heads(store))
    except StreamStoreError as error:
        raise _unreadable(error) from None


def export_bundle(
    store: StreamStore,
    keyring: Keyring,
    path: Path,
    *,
    clock: Clock | None = None,
    on_records: Callable[[int], None] = lambda _: None,
) -> Exported:
    """Write everything that is on record to a new file at ``path`` (0600).

    Blocking; memory does not grow with the log. Running streams go on meanwhile; what they record
    after the start is not in the file. ``on_records`` is told how many records were copied, for a
    progress bar. Raises AdministratorError when ``path`` exists or cannot be
    written, ServiceError(AUDIT_UNAVAILABLE) when the store cannot be read.
    """
    if path.exists() or path.is_symlink():
        raise _unwritable(path, "it exists already")
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with store.reading():
            heads, keys = _heads(store), _keys(keyring)
            note = _signed(heads, keys, keyring, clock or SystemClock())
            _write(store, fresh, note, keys, heads, on_records)
        _publish(fresh, path)
    except StreamStoreError as error:
        raise _unreadable(error) from None
    except OSError as error:
        raise _unwritable(path, error.strerror or type(error).__name__) from None
    finally:
        with suppress(OSError):
            fresh.unlink()
    return Exported(note, len(heads), sum(head.footer.size for head in heads))


def _publish(fresh: Path, path: Path) -> None:
    """Give the finished file its name, never over another one where the file system can promise."""
    try:
        os.link(fresh, path)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS} or path.exists():
            raise
        fresh.rename(path)
    with suppress(OSError):  # a mount that cannot promise it holds a whole file all the same
        sync_folder(path.parent)


def _unreadable(error: StreamStoreError) -> ServiceError:
    return ServiceError(ErrorCode.AUDIT_UNAVAILABLE, f"the audit log cannot be read: {error}")


def _unwritable(path: Path, why: str) -> AdministratorError:
    return AdministratorError(ErrorCode.INVALID_SETTINGS, f"{path} cannot be written: {why}")


def _write(
    store: StreamStore,
    fresh: Path,
    note: str,
    keys: bytes,
    heads: Sequence[Head],
    on_records: Callable[[int], None],
) -> None:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(fresh, flags, 0o600), "w+b") as file:
        container = ContainerWriter(file)
        container.add(README_FILE, [README.encode("ascii")])
        container.add(CHECKPOINT, [note.encode()])
        container.add(KEYS, [keys])
        for head in heads:
            stream, footer = head.stream, head.footer
            container.add(member_name(stream, "log"), _log(store, stream, footer))
            container.add(member_name(stream, "keys"), _data_keys(store, stream, footer))
            container.add(member_name(stream, "contents"), _contents(store, stream, footer))
            on_records(footer.size)
        container.finish()
        file.flush()
        os.fsync(file.fileno())


def _b64(data: bytes) -> bytes:
    return base64.b64encode(data)


def _log(store: StreamStore, stream: StreamId, head: Footer) -> Iterator[bytes]:
    statement = store.statement(stream)
    yield b"stream " + _b64(statement.signature) + b" " + statement.body + b"\n"
    for entry in store.entries(stream, head.number):
        match entry:
            case Footer():
                yield b"footer " + _b64(entry.signature) + b" " + entry.body + b"\n"
            case _:
                yield b"record " + entry + b"\n"


def _data_keys(store: StreamStore, stream: StreamId, head: Footer) -> Iterator[bytes]:
    for kid, wrapped in store.data_keys(stream, head.size):
        yield kid.encode() + b" " + _b64(wrapped) + b"\n"


def _contents(store: StreamStore, stream: StreamId, head: Footer) -> Iterator[bytes]:
    for seq, content in store.contents(stream, head.size):
        yield seq.to_bytes(8, "big") + len(content).to_bytes(4, "big")
        yield content
