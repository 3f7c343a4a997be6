"""Checkpoints as files in another folder: a mount of another machine, a write-once share, a medium.

Each note is a new file, never written over, durable with its name when the call returns.
"""

import asyncio
import os
from datetime import datetime
from pathlib import Path

from proxy.audit.outside import OutsideCopyError
from proxy.outside.names import note_name


class FileCopy:
    """A folder. Satisfies ``OutsidePlace``."""

    def __init__(self, folder: Path) -> None:
        """``folder`` must exist: a mount that is not there must not be replaced by a local folder."""
        self._folder = folder

    @property
    def name(self) -> str:
        """The folder."""
        return f"file:{self._folder}"

    async def put(self, log_id: str, note: str, at: datetime) -> None:
        """Write a new file."""
        path = self._folder / note_name(log_id, note, at)
        try:
            await asyncio.to_thread(_write, self._folder, path, note)
        except OSError as error:
            raise OutsideCopyError(self.name, error.strerror or type(error).__name__) from None


def _write(folder: Path, path: Path, note: str) -> None:
    if not folder.is_dir():
        raise FileNotFoundError(2, "the folder is not there (is it mounted?)")
    path.parent.mkdir(mode=0o700, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o400), "w", encoding="utf-8") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    for directory in (path.parent, folder):
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
