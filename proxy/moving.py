"""From the files of a data folder to a PostgreSQL database, for a shop that grows: the whole way.

The steps; after a kill at any of them the same command goes on:

1. nobody else uses the folder, and the database can be used;
2. the move is on record, in the files;
3. everything is copied, in one transaction, with a mark that keeps everybody else out (storage/move.py);
4. what came back is compared with what is here, byte for byte;
5. the folder names the database: from here on it is the store;
6. the mark goes;
7. the files are deleted, really: no erasure would reach them any more;
8. the end is on record, in the database.

Until 5 the files are whole and can be served from.
"""

import asyncio
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import delete

from proxy.audit.base import SYSTEM_TENANT
from proxy.audit.events import EventKind, Scalar
from proxy.cellar import open_cellar, open_keyring
from proxy.errors import AdministratorError, ErrorCode
from proxy.storage.database import FILE_NAME, MOVING, Database
from proxy.storage.move import OnRecords, check_copy, copy_all, has_all_of
from proxy.storage.place import alone, read_place, write_place
from proxy.storage.postgres_streams import PostgresStreamStore
from proxy.storage.streams import SqliteStreamStore
from proxy.storage.tables import meta, metadata

_AUDIT: Final = "audit"
_SIDE_FILES: Final = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Moved:
    """What is in the database now that was in files."""

    streams: int
    records: int


async def move_to_postgres(
    data: Path, url: str, *, on_records: OnRecords = lambda _: None
) -> Moved:
    """Move all that the folder keeps in files into an empty PostgreSQL database, and delete the files.

    Raises AdministratorError when somebody uses the folder, when it keeps its tables in another
    database, or when the database cannot be used or is not empty.
    """
    log_id = open_keyring(data).log_id
    place = read_place(data)
    if place not in {None, url}:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            f"Nothing was moved: {data} keeps its tables in another database already, which its file "
            "`database` names (docs/storage.md).",
        )
    if place is None:
        await _copied(data, url, log_id, on_records)
    with alone(data), closing(PostgresStreamStore(url)) as copied:
        await _unmarked(url, log_id)
        if (data / FILE_NAME).exists() or (data / _AUDIT).exists():
            await _files_deleted(data, copied)
        moved = await asyncio.to_thread(_counted, copied)
    async with open_cellar(data) as cellar:
        clear: dict[str, Scalar] = {"phase": "done", "streams": moved.streams}
        await cellar.record(EventKind.STORAGE_MOVED, clear, SYSTEM_TENANT)
    return moved


async def _copied(data: Path, url: str, log_id: str, on_records: OnRecords) -> None:
    """Steps 1 to 5."""
    with alone(data):
        target = await Database.open(url, moving=True)
        await target.close()
    async with open_cellar(data) as cellar:
        await cellar.record(EventKind.STORAGE_MOVED, {"phase": "begun"}, SYSTEM_TENANT)
    async with AsyncExitStack() as stack:
        stack.enter_context(alone(data))
        source = await Database.for_data_folder(data)
        stack.push_async_callback(source.close)
        streams = SqliteStreamStore(data / _AUDIT)
        await copy_all(source, streams, url, log_id=log_id, on_records=on_records)
        target = await Database.open(url, moving=True)
        stack.push_async_callback(target.close)
        with closing(PostgresStreamStore(url)) as copied:
            await check_copy(source, target, streams, copied)
        write_place(data, url)


async def _unmarked(url: str, log_id: str) -> None:
    """Step 6."""
    target = await Database.open(url, moving=True)
    try:
        async with target.write() as connection:
            mark = (meta.c.name == MOVING) & (meta.c.value == log_id)
            await connection.execute(delete(meta).where(mark))
    finally:
        await target.close()


async def _files_deleted(data: Path, copied: PostgresStreamStore) -> None:
    """Step 7. Raises AdministratorError when the database does not have what stands in the files."""
    streams = SqliteStreamStore(data / _AUDIT)
    if not await asyncio.to_thread(has_all_of, copied, streams):
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            f"The files in {data} were not deleted: the database does not have all of the audit log "
            "that stands in them. Was the file `database` written by hand?",
        )
    source = await Database.for_data_folder(data)
    try:
        async with source.write() as connection:
            for table in reversed(metadata.sorted_tables):
                await connection.execute(delete(table))
        await source.settle()
    finally:
        await source.close()
    for stream in streams.streams():
        await asyncio.to_thread(streams.drop, stream)
    for side in _SIDE_FILES:
        (data / f"{FILE_NAME}{side}").unlink(missing_ok=True)
    for left in (data / _AUDIT).iterdir():
        left.unlink()
    (data / _AUDIT).rmdir()


def _counted(copied: PostgresStreamStore) -> Moved:
    heads = [copied.head(stream) for stream in copied.streams()]
    return Moved(len(heads), sum(head.footer.size for head in heads if head is not None))
