"""Signing in: nothing is told to strangers, no code works twice, sessions end."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proxy.clock import SetClock
from proxy.console.passwords import Passwords, check_new_password
from proxy.console.second_factor import code_at, picture, readable, step_of
from proxy.console.sign_in import Lifetimes, Opened, SignIn
from proxy.console.staff import NewUser, Staff
from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.ids import TenantId
from proxy.storage import Database
from proxy.storage.sessions import SessionStore, Stage
from proxy.storage.users import UserRole, UserStore
from tests.console.stage import PASSWORD, QUICK
from tests.handoff.world import CaseKeySealer, RecorderOfEvents

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SHOP = TenantId("shop")
ADA = NewUser(SHOP, "Ada@Shop.example", "Ada", frozenset({UserRole.HUMAN_AGENT}))
ADDRESS = "203.0.113.9"


@dataclass
class Entrance:
    """The way in, with everything behind it in reach."""

    users: UserStore
    sessions: SessionStore
    sign_in: SignIn
    staff: Staff
    clock: SetClock
    audit: RecorderOfEvents

    async def first_time(self) -> tuple[Opened, bytes]:
        """Ada arrives with her one-time password and sets everything up."""
        welcome = await self.staff.add(ADA, by="a test")
        opened = await self.sign_in.with_password(ADA.name, welcome.password or "", ADDRESS)
        opened = await self.sign_in.choose_password(opened.session, opened.user, PASSWORD)
        secret = await self.sign_in.offered_secret(opened.session, opened.user)
        code = code_at(secret, self.clock.now())
        return await self.sign_in.confirm_secret(opened.session, opened.user, code), secret

    def said(self) -> list[object]:
        """What stands in the audit log."""
        return [event.clear["event"] for event in self.audit.events]


@pytest.fixture
async def entrance(tmp_path: Path) -> AsyncIterator[Entrance]:
    database = await Database.for_data_folder(tmp_path)
    clock, audit, passwords = SetClock(NOON), RecorderOfEvents(), Passwords(QUICK)
    users, sessions = UserStore(database), SessionStore(database)
    sign_in = SignIn(
        users=users,
        sessions=sessions,
        passwords=passwords,
        sealer=CaseKeySealer(b"c" * 32),
        recorder=audit,
        clock=clock,
        randomness=secrets.token_bytes,
        lifetimes=Lifetimes(),
    )
    staff = Staff(users, audit, passwords, clock, secrets.token_bytes)
    yield Entrance(users, sessions, sign_in, staff, clock, audit)
    await database.close()


async def test_the_first_way_in_ends_with_a_password_and_a_second_factor_of_ones_own(
    entrance: Entrance,
) -> None:
    opened, _ = await entrance.first_time()
    assert opened.session.stage is Stage.FULL
    assert entrance.said() == ["added", "password_changed", "second_factor_set", "signed_in"]
    resumed = await entrance.sign_in.resume(opened.cookie)
    assert resumed is not None
    assert resumed[1].display == "Ada"


async def test_a_session_of_before_is_worth_nothing_after(entrance: Entrance) -> None:
    welcome = await entrance.staff.add(ADA, by="a test")
    first = await entrance.sign_in.with_password(ADA.name, welcome.password or "", ADDRESS)
    await entrance.sign_in.choose_password(first.session, first.user, PASSWORD)
    assert await entrance.sign_in.resume(first.cookie) is None


async def test_a_wrong_name_and_a_wrong_password_look_the_same(entrance: Entrance) -> None:
    await entrance.staff.add(ADA, by="a test")
    said = set()
    for name in (ADA.name, "nobody@shop.example"):
        with pytest.raises(CallerError) as refused:
            await entrance.sign_in.with_password(name, "wrong", ADDRESS)
        said.add((refused.value.status, refused.value.message))
    assert len(said) == 1


async def test_patience_grows_with_each_failure_also_for_nobody_and_ends_with_a_wait(
    entrance: Entrance,
) -> None:
    await entrance.first_time()
    for name in (ADA.name, "nobody"):
        for _ in range(5):
            with pytest.raises(CallerError):
                await entrance.sign_in.with_password(name, "wrong", ADDRESS)
        with pytest.raises(CallerError) as refused:
            await entrance.sign_in.with_password(name, PASSWORD, ADDRESS)
        assert refused.value.code is ErrorCode.RATE_LIMITED
        assert refused.value.retry_after == 31
    entrance.clock.forward(timedelta(seconds=31))
    opened = await entrance.sign_in.with_password(ADA.name, PASSWORD, ADDRESS)
    assert opened.session.stage is Stage.PASSWORD


async def test_one_address_cannot_try_all_names(entrance: Entrance) -> None:
    for number in range(50):
        with pytest.raises(CallerError):
            await entrance.sign_in.with_password(f"name-{number}", "wrong", ADDRESS)
    with pytest.raises(CallerError) as refused:
        await entrance.sign_in.with_password("name-50", "wrong", ADDRESS)
    assert refused.value.code is ErrorCode.RATE_LIMITED


async def test_no_code_works_twice_and_no_old_one(entrance: Entrance) -> None:
    _, secret = await entrance.first_time()
    opened = await entrance.sign_in.with_password(ADA.name, PASSWORD, ADDRESS)
    used = code_at(secret, entrance.clock.now())
    with pytest.raises(CallerError, match="used before"):
        await entrance.sign_in.with_second_factor(opened.session, opened.user, used)
    entrance.clock.forward(timedelta(seconds=30))
    user = await entrance.users.by_id(opened.user.user_id)
    assert user is not None
    fresh = code_at(secret, entrance.clock.now())
    done = await entrance.sign_in.with_second_factor(opened.session, user, fresh)
    assert done.session.stage is Stage.FULL


async def test_codes_are_not_guessed(entrance: Entrance) -> None:
    await entrance.first_time()
    opened = await entrance.sign_in.with_password(ADA.name, PASSWORD, ADDRESS)
    for _ in range(5):
        with pytest.raises(CallerError):
            await entrance.sign_in.with_second_factor(opened.session, opened.user, "000000")
    with pytest.raises(CallerError) as refused:
        await entrance.sign_in.with_second_factor(opened.session, opened.user, "000000")
    assert refused.value.code is ErrorCode.RATE_LIMITED


async def test_of_guesses_at_once_no_more_are_compared_than_of_guesses_in_a_row(
    entrance: Entrance,
) -> None:
    """Through one proxy or through several: what is compared is on record, what must wait is not."""
    await entrance.first_time()
    opened = await entrance.sign_in.with_password(ADA.name, PASSWORD, ADDRESS)
    entrance.audit.events.clear()
    codes = [
        entrance.sign_in.with_second_factor(opened.session, opened.user, f"{number:06}")
        for number in range(40)
    ]
    refused = await asyncio.gather(*codes, return_exceptions=True)
    assert sorted(e.status for e in refused if isinstance(e, CallerError)) == [401] * 5 + [429] * 35
    assert entrance.said() == ["refused"] * 5

    names = [entrance.sign_in.with_password(ADA.name, "wrong", ADDRESS) for _ in range(20)]
    refused = await asyncio.gather(*names, return_exceptions=True)
    assert sorted(e.status for e in refused if isinstance(e, CallerError)) == [401] * 5 + [429] * 15


async def test_who_is_right_makes_nobody_behind_the_same_address_wait(entrance: Entrance) -> None:
    await entrance.first_time()
    for number in range(49):
        with pytest.raises(CallerError):
            await entrance.sign_in.with_password(f"name-{number}", "wrong", ADDRESS)
    for _ in range(3):
        await entrance.sign_in.with_password(ADA.name, PASSWORD, ADDRESS)
    with pytest.raises(CallerError) as last:
        await entrance.sign_in.with_password("name-49", "wrong", ADDRESS)
    with pytest.raises(CallerError) as refused:
        await entrance.sign_in.with_password(ADA.name, PASSWORD, ADDRESS)
    assert (last.value.status, refused.value.status) == (401, 429)


async def test_the_password_alone_changes_neither_password_nor_second_factor(
    entrance: Entrance,
) -> None:
    await entrance.first_time()
    opened = await entrance.sign_in.with_password(ADA.name, PASSWORD, ADDRESS)
    with pytest.raises(CallerError):
        await entrance.sign_in.choose_password(opened.session, opened.user, "another sentence 2")
    with pytest.raises(CallerError):
        await entrance.sign_in.offered_secret(opened.session, opened.user)


async def test_a_one_time_password_must_be_replaced_before_anything_else(
    entrance: Entrance,
) -> None:
    welcome = await entrance.staff.add(ADA, by="a test")
    opened = await entrance.sign_in.with_password(ADA.name, welcome.password or "", ADDRESS)
    with pytest.raises(CallerError):
        await entrance.sign_in.offered_secret(opened.session, opened.user)
    with pytest.raises(CallerError, match="another password"):
        await entrance.sign_in.choose_password(opened.session, opened.user, welcome.password or "")
    entrance.clock.forward(timedelta(days=4))
    with pytest.raises(CallerError):
        await entrance.sign_in.with_password(ADA.name, welcome.password or "", ADDRESS)


@pytest.mark.parametrize(
    ("steps", "span"), [(1, timedelta(minutes=31)), (60, timedelta(minutes=13))]
)
async def test_sessions_end_without_use_and_in_any_case(
    entrance: Entrance, steps: int, span: timedelta
) -> None:
    opened, _ = await entrance.first_time()
    session = opened.session
    for _ in range(steps):
        entrance.clock.forward(span)
        resumed = await entrance.sign_in.resume(opened.cookie)
        if resumed is None:
            break
        session = resumed[0]
        await entrance.sign_in.used(session)
    assert await entrance.sign_in.resume(opened.cookie) is None


async def test_disabling_and_resetting_end_all_sessions_at_once(entrance: Entrance) -> None:
    opened, _ = await entrance.first_time()
    await entrance.staff.disable(ADA.name, by="a test")
    assert await entrance.sign_in.resume(opened.cookie) is None
    with pytest.raises(CallerError):
        await entrance.sign_in.with_password(ADA.name, PASSWORD, ADDRESS)
    welcome = await entrance.staff.reset(ADA.name, by="a test")
    opened = await entrance.sign_in.with_password(ADA.name, welcome.password or "", ADDRESS)
    assert opened.user.sealed_second_factor is None


async def test_nobody_gets_in_or_changes_anything_off_the_record(entrance: Entrance) -> None:
    opened, _ = await entrance.first_time()
    entrance.audit.broken = True
    with pytest.raises(ServiceError):
        await entrance.staff.disable(ADA.name, by="a test")
    with pytest.raises(ServiceError):
        await entrance.sign_in.choose_password(opened.session, opened.user, "another sentence 2")
    assert await entrance.sign_in.resume(opened.cookie) is not None


async def test_two_people_never_work_under_one_name(entrance: Entrance) -> None:
    await entrance.staff.add(ADA, by="a test")
    for name, display in ((ADA.name.upper(), "Other"), ("other", "Ada")):
        with pytest.raises(CallerError) as refused:
            await entrance.staff.add(
                NewUser(SHOP, name, display, frozenset({UserRole.AUDITOR})), by="a test"
            )
        assert refused.value.code is ErrorCode.CONFLICT


async def test_the_database_lets_nobody_in(entrance: Entrance, tmp_path: Path) -> None:
    """Its raw bytes hold neither cookie nor password nor the secret of a second factor."""
    opened, secret = await entrance.first_time()
    raw = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert opened.user.user_id.encode() in raw
    for kept in (opened.cookie.encode(), PASSWORD.encode(), secret):
        assert kept not in raw


@pytest.mark.parametrize("bad", ["short", "a" * 12, "ada@shop.example!", "x" * 201])
def test_a_password_that_is_easy_to_guess_is_not_taken(bad: str) -> None:
    with pytest.raises(CallerError):
        check_new_password(bad, "ada@shop.example")
    check_new_password(PASSWORD, "ada@shop.example")


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: the last six digits of its eight."""
    secret = b"12345678901234567890"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        moment = datetime.fromtimestamp(seconds, UTC)
        assert code_at(secret, moment) == code
        assert step_of(secret, f"{code[:3]} {code[3:]}", moment) == seconds // 30
    assert step_of(secret, "28708", datetime.fromtimestamp(59, UTC)) is None
    assert step_of(secret, "٢٨٧٠٨٢", datetime.fromtimestamp(59, UTC)) is None


def test_the_secret_can_be_scanned_or_typed() -> None:
    assert readable(b"12345678901234567890") == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert picture(b"1" * 20, 'a"<b>@x').startswith("<svg")
    assert "<b>" not in picture(b"1" * 20, 'a"<b>@x')
