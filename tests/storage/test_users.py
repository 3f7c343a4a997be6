"""Users and sessions as stored: what was put in comes back, and moments keep their exact value."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from proxy.errors import CallerError, ErrorCode
from proxy.ids import TenantId
from proxy.storage import Database
from proxy.storage.sessions import Attempts, Session, SessionStore, Stage
from proxy.storage.users import User, UserId, UserRole, UserStore

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
ADA = User(
    user_id=UserId("user_ada"),
    tenant=TenantId("shop"),
    name="ada",
    display="Ada",
    roles=frozenset({UserRole.HUMAN_AGENT, UserRole.AUDITOR}),
    queues=frozenset({"legal", "general"}),
    created_at=NOON,
    password="$argon2id$…",
    one_time_until=NOON + timedelta(days=1),
    sealed_second_factor=b"\x00sealed",
    second_factor_step=7,
    single_sign_on=True,
    subject="https://id.example 1",
    disabled_at=NOON,
)


async def test_a_user_comes_back_as_stored_by_name_id_and_subject(database: Database) -> None:
    users = UserStore(database)
    await users.add(ADA)
    assert await users.by_name("ada") == ADA
    assert await users.by_id(ADA.user_id) == ADA
    assert await users.by_subject("https://id.example 1") == ADA
    assert await users.list() == (ADA,)
    assert await users.by_name("bob") is None
    with pytest.raises(CallerError):
        await users.add(ADA)


async def test_a_time_step_is_used_once_and_never_an_older_one(database: Database) -> None:
    users = UserStore(database)
    await users.add(ADA)
    assert [await users.use_step(ADA.user_id, step) for step in (7, 8, 8, 6, 9)] == [
        False,
        True,
        False,
        False,
        True,
    ]


async def test_sessions_end_with_their_user_and_with_time(database: Database) -> None:
    users, sessions = UserStore(database), SessionStore(database)
    await users.add(ADA)
    old, new = (
        Session(bytes([n]) * 32, ADA.user_id, Stage.FULL, NOON + timedelta(hours=n), NOON)
        for n in (1, 2)
    )
    await sessions.begin(old, instead_of=None, older=NOON)
    await sessions.keep_pending(old.digest, b"pending")
    found = await sessions.find(old.digest)
    assert found is not None
    assert found.sealed_pending == b"pending"
    await sessions.begin(new, instead_of=None, older=NOON + timedelta(hours=2))
    assert await sessions.find(old.digest) is None
    await users.change(ADA.user_id, end_sessions=True, disabled_at=None)
    assert await sessions.find(new.digest) is None


def _one_more(key: bytes, before: Attempts) -> Attempts:
    del key
    return Attempts(before.failures + 1, NOON)


async def _counts(sessions: SessionStore, *keys: bytes) -> list[int]:
    """What stands for these keys."""

    def same(key: bytes, before: Attempts) -> Attempts:
        del key
        return before

    before = await sessions.count(keys, NOON, same)
    return [before[key].failures for key in keys]


async def test_of_attempts_at_once_each_sees_those_before_it(database: Database) -> None:
    sessions, key = SessionStore(database), b"k" * 32
    found = await asyncio.gather(*(sessions.count([key], NOON, _one_more) for _ in range(8)))
    assert sorted(before[key].failures for before in found) == list(range(8))
    await sessions.succeeded(key)
    assert await _counts(sessions, key) == [0]


async def test_an_attempt_is_counted_for_all_its_keys_or_for_none(database: Database) -> None:
    sessions, keys = SessionStore(database), [b"k" * 32, b"l" * 32]
    await sessions.count(keys[1:], NOON, _one_more)

    def full(key: bytes, before: Attempts) -> Attempts:
        if before.failures:
            raise CallerError(ErrorCode.RATE_LIMITED, "full", status=429)
        return _one_more(key, before)

    with pytest.raises(CallerError):
        await sessions.count(keys, NOON, full)
    assert await _counts(sessions, *keys) == [0, 1]


async def test_what_is_taken_back_makes_nobody_wait(database: Database) -> None:
    sessions, key, later = SessionStore(database), b"k" * 32, NOON + timedelta(minutes=1)
    await sessions.count([key], NOON, _one_more)
    before = await sessions.count([key], later, lambda _, was: Attempts(was.failures + 1, later))
    await sessions.take_back(key, before[key], later)
    again = await sessions.count([key], later, _one_more)
    assert again[key] == Attempts(1, NOON)
