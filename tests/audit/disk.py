"""A disk that can lose power: it writes down what SQLite does to files, and what was synced when.

Strategy: a SIGKILL proves nothing about syncing, because the kernel keeps what a process wrote. So
SQLite's own file layer is wrapped (a VFS whose files are the real ones, sqlite.org/vfs.html), every
write, truncation, deletion and sync goes into a journal, and ``after_power_loss`` builds the folder as a
disk would have it: for each file what was synced, plus, if asked for, some of what was not. The folder's
own entries count from the moment the folder was synced (fsync(2)). The same wrapper can make the disk
fail: ``fail`` gives an error code for an operation.
"""

import ctypes
import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

OK, FULL, IOERR_FSYNC, IOERR_WRITE = 0, 13, 1034, 778

_Pointer, _Int, _Long = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64


class _Methods(ctypes.Structure):
    """sqlite3_io_methods, version 3."""

    _fields_ = [
        ("iVersion", _Int), ("xClose", _Pointer), ("xRead", _Pointer), ("xWrite", _Pointer),
        ("xTruncate", _Pointer), ("xSync", _Pointer), ("more", _Pointer * 13),
    ]  # fmt: skip


class _File(ctypes.Structure):
    """sqlite3_file."""

    _fields_ = [("pMethods", ctypes.POINTER(_Methods))]


class _Vfs(ctypes.Structure):
    """sqlite3_vfs, version 3."""

    _fields_ = [
        ("iVersion", _Int), ("szOsFile", _Int), ("mxPathname", _Int), ("pNext", _Pointer),
        ("zName", ctypes.c_char_p), ("pAppData", _Pointer), ("xOpen", _Pointer),
        ("xDelete", _Pointer), ("more", _Pointer * 13),
    ]  # fmt: skip


# The name as a bare pointer: SQLite's own layer keeps it as long as the file is open, and a string that
# Python had copied would be gone by then (a shared-memory file of no name lay in the working folder).
_Open = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Pointer, _Int, ctypes.POINTER(_Int))
_Delete = ctypes.CFUNCTYPE(_Int, _Pointer, ctypes.c_char_p, _Int)
_Write = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Int, _Long)
_Truncate = ctypes.CFUNCTYPE(_Int, _Pointer, _Long)
_Sync = ctypes.CFUNCTYPE(_Int, _Pointer, _Int)
_Close = ctypes.CFUNCTYPE(_Int, _Pointer)

Kind = Literal["write", "truncate", "sync", "delete", "folder", "said"]


@dataclass(frozen=True)
class Step:
    """One thing that happened. ``said`` is what the program promised to somebody outside."""

    kind: Kind
    path: str = ""
    offset: int = 0
    data: bytes = b""
    words: str = ""


@dataclass
class Disk:
    """The journal of everything below one folder."""

    folder: Path
    steps: list[Step] = field(default_factory=list)
    fail: Callable[[Kind, str], int] = lambda _kind, _path: OK
    """What an operation answers instead of being done; 0 lets it happen."""

    def said(self, words: str) -> None:
        """The program has told somebody that this is on the disk."""
        self.steps.append(Step("said", words=words))

    def promises(self, cut: int) -> list[str]:
        """What had been promised when the power went at step ``cut``."""
        return [step.words for step in self.steps[:cut] if step.kind == "said"]

    def moments(self) -> list[int]:
        """Cuts worth trying: around each sync and each promise."""
        marks = [n for n, s in enumerate(self.steps) if s.kind in {"sync", "said", "folder"}]
        return sorted({m + d for m in marks for d in (0, 1)} | {len(self.steps)})

    def after_power_loss(self, cut: int, into: Path, *, lucky: random.Random | None = None) -> None:
        """Build the folder as the disk has it. ``lucky``: some unsynced writes arrived as well."""
        files: dict[str, bytearray] = {}
        named: set[str] = set()
        pending: list[Step] = []
        for step in self.steps[:cut]:
            match step.kind:
                case "write" | "truncate":
                    pending.append(step)
                case "sync":
                    done = [s for s in pending if s.path == step.path]
                    pending = [s for s in pending if s.path != step.path]
                    _apply(files, done)
                    files.setdefault(step.path, bytearray())
                    if step.path.endswith("-wal"):  # SQLite syncs the folder with a new one
                        named.add(step.path)
                case "folder":
                    named |= {s.path for s in pending} | set(files)
                case "delete":
                    files.pop(step.path, None)
                    pending = [s for s in pending if s.path != step.path]
                case "said":
                    pass
        if lucky is not None:
            _apply(files, [s for s in pending if lucky.random() < 0.5])
        into.mkdir(parents=True)
        for path, data in files.items():
            if path in named:
                (into / Path(path).name).write_bytes(data)


