"""Whether a file or folder of ours can be read or changed by the proxy's own user only.

Nothing is repaired: who could reach a file may have read or changed it already, and whoever runs the
proxy should learn of that. Each answer is a sentence that says what to do, or None. What is about to
be read is best judged by the status of its open descriptor, so that nothing can be swapped between
check and use. ``new_private_file`` is how a command writes what only its user shall read, and
``sync_folder`` makes a new name last.
"""

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final

_OTHERS: Final = 0o077


def reached_by_others(status: os.stat_result, path: Path) -> str | None:
    """Why others reach what has this status: another owner, or a mode for group or others."""
    if status.st_uid != os.geteuid():
        return f"{path} belongs to another user; it must belong to the proxy's"
    if stat.S_IMODE(status.st_mode) & _OTHERS:
        mode = "700" if stat.S_ISDIR(status.st_mode) else "600"
        return f"{path} can be reached by other users; run: chmod {mode} {path}"
    return None


def fault_of_folder(folder: Path) -> str | None:
    """Why this is no private folder; None also where nothing is. Raises OSError."""
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISDIR(status.st_mode):
        return f"{folder} is a link or not a folder; put the folder itself there"
    return reached_by_others(status, folder)


def fault_of_file(file: Path) -> str | None:
    """Why this is no private file; None also where nothing is. Raises OSError."""
    try:
        status = file.lstat()
    except FileNotFoundError:
        return None  # a database's side files come and go
    if not stat.S_ISREG(status.st_mode):
        return f"{file} is a link or not a file; put the file itself there"
    return reached_by_others(status, file)


def fault_within(folder: Path, names: Sequence[str]) -> str | None:
    """The first fault of the folder and of the files in it that fit one of the patterns.

    Raises OSError.
    """
    fault = fault_of_folder(folder)
    if fault is not None:
        return fault
    faults = (fault_of_file(path) for name in names for path in sorted(folder.glob(name)))
    return next((fault for fault in faults if fault is not None), None)


def new_private_file(path: Path, *, binary: bool = False) -> IO[Any]:
    """A new file, opened for writing, that only its owner reads (0600), whatever the umask says.

    Raises FileExistsError when something is there, another OSError when it cannot be made.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o600)
    return os.fdopen(descriptor, "wb") if binary else os.fdopen(descriptor, "w", encoding="utf-8")


def sync_folder(folder: Path) -> None:
    """Return when the names in ``folder`` are on the disk: a new file's is only then (fsync(2)).

    Raises OSError.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
