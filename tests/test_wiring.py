"""A house is opened in order, closed in reverse, and never half open."""

# ruff: noqa: D102 - small fakes of the detection pool

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from proxy import cellar, wiring
from proxy.audit.events import AuditEvent, EventKind
from proxy.cellar import DEFAULT_TENANT, install, open_cellar
from proxy.clock import SetClock, SystemClock, iso
from proxy.errors import AdministratorError, ErrorCode, ServiceError
from proxy.gateway.base import Rooms
from proxy.gateway.detection import PoolState
from proxy.gateway.metrics import Metrics
from proxy.ids import ConversationId
from proxy.policy.problems import PolicyError
from proxy.retention.base import Erased
from proxy.settings import Settings
from proxy.wiring import House, open_house


class QuickPool:
    """A detection pool without processes, that tells what is done with it."""

    told: list[str]
    fails: bool

    def __init__(self, rules: object, topics: object, **given: Any) -> None:
        self.given = given

    async def start(self) -> None:
        self.told.append("start")
        if self.fails:
            raise ServiceError(ErrorCode.OVERLOADED, "No worker.")

    async def stop(self) -> None:
        self.told.append("stop")

    @property
    def ready(self) -> bool:
        return True

    @property
    def state(self) -> PoolState:
        return PoolState(1, 0, 0, 0, 0, {})


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> type[QuickPool]:
    class Pool(QuickPool):
        """One test's own."""

        told: list[str] = []  # noqa: RUF012 - made anew for each test
        fails = False

    monkeypatch.setattr(wiring, "DetectionPool", Pool)
    return Pool


@pytest.fixture
async def settings(tmp_path: Path, pool: type[QuickPool]) -> Settings:
    made = await install(
        tmp_path / "data", auditor_public=None, auditor_key_out=tmp_path / "key", client="first"
    )
    return Settings(
        data=made.data, upstream="https://x.example", upstream_key=SecretStr("sk-provider")
    )


def rooms_of(house: House) -> Rooms:
    return house.door.rooms


async def test_a_house_has_every_room_from_its_settings(
    settings: Settings, pool: type[QuickPool]
) -> None:
    changed = settings.model_copy(
        update={"body_bytes": 1000, "turn_seconds": 7.0, "allowed_hosts": ("Shop.Example",)}
    )
    async with open_house(changed) as house:
        assert pool.told == ["start"]
        assert (rooms_of(house).limits.body_bytes, rooms_of(house).turn_seconds) == (1000, 7.0)
        assert house.door.body.size == 1000
        assert house.door.body.hosts == frozenset({"shop.example"})
        assert rooms_of(house).policies.current().name == house.policies.current().name
        assert b"chat_proxy" in house.metrics.render()
    assert pool.told == ["start", "stop"]


async def test_without_named_hosts_any_is_served(settings: Settings) -> None:
    async with open_house(settings) as house:
        assert house.door.body.hosts is None


async def test_queues_where_nobody_could_answer_are_counted_from_the_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def count(_: Metrics, number: int) -> None:
        if not counted.done():
            counted.set_result(number)

    monkeypatch.setattr(Metrics, "queues_unstaffed", count)
    async with open_house(settings):
        assert await asyncio.wait_for(counted, 60) == 1


async def test_the_policy_in_force_is_on_record(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[EventKind, dict[str, object]]] = []
    real = cellar.Cellar.record

    async def record(self: Any, kind: EventKind, clear: Any, *more: Any) -> None:
        seen.append((kind, dict(clear)))
        await real(self, kind, clear, *more)

    monkeypatch.setattr(cellar.Cellar, "record", record)
    async with open_house(settings) as house:
        version = house.policies.current().version
    assert [(kind, clear["policy"]) for kind, clear in seen] == [(EventKind.POLICY_LOADED, version)]


async def test_what_a_backup_brought_back_is_gone_before_the_house_is_open(
    settings: Settings,
) -> None:
    """The ledger names a conversation of which something is there: as after a restore."""
    talk = ConversationId("conv_a")
    earlier = SetClock(SystemClock().now() - timedelta(days=1))
    async with open_cellar(settings.data, clock=earlier) as before:
        turn = AuditEvent(EventKind.TURN_OPENED, DEFAULT_TENANT, talk, sealed={"sent": "words"})
        await before.log.record(turn)
        now = SystemClock().now()
        await before.keeping.ledger.append([Erased(talk, DEFAULT_TENANT, now)])
    async with open_house(settings) as house:
        streams = house.cellar.streams
        found = [streams.present(one, {talk: iso(now)}) for one in streams.streams()]
    assert not any(found)


async def test_without_a_provider_nothing_is_started(
    settings: Settings, pool: type[QuickPool]
) -> None:
    with pytest.raises(AdministratorError) as failure:
        async with open_house(settings.model_copy(update={"upstream": None})):
            pytest.fail("it must not open")
    assert failure.value.code is ErrorCode.INVALID_SETTINGS
    assert pool.told == []


async def test_with_a_broken_policy_nothing_is_opened(
    settings: Settings, pool: type[QuickPool], tmp_path: Path
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("version: 1\n")
    with pytest.raises(PolicyError):
        async with open_house(settings.model_copy(update={"policy": file})):
            pytest.fail("it must not open")
    assert pool.told == []


async def test_detection_that_does_not_start_leaves_nothing_open(
    settings: Settings, pool: type[QuickPool]
) -> None:
    pool.fails = True
    with pytest.raises(ServiceError):
        async with open_house(settings):
            pytest.fail("it must not open")
    threads = {task.get_name() for task in asyncio.all_tasks()}
    assert len(threads) == 1
    pool.fails = False
    async with open_house(settings) as house:
        assert house.cellar.log.healthy


async def test_the_sweep_runs_while_the_house_is_open_and_ends_with_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept = asyncio.Event()

    async def sweep(*args: object, **kwargs: object) -> None:
        swept.set()

    monkeypatch.setattr(wiring, "sweep", sweep)
    async with open_house(settings):
        await asyncio.wait_for(swept.wait(), 60)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_the_providers_key_is_in_no_printed_part_of_the_house(settings: Settings) -> None:
    async with open_house(settings) as house:
        assert "sk-provider" not in repr(house)
        assert "sk-provider" not in repr(vars(rooms_of(house).upstream))


async def test_checkpoints_go_outside_while_the_proxy_serves(
    tmp_path: Path, pool: type[QuickPool], monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    data = tmp_path / "data"
    await install(data, auditor_public=None, auditor_key_out=tmp_path / "key", client="first")
    settings = Settings(
        data=data, upstream="https://x.example", checkpoint_places=(f"file:{elsewhere}",)
    )
    async with open_house(settings) as house:
        while house.copies.age() is None:
            await asyncio.sleep(0.01)
        assert b"chat_proxy_checkpoint_overdue 0.0" in house.metrics.render()
    assert len(list(elsewhere.rglob("*.note"))) == 1
