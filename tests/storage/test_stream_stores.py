"""One contract for every store of audit streams: it keeps bytes, commits whole batches, and deletes."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from proxy.audit.base import (
    Batch,
    Deleted,
    Footer,
    Scope,
    StreamId,
    StreamStore,
    StreamStoreError,
    StreamWriter,
)
from proxy.ids import ConversationId
from proxy.storage.postgres_streams import PostgresStreamStore
from proxy.storage.streams import SqliteStreamStore
from tests.storage.test_streams import OTHER, STATEMENT, STREAM, batch, record


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StreamStore]:
    if request.param == "sqlite":
        yield SqliteStreamStore(tmp_path / "audit")
        return
    postgres = PostgresStreamStore(request.getfixturevalue("postgres"))
    yield postgres
    postgres.close()


@pytest.fixture
def writer(store: StreamStore) -> Iterator[StreamWriter]:
    made = store.create(STREAM, STATEMENT)
    yield made
    made.close()


def test_it_is_the_store_that_the_audit_room_asks_for(store: StreamStore) -> None:
    needed: StreamStore = store
    assert needed.streams() == []


def test_what_was_stored_is_given_back_in_order(store: StreamStore, writer: StreamWriter) -> None:
    writer.append(batch(0, record(0)))
    writer.append(batch(1, record(1), record(2, "conv_b")))
    writer.append(Batch((), Footer(2, 3, b"idle", b"s")))

    entries = [e if isinstance(e, bytes) else e.body for e in store.entries(STREAM, 2)]
    assert entries == [
        b"header 0", b"footer 0", b"header 1", b"header 2", b"footer 1", b"idle",
    ]  # fmt: skip
    assert [seq for seq, _ in store.contents(STREAM, 3)] == [0, 1, 2]
    assert [kid for kid, _ in store.data_keys(STREAM, 3)] == ["key_conv_a", "key_conv_b"]
    assert store.statement(STREAM) == STATEMENT
    head = store.head(STREAM)
    assert head is not None
    assert (head.stream, head.footer) == (STREAM, Footer(2, 3, b"idle", b"s"))


def test_reading_up_to_a_footer_gives_nothing_newer(
    store: StreamStore, writer: StreamWriter
) -> None:
    writer.append(batch(0, record(0)))
    writer.append(batch(1, record(1, "conv_b")))

    assert len(list(store.entries(STREAM, 0))) == 2
    assert [seq for seq, _ in store.contents(STREAM, 1)] == [0]
    assert [kid for kid, _ in store.data_keys(STREAM, 1)] == ["key_conv_a"]


def test_a_batch_is_stored_whole_or_not_at_all(store: StreamStore, writer: StreamWriter) -> None:
    writer.append(batch(0, record(0)))
    with pytest.raises(StreamStoreError):
        writer.append(batch(1, record(1), record(0)))

    assert [seq for seq, _ in store.contents(STREAM, 9)] == [0]
    assert len(list(store.entries(STREAM, 9))) == 2


def test_a_stream_with_a_footer_is_never_discarded(
    store: StreamStore, writer: StreamWriter
) -> None:
    writer.append(batch(0, record(0)))
    store.discard(STREAM)
    assert store.streams() == [STREAM]


def test_erasing_deletes_by_time_and_conversation_and_keys_without_content(
    store: StreamStore, writer: StreamWriter
) -> None:
    writer.append(batch(0, record(0, at="2026-01-01"), record(1, at="2026-03-01")))
    writer.append(batch(1, record(2, "conv_b", at="2026-01-01")))

    assert store.erase(STREAM, Scope("2026-02-01", ConversationId("conv_b"))) == Deleted(1, 1)
    assert store.erase(STREAM, Scope("2026-02-01")) == Deleted(1, 0)
    assert store.erase(STREAM, Scope("2026-02-01")) == Deleted(0, 0)
    assert store.erase(STREAM, Scope("2026-03-01")) == Deleted(0, 0)
    assert [seq for seq, _ in store.contents(STREAM, 9)] == [1]
    assert store.erase(STREAM, Scope("2026-03-02")) == Deleted(1, 1)
    assert len(list(store.entries(STREAM, 1))) == 5, "headers stay"


def test_many_rows_are_erased_in_small_transactions(
    store: StreamStore, writer: StreamWriter
) -> None:
    writer.append(batch(0, *(record(seq, f"conv_{seq}") for seq in range(950))))

    assert store.erase(STREAM, Scope("9")) == Deleted(950, 950)


def test_a_data_key_in_use_again_after_an_erasure_is_stored_again(
    store: StreamStore, writer: StreamWriter
) -> None:
    writer.append(batch(0, record(0)))
    store.erase(STREAM, Scope("9"))
    assert list(store.data_keys(STREAM, 9)) == []
    writer.append(batch(1, record(1)))

    assert [kid for kid, _ in store.data_keys(STREAM, 9)] == ["key_conv_a"]


def test_a_stream_is_made_once_and_only_under_a_streams_name(
    store: StreamStore,
) -> None:
    store.create(STREAM, STATEMENT).close()
    with pytest.raises(StreamStoreError):
        store.create(STREAM, STATEMENT)
    with pytest.raises(StreamStoreError):
        store.create(StreamId("x"), STATEMENT)


def test_a_stream_without_a_footer_is_none_and_can_be_discarded(
    store: StreamStore, writer: StreamWriter
) -> None:
    assert store.streams() == []
    assert store.latest() is None
    writer.close()
    store.discard(STREAM)
    store.create(STREAM, STATEMENT).close()


def test_the_latest_stream_is_the_one_written_last(
    store: StreamStore, writer: StreamWriter
) -> None:
    writer.append(batch(0, record(0)))
    other = store.create(OTHER, STATEMENT)
    other.append(batch(0, record(0, "conv_b")))
    found = store.latest()
    assert found is not None
    assert found.stream == OTHER
    assert store.streams() == [STREAM, OTHER]
    other.close()


def test_more_rows_than_a_reader_takes_at_once_come_in_order(
    store: StreamStore, writer: StreamWriter
) -> None:
    writer.append(batch(0, *(record(seq, f"conv_{seq % 7}") for seq in range(1203))))
    entries = list(store.entries(STREAM, 0))
    assert entries[:-1] == [f"header {seq}".encode() for seq in range(1203)]
    assert [seq for seq, _ in store.contents(STREAM, 1100)] == list(range(1100))
    assert len(list(store.data_keys(STREAM, 1203))) == 7


def test_records_of_no_conversation_are_kept_and_erased_by_time(store: StreamStore) -> None:
    writer = store.create(STREAM, STATEMENT)
    writer.append(batch(0, replace(record(0), conversation=None)))
    assert store.erase(STREAM, Scope("9", ConversationId("conv_a"))) == Deleted(0, 0)
    assert store.erase(STREAM, Scope("9")) == Deleted(1, 1)
    writer.close()


def test_a_dropped_stream_is_gone_and_others_stay(store: StreamStore, writer: StreamWriter) -> None:
    writer.append(batch(0, record(0)))
    writer.close()
    other = store.create(OTHER, STATEMENT)
    other.append(batch(0, record(0, "conv_b")))
    other.close()
    store.drop(STREAM)
    store.settle(Scope("9"))
    assert store.streams() == [OTHER]
    assert len(list(store.contents(OTHER, 9))) == 1


def test_readers_share_and_an_eraser_is_alone(
    store: StreamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("streams", "postgres_streams"):
        monkeypatch.setattr(f"proxy.storage.{module}._LOCK_SECONDS", 0.1)
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
    with store.reading():
        pass


def test_content_never_loses_its_key_while_another_proxy_erases(
    store: StreamStore, writer: StreamWriter
) -> None:
    """A writer that goes on with a key which an eraser is just deleting."""
    writer.append(batch(0, record(0)))
    stop = threading.Event()

    def erase() -> None:
        while not stop.is_set():
            store.erase(STREAM, Scope("2026-02-01"))

    eraser = threading.Thread(target=erase)
    eraser.start()
    try:
        for number in range(1, 40):
            # Odd records are old enough to be erased at once; even ones must keep their key.
            at = "2026-01-01" if number % 2 else "2026-03-01"
            writer.append(batch(number, record(number, at=at)))
    finally:
        stop.set()
        eraser.join()
    assert [kid for kid, _ in store.data_keys(STREAM, 99)] == ["key_conv_a"]
    assert {seq for seq, _ in store.contents(STREAM, 99)} >= set(range(0, 40, 2))


def test_errors_carry_no_content(store: StreamStore, writer: StreamWriter) -> None:
    writer.append(batch(0, record(0)))
    with pytest.raises(StreamStoreError) as failed:
        writer.append(batch(0, record(0)))
    assert "content" not in str(failed.value)
    assert "header" not in str(failed.value)
