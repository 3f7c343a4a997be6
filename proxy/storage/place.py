"""Where a data folder keeps its tables and audit streams: in itself, or in a PostgreSQL database.

The folder says it, in its file ``database``, so that every verb that is given the folder finds the
same store: an export that looked elsewhere would prove an empty log. The file may hold a password, so
nobody else may read it.
"""

import os
import stat
from pathlib import Path
from typing import Final

from proxy.errors import AdministratorError, ErrorCode
from proxy.storage.postgres import is_postgres

FILE_NAME: Final = "database"
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
    """Note the URL down, readable by the owner alone. Raises AdministratorError."""
    checked = _checked(url, "the URL")
    descriptor = os.open(data / FILE_NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(checked + "\n")
        file.flush()
        os.fsync(file.fileno())


def _checked(url: str, where: str) -> str:
    if not is_postgres(url) or "\n" in url:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            f"{where} is no PostgreSQL URL; write postgresql://USER@HOST:5432/NAME",
        )
    return url
