"""The SQLite stream store keeps bytes, commits whole batches durably, and really deletes."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from proxy.audit.base import (
    Batch,
    Deleted,
    Footer,
    Scope,
    SealedRecord,
    Statement,
    StreamId,
    StreamStoreError,
)
from proxy.ids import ConversationId
from proxy.storage.streams import SqliteStreamStore, SqliteStreamWriter

STREAM, OTHER = StreamId("stream_" + "a" * 24), StreamId("stream_" + "b" * 24)
STATEMENT = Statement(b"statement", b"signature")


def record(seq: int, conversation: str = "conv_a", at: str = "2026-03-01") -> SealedRecord:
    return SealedRecord(
        seq,
        at,
        ConversationId(conversation),
        f"key_{conversation}",
        f"header {seq}".encode(),
        f"content {seq} ".encode() * 200,
        f"wrapped {conversation}".encode(),
    )


def batch(number: int, *records: SealedRecord) -> Batch:
    size = records[-1].seq + 1 if records else 0
    return Batch(records, Footer(number, size, f"footer {number}".encode(), b"s"))


@pytest.fixture
def store(tmp_path: Path) -> SqliteStreamStore:
    return SqliteStreamStore(tmp_path / "audit")


@pytest.fixture
def writer(store: SqliteStreamStore) -> SqliteStreamWriter:
    return store.create(STREAM, STATEMENT)


def test_files_and_folder_are_private(store: SqliteStreamStore, writer: SqliteStreamWriter) -> None:
    writer.append(batch(0, record(0)))

    assert store._folder.stat().st_mode & 0o777 == 0o700
    for path in store._folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600, path


def test_every_commit_is_synced_and_deleting_overwrites(writer: SqliteStreamWriter) -> None:
    """The two pragmas on which durability and erasure rest, as the connection has them."""
    ask = writer._connection.execute
    assert ask("PRAGMA journal_mode").fetchone() == ("wal",)
    assert ask("PRAGMA synchronous").fetchone() == (2,)
    assert ask("PRAGMA secure_delete").fetchone() == (1,)


def test_a_stream_is_made_once(store: SqliteStreamStore, writer: SqliteStreamWriter) -> None:
    with pytest.raises(StreamStoreError):
        store.create(STREAM, STATEMENT)
    store._path(OTHER).symlink_to(store._folder / "elsewhere")
    with pytest.raises(StreamStoreError):
        store.create(OTHER, STATEMENT)
    assert not (store._folder / "elsewhere").exists()


@pytest.mark.parametrize(
    "name", ["", "stream_x", "../" + STREAM, STREAM + "/x", "stream_" + "A" * 24]
)
def test_names_that_are_no_stream_ids_reach_no_file(store: SqliteStreamStore, name: str) -> None:
    with pytest.raises(StreamStoreError):
        store.create(StreamId(name), STATEMENT)
    with pytest.raises(StreamStoreError):
        store.head(StreamId(name))


def test_a_stream_without_a_footer_does_not_count_and_can_be_discarded(
    store: SqliteStreamStore, writer: SqliteStreamWriter
) -> None:
    assert store.streams() == []
    writer.close()
    store.discard(STREAM)
    assert list(store._folder.iterdir()) == []


def test_the_latest_stream_is_the_one_written_last_and_broken_files_are_passed_over(
    store: SqliteStreamStore, writer: SqliteStreamWriter
) -> None:
    assert store.latest() is None
    writer.append(batch(0, record(0)))
    other = store.create(OTHER, STATEMENT)
    other.append(batch(0, record(0)))
    found = store.latest()
    assert found is not None
    assert found.stream == OTHER
    (store._folder / ("stream_" + "c" * 24 + ".sqlite")).write_bytes(b"junk" * 1000)
    (store._folder / "notes.txt").write_text("x")
    assert store.latest() is not None


def test_a_broken_file_is_named_when_it_is_read(store: SqliteStreamStore) -> None:
    store._path(OTHER).write_bytes(b"junk" * 1000)
    with pytest.raises(StreamStoreError, match=OTHER):
        store.streams()


def test_no_byte_of_erased_content_is_in_any_file_while_the_writer_is_open(
    store: SqliteStreamStore, writer: SqliteStreamWriter
) -> None:
    writer.append(batch(0, *(record(seq) for seq in range(50)), record(50, "conv_b")))
    assert any(b"content 7 " in path.read_bytes() for path in store._folder.iterdir())
    store.erase(STREAM, Scope("9", ConversationId("conv_a")))

    for path in store._folder.iterdir():
        data = path.read_bytes()
        assert b"content 7 " not in data, path
        assert b"wrapped conv_a" not in data, path
    assert any(b"content 50 " in path.read_bytes() for path in store._folder.iterdir())


def test_a_dropped_stream_leaves_nothing(
    store: SqliteStreamStore, writer: SqliteStreamWriter
) -> None:
    writer.append(batch(0, record(0)))
    writer.close()
    store.drop(STREAM)

    assert list(store._folder.iterdir()) == []
    assert store.streams() == []


def test_erasing_waits_for_a_reader_and_then_fails_rather_than_leave_bytes(
    store: SqliteStreamStore, writer: SqliteStreamWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proxy.storage.streams._LOCK_SECONDS", 0.2)
    monkeypatch.setattr("proxy.storage.streams._BUSY_SECONDS", 0.1)
    writer.append(batch(0, record(0), record(1)))
    reader = sqlite3.connect(store._path(STREAM))
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM contents").fetchall()
    with pytest.raises(StreamStoreError, match="reader"):
        store.erase(STREAM, Scope("9"))
    reader.close()
    assert store.erase(STREAM, Scope("9")) == Deleted(0, 0)
    for path in store._folder.iterdir():
        assert b"content 1 " not in path.read_bytes()


def test_readers_share_and_an_eraser_is_alone_across_processes(
    store: SqliteStreamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proxy.storage.streams._LOCK_SECONDS", 0.1)
    with (
        store.reading(),
        store.reading(),
        pytest.raises(StreamStoreError, match="running"),
        store.erasing(),
    ):
        pass
    with store.erasing():
        for other in (store.reading, store.erasing):
            with pytest.raises(StreamStoreError, match="running"), other():
                pass
        script = (
            "import fcntl, sys\n"
            "try: fcntl.flock(open(sys.argv[1]), fcntl.LOCK_SH | fcntl.LOCK_NB)\n"
            "except BlockingIOError: sys.exit(7)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, str(store._folder / "lock")], check=False
        )
        assert done.returncode == 7
    with store.reading():
        pass


def test_errors_carry_no_content(store: SqliteStreamStore, writer: SqliteStreamWriter) -> None:
    writer.append(batch(0, record(0)))
    with pytest.raises(StreamStoreError) as failed:
        writer.append(batch(0, record(0)))
    assert "content" not in str(failed.value)
    assert "SQLITE_CONSTRAINT" in str(failed.value)
