"""The bundle's container: a zip file of which every byte is determined by its members.

Members are stored, not compressed (ciphertext does not shrink), in the writer's order; all dates
are 1980-01-01, all sizes stand in zip64 fields. So a verifier can rebuild every byte that is not
data and compare, and no byte of a bundle can change unseen. APPNOTE.TXT 6.3.10, sections 4.3, 4.5.
"""

import os
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

_MAX16: Final = 0xFFFF
_MAX32: Final = 0xFFFFFFFF
_VERSION: Final = 45
"""Zip64 needs 4.5."""
_UNIX: Final = 3 << 8
_DATE: Final = 0x0021
"""1980-01-01 in MS-DOS form; the time is 0."""
_MODE: Final = 0o100600 << 16
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One member: where its local header begins, and what the headers say of its data."""

    name: str
    offset: int
    size: int
    crc: int

    @property
    def data_offset(self) -> int:
        """Where its data begins in a container of this form."""
        return self.offset + len(_local(self))


def _local(member: Member) -> bytes:
    name = member.name.encode("ascii")
    head = struct.pack(
        "<4s5H3I2H", b"PK\x03\x04", _VERSION, 0, 0, 0, _DATE, member.crc, _MAX32, _MAX32,
        len(name), 20,
    )  # fmt: skip
    return head + name + struct.pack("<2H2Q", 1, 16, member.size, member.size)


def _central(member: Member) -> bytes:
    name = member.name.encode("ascii")
    head = struct.pack(
        "<4s6H3I5H2I", b"PK\x01\x02", _UNIX | _VERSION, _VERSION, 0, 0, 0, _DATE, member.crc,
        _MAX32, _MAX32, len(name), 28, 0, 0, 0, _MODE, _MAX32,
    )  # fmt: skip
    return head + name + struct.pack("<2H3Q", 1, 24, member.size, member.size, member.offset)


def _end(members: Sequence[Member], start: int) -> bytes:
    """The central directory and what follows it, for a directory that begins at ``start``."""
    directory = b"".join(_central(member) for member in members)
    count, end = len(members), start + len(directory)
    return b"".join(
        (
            directory,
            struct.pack(
                "<4sQ2H2I4Q", b"PK\x06\x06", 44, _UNIX | _VERSION, _VERSION, 0, 0, count, count,
                len(directory), start,
            ),
            struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1),
            struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, _MAX16, _MAX16, _MAX32, _MAX32, 0),
        )
    )  # fmt: skip


class ContainerWriter:
    """Writes members one after the other into a seekable file, in bounded memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._members: list[Member] = []

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write one member. Its header is filled in when its size is known."""
        offset = self._file.tell()
        self._file.write(_local(Member(name, offset, 0, 0)))
        size = crc = 0
        for chunk in chunks:
            self._file.write(chunk)
            size += len(chunk)
            crc = zlib.crc32(chunk, crc)
        end = self._file.tell()
        member = Member(name, offset, size, crc)
        self._file.seek(offset)
        self._file.write(_local(member))
        self._file.seek(end)
        self._members.append(member)

    def finish(self) -> None:
        """Write the directory; the file is complete then."""
        self._file.write(_end(self._members, self._file.tell()))


def is_canonical(
    descriptor: int, members: Sequence[Member], on_read: Callable[[int], None]
) -> bool:
    """Whether the file has exactly the bytes that ``ContainerWriter`` would have written."""
    offset = 0
    for member in members:
        head = _local(member)
        if member.offset != offset or os.pread(descriptor, len(head), offset) != head:
            return False
        offset += len(head)
        if _crc(descriptor, offset, member.size, on_read) != member.crc:
            return False
        offset += member.size
    end = _end(members, offset)
    return os.pread(descriptor, len(end) + 1, offset) == end


def _crc(descriptor: int, offset: int, size: int, on_read: Callable[[int], None]) -> int:
    crc, stop = 0, offset + size
    while offset < stop:
        chunk = os.pread(descriptor, min(_CHUNK, stop - offset), offset)
        if not chunk:
            return -1
        crc = zlib.crc32(chunk, crc)
        offset += len(chunk)
        on_read(len(chunk))
    return crc
