"""Checkpoints as files in another folder: a mount of another machine, a write-once share, a medium.

Each note is a new file, never written over. It gets its name only when it is whole and on the disk, so
whoever reads the folder never sees half a note; name and all are durable when the call returns. What a
killed process leaves is a hidden file ``.….part``, which is no note; a later note clears it away.
"""

import asyncio
import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from proxy.audit.outside import OutsideCopyError
from proxy.outside.names import note_name
from proxy.private_files import sync_folder

_ABANDONED_SECONDS: Final = 24 * 3600
"""A part that nobody has touched for so long is nobody's; writing one takes milliseconds."""


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
            await asyncio.to_thread(_clear, path.parent, at)
        except OSError as error:
            raise OutsideCopyError(self.name, error.strerror or type(error).__name__) from None


def _write(folder: Path, path: Path, note: str) -> None:
    if not folder.is_dir():
        raise FileNotFoundError(2, "the folder is not there (is it mounted?)")
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.exists():
        raise FileExistsError(17, "this note is there already")
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        _write_whole(part, note)
        # Nobody else takes the name: it has the moment and the note's own digest in it.
        part.rename(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise
    for directory in (path.parent, folder):
        sync_folder(directory)


def _clear(folder: Path, now: datetime) -> None:
    """Remove what killed processes left; a share that lets nobody delete keeps it, which is no harm."""
    for part in folder.glob(".*.part"):
        with suppress(OSError):
            if now.timestamp() - part.stat().st_mtime > _ABANDONED_SECONDS:
                part.unlink()


def _write_whole(part: Path, note: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(part, flags, 0o400), "w", encoding="utf-8") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