def _apply(files: dict[str, bytearray], steps: list[Step]) -> None:
    for step in steps:
        data = files.setdefault(step.path, bytearray())
        if step.kind == "truncate":
            del data[step.offset :]
            continue
        data.extend(bytes(max(0, step.offset + len(step.data) - len(data))))
        data[step.offset : step.offset + len(step.data)] = step.data


def _library() -> Any:
    """The SQLite that Python's own module uses, and no other copy of it."""
    sqlite3.connect(":memory:").close()
    for line in Path("/proc/self/maps").read_text().splitlines():
        path = line.rpartition(" ")[2]
        if "sqlite3" in Path(path).name:
            library = ctypes.CDLL(path)
            if hasattr(library, "sqlite3_vfs_find"):
                library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
                return library
    return None


class _Wrapped:
    """The wrapping VFS while it is registered; keeps alive what C code points to."""

    def __init__(self, disk: Disk, library: Any) -> None:
        self.disk, self.library = disk, library
        self.real = library.sqlite3_vfs_find(None)
        self.kept: list[object] = []
        self.tables: dict[int, Any] = {}
        self.paths: dict[int, str] = {}
        self.vfs = _Vfs.from_buffer_copy(self.real.contents)
        self.vfs.zName = b"losing-power"
        self.vfs.xOpen = self._cast(_Open(self._open))
        self.vfs.xDelete = self._cast(_Delete(self._delete))

    def _cast(self, function: Any) -> Any:
        self.kept.append(function)
        return ctypes.cast(function, _Pointer)

    def _open(self, _vfs: int, name: int | None, file: int, flags: int, out: Any) -> int:
        code: int = _Open(self.real.contents.xOpen)(
            ctypes.cast(self.real, _Pointer), name, file, flags, out
        )
        path = ctypes.string_at(name).decode() if name else ""
        if code == OK and Path(path).parent == self.disk.folder:
            opened = ctypes.cast(file, ctypes.POINTER(_File)).contents
            opened.pMethods = ctypes.pointer(self._table(opened.pMethods))
            self.paths[file] = path
            if not os.path.getsize(path):  # noqa: PTH202 - called from C, kept short
                self.disk.steps.append(Step("truncate", path))
        return code

    def _delete(self, _vfs: int, name: bytes, folder_too: int) -> int:
        self.disk.steps.append(Step("delete", name.decode()))
        code: int = _Delete(self.real.contents.xDelete)(
            ctypes.cast(self.real, _Pointer), name, folder_too
        )
        return code

    def _table(self, real: Any) -> _Methods:
        """The methods of one kind of file, four of them wrapped."""
        place = ctypes.addressof(real.contents)
        if place in self.tables:
            return self.tables[place]  # type: ignore[no-any-return]
        table = _Methods.from_buffer_copy(real.contents)
        write, truncate = _Write(real.contents.xWrite), _Truncate(real.contents.xTruncate)
        sync, steps = _Sync(real.contents.xSync), self.disk.steps

        def written(file: int, data: int, size: int, offset: int) -> int:
            code = self.disk.fail("write", self.paths[file])
            if code == OK:
                body = ctypes.string_at(data, size)
                steps.append(Step("write", self.paths[file], offset, body))
                code = write(file, data, size, offset)
            return code

        def truncated(file: int, size: int) -> int:
            steps.append(Step("truncate", self.paths[file], size))
            return int(truncate(file, size))

        def synced(file: int, flags: int) -> int:
            code = self.disk.fail("sync", self.paths[file])
            if code == OK:
                code = sync(file, flags)
                steps.append(Step("sync", self.paths[file]))
            return code

        table.xWrite = self._cast(_Write(written))
        table.xTruncate = self._cast(_Truncate(truncated))
        table.xSync = self._cast(_Sync(synced))
        self.tables[place] = table
        return table


@contextmanager
def watched(folder: Path) -> Iterator[Disk | None]:
    """A disk that watches ``folder`` while it lasts; None where SQLite cannot be reached from here."""
    library = _library()
    if library is None:
        yield None
        return
    disk = Disk(folder)
    wrapped = _Wrapped(disk, library)
    fsync = os.fsync

    def synced(descriptor: int) -> None:
        fsync(descriptor)
        if Path(f"/proc/self/fd/{descriptor}").readlink() == folder:
            disk.steps.append(Step("folder"))

    os.fsync = synced  # type: ignore[assignment]
    library.sqlite3_vfs_register(ctypes.byref(wrapped.vfs), 1)
    try:
        yield disk
    finally:
        library.sqlite3_vfs_register(wrapped.real, 1)
        library.sqlite3_vfs_unregister(ctypes.byref(wrapped.vfs))
        os.fsync = fsync
