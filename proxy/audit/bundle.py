"""Reading a bundle that somebody else may have made: names, sizes and forms are checked first.

Strategy: the directory of the zip file is the only thing taken from the standard library; data are
read at their offsets, uncompressed, so nothing is extracted, inflated or written anywhere. Names
must be one of the few of the specification, which leaves no room for paths that climb or link.
"""

import io
import os
import re
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from proxy.audit.base import STREAM_NAME
from proxy.audit.container import Member, is_canonical
from proxy.audit.findings import FindingKind, Findings
from proxy.errors import ErrorCode, VerificationError

README_FILE: Final = "README.txt"
CHECKPOINT: Final = "checkpoint"
KEYS: Final = "keys.json"
_PARTS: Final = ("log", "keys", "contents")
_NAME: Final = re.compile(rf"streams/({STREAM_NAME.pattern})/(log|keys|contents)")
_LOCAL_HEADER: Final = 30
_MOST_SMALL_BYTES: Final = 64 << 20
LONGEST_LINE: Final = 256 << 10
"""Bytes. A footer of the largest commit has 36 KiB, a header at most 32 KiB."""


OnRead = Callable[[int], None]
"""Is told how many bytes were read."""


def member_name(stream: str, part: str) -> str:
    """Where a part (``log``, ``keys``, ``contents``) of a stream stands."""
    return f"streams/{stream}/{part}"


class _Data(io.RawIOBase):
    """The data of one member, read at its offset; independent of every other reader."""

    def __init__(self, descriptor: int, start: int, size: int, on_read: OnRead) -> None:
        self._descriptor, self._start, self._size = descriptor, start, size
        self._on_read = on_read
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = min(max(base + offset, 0), self._size)
        return self._place

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        most = min(len(buffer), self._size - self._place)
        data = os.pread(self._descriptor, most, self._start + self._place)
        buffer[: len(data)] = data
        self._place += len(data)
        self._on_read(len(data))
        return len(data)


class Bundle:
    """An open bundle. Use ``opened_bundle``."""

    def __init__(self, descriptor: int, findings: Findings, on_read: OnRead) -> None:
        self._descriptor, self._on_read = descriptor, on_read
        self._listed: list[Member] = []
        self._members: dict[str, Member] = {}
        self._in_order = True
        self._read_directory(findings)

    def _read_directory(self, findings: Findings) -> None:
        whole = os.fstat(self._descriptor).st_size
        try:
            with (
                os.fdopen(os.dup(self._descriptor), "rb") as file,
                zipfile.ZipFile(file) as archive,
            ):
                infos = archive.infolist()
        except (
            zipfile.BadZipFile, OSError, ValueError, EOFError, struct.error, NotImplementedError,
            OverflowError, RuntimeError,
        ):  # fmt: skip
            findings.add(FindingKind.MALFORMED, "the bundle is no whole zip file")
            return
        if sum(max(info.file_size, 0) for info in infos) > whole:
            findings.add(FindingKind.MALFORMED, "its members claim to be larger than the bundle")
            return
        for info in infos:
            self._take(info, whole, findings)

    def _take(self, info: zipfile.ZipInfo, whole: int, findings: Findings) -> None:
        name = info.orig_filename
        shown = (
            name if name.isascii() and name.isprintable() and len(name) < 100 else "(unprintable)"
        )
        if name not in {README_FILE, CHECKPOINT, KEYS} and not _NAME.fullmatch(name):
            findings.add(FindingKind.EXTRA_FILE, "this does not belong into a bundle", file=shown)
            self._in_order = False
            return
        if name in self._members:
            findings.add(FindingKind.EXTRA_FILE, "a member stands there twice", file=shown)
            self._in_order = False
            return
        if info.compress_type or info.flag_bits & 1 or info.compress_size != info.file_size:
            findings.add(FindingKind.MALFORMED, "it is compressed or encrypted", file=shown)
            return
        if not 0 <= info.header_offset <= whole - info.file_size:
            findings.add(FindingKind.MALFORMED, "it claims to lie outside of the file", file=shown)
            return
        member = Member(name, info.header_offset, info.file_size, info.CRC)
        self._listed.append(member)
        self._members[name] = member

    def is_canonical(self) -> bool:
        """Whether every byte of the container is as the specification wants it."""
        names = [member.name for member in self._listed]
        rest = [member_name(s, part) for s in self.streams() for part in _PARTS]
        first = [README_FILE] if self.has(README_FILE) else []
        in_order = self._in_order and names == [*first, CHECKPOINT, KEYS, *rest]
        return in_order and is_canonical(self._descriptor, self._listed, self._on_read)

    def has(self, name: str) -> bool:
        """Whether such a member is there."""
        return name in self._members

    def streams(self) -> list[str]:
        """The streams of which any part is there, sorted."""
        found = (_NAME.fullmatch(name) for name in self._members)
        return sorted({match[1] for match in found if match})

    def size_of(self, name: str) -> int:
        """Bytes of a member's data; 0 when it is not there."""
        return self._members[name].size if name in self._members else 0

    def open(self, name: str) -> io.BufferedReader:
        """A reader of a member's data; empty when it is not there or out of bounds."""
        offset, size = 0, 0
        member = self._members.get(name)
        if member is not None:
            head = os.pread(self._descriptor, _LOCAL_HEADER, max(member.offset, 0))
            if len(head) == _LOCAL_HEADER:
                extra = sum(struct.unpack("<2H", head[26:30]))
                offset, size = member.offset + _LOCAL_HEADER + extra, member.size
        data = _Data(self._descriptor, offset, size, self._on_read)
        return io.BufferedReader(data, 1 << 15)

    def small(self, name: str) -> bytes:
        """A whole small member. Raises VerificationError when it is too large to be one."""
        if self.size_of(name) > _MOST_SMALL_BYTES:
            raise VerificationError(ErrorCode.VERIFICATION_FAILED, f"{name} is too large")
        with self.open(name) as reader:
            return reader.read()

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member, without their ends.

        Raises VerificationError at a line that is too long or not ended.
        """
        with self.open(name) as reader:
            while line := reader.readline(LONGEST_LINE):
                if not line.endswith(b"\n"):
                    raise VerificationError(
                        ErrorCode.VERIFICATION_FAILED, f"{name} has a line that does not end"
                    )
                yield line[:-1]


@contextmanager
def opened_bundle(
    path: Path, findings: Findings, *, on_read: OnRead | None = None
) -> Iterator[Bundle]:
    """Open a bundle file for reading; what is wrong with its form goes into ``findings``.

    ``on_read`` is told how many bytes were read, for a progress bar.

    Raises VerificationError only when there is no such file or it cannot be read at all.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise VerificationError(
            ErrorCode.VERIFICATION_FAILED, f"{path} cannot be read: {error.strerror}"
        ) from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise VerificationError(ErrorCode.VERIFICATION_FAILED, f"{path} is not a file")
        yield Bundle(descriptor, findings, on_read or (lambda _: None))
    finally:
        os.close(descriptor)
