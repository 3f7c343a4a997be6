"""Where a data folder keeps its tables and audit streams: in itself, or in a PostgreSQL database.

The folder says it, in its file ``database``, so that every verb that is given the folder finds the
same store: an export that looked elsewhere would prove an empty log. The file may hold a password, so
nobody else may read it.

Whoever uses the folder's own files holds a shared lock on its file ``lock``; who moves them to a
database needs it alone. The lock ends with the process at the latest.
"""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from proxy.errors import AdministratorError, ErrorCode
from proxy.private_files import sync_folder
from proxy.storage.postgres import is_postgres

FILE_NAME: Final = "database"
LOCK_NAME: Final = "lock"
_PART_NAME: Final = "database.part"
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def read_place(data: Path) -> str | None:
    """The URL of the database; None: the folder itself. Raises AdministratorError."""
    file = data / FILE_NAME
    try:
        with file.open() as opened:
            if os.fstat(opened.fileno()).st_mode & _OTHERS:
                raise AdministratorError(
                    ErrorCode.INVALID_SETTINGS,
                    f"{file} can be read by others, and may hold a password: chmod 600 {file}",
                )
            url = opened.read().strip()
    except FileNotFoundError:
        return None
    return _checked(url, str(file))


def write_place(data: Path, url: str) -> None:
    """Note the URL down, readable by the owner alone, whole or not at all. Raises AdministratorError."""
    checked = _checked(url, "the URL")
    part = data / _PART_NAME
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(checked + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.rename(data / FILE_NAME)
    sync_folder(data)


@contextmanager
def used_place(data: Path) -> Iterator[str | None]:
    """``read_place``, and while the folder's own files are it, nobody moves them away.

    Raises AdministratorError, also while they are being moved.
    """
    place = read_place(data)
    if place is not None:
        yield place
        return
    with _locked(data, fcntl.LOCK_SH, "its files are being moved to a database; wait for the end"):
        yield read_place(data)


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Nobody else uses the folder's own files. Raises AdministratorError when somebody does."""
    why = "a proxy or another command works with it; stop the proxy, then try again"
    with _locked(data, fcntl.LOCK_EX, why):
        yield


@contextmanager
def _locked(data: Path, how: int, why: str) -> Iterator[None]:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
    descriptor = os.open(data / LOCK_NAME, flags, 0o600)
    try:
        if not _taken(descriptor, how):
            raise AdministratorError(
                ErrorCode.INVALID_SETTINGS, f"The data folder {data} is in use: {why}."
            )
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _checked(url: str, where: str) -> str:
    if not is_postgres(url) or "\n" in url:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            f"{where} is no PostgreSQL URL; write postgresql://USER@HOST:5432/NAME",
        )
    return url
