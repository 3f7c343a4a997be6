"""A map opens for the client and conversation it was made for, and for its time; never otherwise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from proxy.clock import SetClock
from proxy.errors import AdministratorError, CallerError, ErrorCode
from proxy.ids import ClientId, ConversationId, TenantId
from proxy.maps.carried import Carried
from proxy.maps.keeper import MapKeeper
from proxy.privacy.base import Asked
from proxy.privacy.placeholders import ConversationKey
from tests.gateway.stage import StageSecrets
from tests.maps.memory import MemoryMapStore

SHOP, OTHER = TenantId("shop"), TenantId("other")
BOT, STRANGER = ClientId("client_bot"), ClientId("client_stranger")
TALK = ConversationId("conv_a")
WEEK = timedelta(days=7)
CARRIED = Carried("c-1", True, ConversationKey(bytes(32)), "resp_1", None, frozenset({Asked.NAME}))


class World:
    """A keeper of maps with its collaborators."""

    def __init__(self) -> None:
        self.clock = SetClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
        self.store = MemoryMapStore()
        self.keeper = MapKeeper(self.store, StageSecrets(), self.clock)


@pytest.fixture
async def world() -> World:
    made = World()
    await made.keeper.keep(SHOP, BOT, TALK, "resp_1", CARRIED)
    return made


async def test_what_was_kept_is_opened(world: World) -> None:
    assert await world.keeper.open(SHOP, BOT, "resp_1", keep=WEEK) == CARRIED


@pytest.mark.parametrize(
    ("tenant", "client", "answer"),
    [(SHOP, BOT, "resp_2"), (SHOP, STRANGER, "resp_1"), (OTHER, BOT, "resp_1"), (SHOP, BOT, "")],
)
async def test_an_unknown_answer_and_one_of_somebody_else_are_the_same_error(
    world: World, tenant: TenantId, client: ClientId, answer: str
) -> None:
    with pytest.raises(CallerError) as failure:
        await world.keeper.open(tenant, client, answer, keep=WEEK)
    assert failure.value.code is ErrorCode.PREVIOUS_RESPONSE_NOT_FOUND
    assert failure.value.param == "previous_response_id"


async def test_a_map_past_its_time_does_not_open_even_before_it_is_swept(world: World) -> None:
    world.clock.forward(WEEK - timedelta(seconds=1))
    await world.keeper.open(SHOP, BOT, "resp_1", keep=WEEK)
    world.clock.forward(timedelta(seconds=1))
    with pytest.raises(CallerError):
        await world.keeper.open(SHOP, BOT, "resp_1", keep=WEEK)


async def test_a_map_moved_to_another_client_or_changed_does_not_open(world: World) -> None:
    ((key, row),) = world.store.rows.items()
    changed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
    for other in (replace(row, client=STRANGER), replace(row, sealed=changed)):
        world.store.rows[key] = other
        with pytest.raises(AdministratorError):
            await world.keeper.open(SHOP, other.client, "resp_1", keep=WEEK)


async def test_nothing_of_a_map_is_readable_where_it_is_stored(world: World) -> None:
    (row,) = world.store.rows.values()
    for word in (b"resp_1", b"c-1", b"name"):
        assert word not in row.sealed + row.digest


async def test_a_forgotten_map_is_gone(world: World) -> None:
    await world.keeper.forget(SHOP, "resp_1")
    await world.keeper.forget(SHOP, "resp_1")
    assert world.store.rows == {}
