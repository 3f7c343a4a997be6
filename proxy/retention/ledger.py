"""The ledger of erasures: a small file outside of what backups bring back.

Strategy: whoever restores yesterday's data folder or database also restores what was erased since,
and with it goes every record that it was erased. So each erasure is noted in a file that stands
elsewhere, before anything is deleted; a proxy reads it before it serves, and erases again what it
finds (``reapply``). It holds ids of conversations and times, nothing about anybody. The bytes:
docs/spec/erasure-ledger.md.
"""

import asyncio
import errno
import fcntl
import json
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from proxy.clock import iso
from proxy.errors import AdministratorError, ErrorCode, ServiceError
from proxy.ids import ConversationId, TenantId
from proxy.private_files import reached_by_others, sync_folder
from proxy.retention.base import Erased

VERSION: Final = "erasure/v1"
_FIELDS: Final = {"v", "tenant", "conversation", "before"}


@dataclass(frozen=True, slots=True)
class Ledger:
    """A file of lines, only ever appended to."""

    file: Path

    async def append(self, erased: Sequence[Erased]) -> None:
        """Note erasures down; durable when it returns.

        Raises ServiceError(AUDIT_UNAVAILABLE), or AdministratorError for a file that others than the
        proxy's user can reach: then nothing may be erased yet.
        """
        text = "".join(_line(one) for one in erased)
        try:
            await asyncio.to_thread(self._append, text.encode())
        except OSError as error:
            raise ServiceError(
                ErrorCode.AUDIT_UNAVAILABLE,
                f"The ledger of erasures {self.file} cannot be written: {error.strerror}. Name a file "
                "outside the data folder with CHAT_PROXY_ERASURES (docs/storage.md).",
            ) from None

    def _append(self, data: bytes) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK
        descriptor = os.open(self.file, flags, 0o600)
        try:
            self._check_reach(descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            whole = _whole_lines(descriptor)
            os.ftruncate(descriptor, whole)
            if os.write(descriptor, data) < len(data):  # only a disk that is full takes a part
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if whole == 0:  # perhaps new: its name is on the disk only after this (fsync(2))
            sync_folder(self.file.parent)

    async def read(self) -> Sequence[Erased]:
        """All erasures; of one conversation each that was noted. Empty when there is no file.

        A last line without its end was being written when the power went: nothing had been erased
        yet. Raises AdministratorError for any other line that is not of the form, and for a file
        that others than the proxy's user can reach: who may shorten it brings back what was erased.
        """
        try:
            text = await asyncio.to_thread(self._text)
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            raise self._unreadable(type(error).__name__) from None
        found: list[Erased] = []
        for number, line in enumerate(text.split("\n")[:-1], 1):
            try:
                found.append(_read(json.loads(line)))
            except (ValueError, KeyError, TypeError):
                raise self._unreadable(f"line {number}") from None
        return tuple(found)

    def _text(self) -> str:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            descriptor = os.open(self.file, flags)
        except FileNotFoundError:
            raise
        except OSError:
            raise self._unreadable("it is a link or cannot be opened") from None
        with os.fdopen(descriptor, encoding="utf-8") as file:
            self._check_reach(file.fileno())
            return file.read()

    def _check_reach(self, descriptor: int) -> None:
        """Raises AdministratorError unless it is a file that the proxy's user alone can reach."""
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise self._unreadable("it is not a file")
        fault = reached_by_others(status, self.file)
        if fault is not None:
            raise AdministratorError(
                ErrorCode.INVALID_SETTINGS,
                f"The ledger of erasures must be reached by the proxy's user alone: {fault}.",
            )

    def _unreadable(self, why: str) -> AdministratorError:
        return AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            f"The ledger of erasures {self.file} cannot be read ({why}). Without it, what was erased "
            "might come back from a backup; restore the file, then start again.",
        )


def _whole_lines(descriptor: int) -> int:
    """Bytes up to the end of the last whole line."""
    data = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
    return data.rfind(b"\n") + 1


def _line(erased: Erased) -> str:
    fields = {
        "v": VERSION,
        "tenant": erased.tenant,
        "conversation": erased.conversation,
        "before": iso(erased.before),
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":")) + "\n"


def _read(fields: Any) -> Erased:
    if not isinstance(fields, dict) or set(fields) != _FIELDS or fields["v"] != VERSION:
        raise ValueError
    if not all(isinstance(value, str) for value in fields.values()):
        raise ValueError
    before = datetime.fromisoformat(fields["before"])
    if before.tzinfo is None:
        raise ValueError
    return Erased(ConversationId(fields["conversation"]), TenantId(fields["tenant"]), before)
