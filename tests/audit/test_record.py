"""Headers are strict and hold nothing of the content; contents open with their own key only."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.audit import AuditEvent, EventKind
from proxy.audit.base import SealedRecord, StreamId
from proxy.audit.canonical import from_canonical, to_canonical
from proxy.audit.record import (
    _KEYS_IN_MEMORY,
    DATA_KEY_BYTES,
    WRAP_PURPOSE,
    Sealer,
    commitment_of,
    open_content,
    read_header,
    wrap_context,
)
from proxy.audit.tree import leaf_hash
from proxy.errors import ErrorCode, ServiceError, VerificationError
from proxy.ids import ConversationId, Randomness
from proxy.keys import read_auditor_public
from proxy.keys.envelope import Unwrapper
from tests.audit.made import AUDITOR_PUBLIC, NOW, SEED, SHOP, event, seeded

STREAM = StreamId("stream_" + "a" * 24)
AUDITOR = read_auditor_public(AUDITOR_PUBLIC).key


def sealer(randomness: Randomness | None = None) -> Sealer:
    return Sealer(STREAM, lambda _: [AUDITOR], randomness=randomness or seeded(3))


def opened(record: SealedRecord) -> dict[str, object]:
    header = read_header(record.header)
    key = Unwrapper(SEED).unwrap(
        record.wrapped,
        size=DATA_KEY_BYTES,
        purpose=WRAP_PURPOSE,
        context=wrap_context(header.stream, header.kid),
    )
    assert commitment_of(key) == header.commitment
    return open_content(key, header, record.content)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), json_values, max_size=4))
def test_the_auditor_reads_exactly_what_was_sealed(sealed: dict[str, object]) -> None:
    record = sealer().seal(AuditEvent(EventKind.TURN_OPENED, SHOP, sealed=sealed), seq=0, now=NOW)

    assert opened(record) == sealed
    assert (len(record.content) - 16) % 256 == 0


def test_lone_surrogates_and_long_texts_survive() -> None:
    for text in ("\ud800", "ß" * 100_000, "\x00", ""):
        record = sealer().seal(event(1, text=text), seq=4, now=NOW)
        assert opened(record)["text"] == text


def test_content_of_the_same_step_has_the_same_length() -> None:
    lengths = {
        len(sealer().seal(event(1, text="x" * size), seq=1, now=NOW).content)
        for size in range(1, 150)
    }
    assert lengths == {256 + 16}


def test_nothing_of_the_sealed_part_stands_in_the_header() -> None:
    record = sealer().seal(event(1, text="Crystal Minh", topic="self-harm"), seq=1, now=NOW)

    for hidden in (b"Crystal", b"self-harm", b"topic", b"words of turn"):
        assert hidden not in record.header
        assert hidden not in record.content


def test_equal_events_have_no_equal_bytes_but_their_clear_part() -> None:
    """Otherwise a reader of headers could guess contents and compare."""
    one = sealer()
    first, second = (one.seal(event(1), seq=seq, now=NOW) for seq in (1, 2))
    other = sealer(seeded(4)).seal(event(1), seq=1, now=NOW)

    assert len({first.content, second.content, other.content}) == 3
    assert len({read_header(r.header).content for r in (first, second, other)}) == 3


def test_a_conversation_keeps_its_data_key_for_a_day_and_shares_it_with_nobody() -> None:
    one = sealer()
    first = one.seal(event(1, "conv_a"), seq=1, now=NOW)
    again = one.seal(event(2, "conv_a"), seq=2, now=NOW + timedelta(hours=1))
    other = one.seal(event(3, "conv_b"), seq=3, now=NOW)
    nobody = one.seal(event(4, None), seq=4, now=NOW)
    tomorrow = one.seal(event(5, "conv_a"), seq=5, now=NOW + timedelta(days=1))

    assert first.kid == again.kid
    assert len({r.kid for r in (first, other, nobody, tomorrow)}) == 4
    one.forget_keys()
    assert one.seal(event(6, "conv_a"), seq=6, now=NOW).kid != first.kid


def test_keys_in_memory_are_bounded() -> None:
    one = sealer()
    for number in range(4200):
        one._key_for(SHOP, ConversationId(f"conv_{number}"), "2026-03-01")

    assert len(one._keys) == 4096


def test_content_does_not_open_as_another_record_or_with_another_key() -> None:
    record = sealer().seal(event(1), seq=1, now=NOW)
    header = read_header(record.header)
    key = Unwrapper(SEED).unwrap(
        record.wrapped,
        size=32,
        purpose=WRAP_PURPOSE,
        context=wrap_context(STREAM, header.kid),
    )

    assert open_content(key, header, record.content) == event(1).sealed
    for wrong in (replace(header, seq=2), replace(header, stream="stream_b")):
        with pytest.raises(VerificationError):
            open_content(key, wrong, record.content)
    with pytest.raises(VerificationError):
        open_content(bytes(32), header, record.content)
    with pytest.raises(VerificationError):
        open_content(key, header, record.content[:-1])
    with pytest.raises(VerificationError):
        Unwrapper(SEED).unwrap(
            record.wrapped, size=32, purpose=WRAP_PURPOSE, context=wrap_context(STREAM, "key_x")
        )


@pytest.mark.parametrize(
    "clear",
    [
        {"Name": 1},
        {"a b": 1},
        {"": 1},
        {"a": 1.5},
        {"a": 2**53},
        {"a": -(2**53)},
        {"a": "é"},
        {"a": "line\nbreak"},
        {"a": "x" * 257},
        {"a": ["x"]},
        {"a": {"b": 1}},
        {"a": b"x"},
        {f"a{number}": "x" * 256 for number in range(200)},
    ],
)
def test_a_clear_part_that_the_specification_does_not_allow_is_refused_without_its_value(
    clear: dict[str, object],
) -> None:
    one = sealer()
    wrong = AuditEvent(EventKind.TURN_OPENED, SHOP, clear=clear)  # type: ignore[arg-type]
    with pytest.raises(ServiceError) as refused:
        one.seal(wrong, seq=1, now=NOW)

    assert refused.value.code is ErrorCode.AUDIT_UNAVAILABLE
    assert "xxx" not in refused.value.message
    assert "é" not in refused.value.message


@pytest.mark.parametrize("sealed", [{"a": float("nan")}, {"a": object()}, {"a": b"x"}, {"a": {1}}])
def test_a_sealed_part_that_is_not_json_is_refused(sealed: dict[str, object]) -> None:
    with pytest.raises(ServiceError, match="turn_opened"):
        sealer().seal(AuditEvent(EventKind.TURN_OPENED, SHOP, sealed=sealed), seq=1, now=NOW)


def test_a_circle_in_the_sealed_part_is_refused() -> None:
    circle: dict[str, object] = {}
    circle["again"] = circle
    with pytest.raises(ServiceError):
        sealer().seal(AuditEvent(EventKind.TURN_OPENED, SHOP, sealed=circle), seq=1, now=NOW)


def test_secrets_and_contents_are_not_printed() -> None:
    one = sealer()
    record = one.seal(event(1, text="Crystal"), seq=1, now=NOW)

    assert "Crystal" not in repr(event(1, text="Crystal"))
    assert "content=" not in repr(record)
    assert "secret" not in repr(one._keys)


def test_every_field_of_a_header_is_needed_and_no_other_is_allowed() -> None:
    good = json.loads(sealer().seal(event(1), seq=1, now=NOW).header)
    for name in good.keys() - {"conv_prev"}:
        with pytest.raises(VerificationError):
            read_header(to_canonical({k: v for k, v in good.items() if k != name}))
    wrongs: list[dict[str, object]] = [
        {"more": 1}, {"v": "audit-record/v2"}, {"seq": -1}, {"seq": "1"}, {"seq": True},
        {"len": None}, {"conv": 5}, {"clear": []}, {"clear": {"a": [1]}}, {"ct": "0" * 63},
        {"conv_prev": "0" * 63}, {"conv_prev": 5}, {"conv": None, "conv_prev": "0" * 64},
        {"ct": "G" * 64}, {"ct": "A" * 64}, {"t": []}, {"t": None}, {"wrap": 5}, {"kc": {}},
    ]  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(VerificationError):
            read_header(to_canonical(good | wrong))
    assert read_header(to_canonical(good | {"t": "kind_of_a_later_version"})).kind


@pytest.mark.parametrize(
    "text",
    [
        b"", b"null", b"[]", b'{"a":1.0}', b'{"a":1e3}', b'{"a": 1}', b'{"a":1}\n', b' {"a":1}',
        b'{"b":1,"a":1}', b'{"a":1,"a":1}', b'{"a":01}', b'{"a":-0}', b'{"a":"\xc3\xa9"}',
        b'{"a":"\\u0041"}', b'{"a":"\\/"}', b'{"a":NaN}', b'{"a":Infinity}', b"\xff",
        b'{"a":9007199254740992}', b'{"a":' + b"9" * 10_000 + b"}", b'{"a":' * 5000,
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)  # fmt: skip
def test_text_that_is_not_canonical_is_refused(text: bytes) -> None:
    with pytest.raises(VerificationError):
        from_canonical(text)


@given(
    st.dictionaries(
        st.text(),
        st.none() | st.booleans() | st.text() | st.integers(-(2**53) + 1, 2**53 - 1),
        max_size=5,
    )
)
def test_what_is_written_canonically_is_read_as_the_same(value: dict[str, object]) -> None:
    assert from_canonical(to_canonical(value)) == value


def test_a_header_from_before_records_named_each_other_is_read_and_names_none() -> None:
    fields = json.loads(sealer().seal(event(1), seq=1, now=NOW).header)
    del fields["conv_prev"]
    header = read_header(to_canonical(fields))
    assert (header.linked, header.previous) == (False, None)


def test_a_record_names_the_one_before_it_of_its_conversation_over_days_and_new_keys() -> None:
    one = sealer()
    tomorrow = NOW + timedelta(days=1)
    first = one.seal(event(1), seq=1, now=NOW)
    other = one.seal(event(2, "conv_b"), seq=2, now=NOW)
    second = one.seal(event(3), seq=3, now=tomorrow)
    one.forget_keys()
    third = one.seal(event(4), seq=4, now=tomorrow)
    alone = [one.seal(event(n, None), seq=n, now=tomorrow) for n in (5, 6)]

    headers = [read_header(r.header) for r in (first, other, second, third, *alone)]
    assert [h.previous for h in headers] == [
        None, None, leaf_hash(first.header), leaf_hash(second.header), None, None,
    ]  # fmt: skip
    assert all(h.linked for h in headers)
    assert [h.leaf for h in headers[:2]] == [leaf_hash(first.header), leaf_hash(other.header)]


def test_what_cannot_be_written_is_named_by_no_record_after_it() -> None:
    one = sealer()
    first = one.seal(event(1), seq=1, now=NOW)
    with pytest.raises(ServiceError):
        one.seal(event(2, text=object()), seq=2, now=NOW)
    assert read_header(one.seal(event(3), seq=2, now=NOW).header).previous == leaf_hash(
        first.header
    )


def test_a_writer_remembers_as_many_conversations_as_it_has_keys() -> None:
    one = sealer()
    first = one.seal(event(0, "conv_first"), seq=0, now=NOW)
    for number in range(1, _KEYS_IN_MEMORY):
        one._remember(event(number, f"conv_{number}"), b"header")
    kept = one.seal(event(0, "conv_first"), seq=1, now=NOW)
    assert read_header(kept.header).previous == leaf_hash(first.header)
    for number in range(_KEYS_IN_MEMORY):
        one._remember(event(number, f"conv_{number}"), b"header")
    gone = one.seal(event(0, "conv_first"), seq=2, now=NOW)
    assert (read_header(gone.header).previous, len(one._before)) == (None, _KEYS_IN_MEMORY)
