"""Users and sessions as stored: what was put in comes back, and moments keep their exact value."""

from datetime import UTC, datetime, timedelta

import pytest

from proxy.errors import CallerError
from proxy.ids import TenantId
from proxy.storage import Database
from proxy.storage.sessions import Session, SessionStore, Stage
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


async def test_failures_are_counted_until_one_succeeds_or_they_are_long_ago(
    database: Database,
) -> None:
    sessions, key = SessionStore(database), b"k" * 32
    for minutes in (0, 1, 2):
        moment = NOON + timedelta(minutes=minutes)
        await sessions.failed(key, moment, forget=moment - timedelta(hours=1))
    counted = await sessions.attempts(key)
    assert counted is not None
    assert (counted.failures, counted.last_at) == (3, NOON + timedelta(minutes=2))
    later = NOON + timedelta(hours=3)
    await sessions.failed(key, later, forget=later - timedelta(hours=1))
    again = await sessions.attempts(key)
    assert again is not None
    assert again.failures == 1
    await sessions.succeeded(key)
    assert await sessions.attempts(key) is None
