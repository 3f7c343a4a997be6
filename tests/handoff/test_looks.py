"""A value is shown when its look is on record, and to nobody alone where two people are needed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.handoff.look_limit import LOOKS, WITHIN
from proxy.handoff.looks import GRANT, Looks, Spot, Wish, wishes
from tests.handoff.memory import MemoryLookCount
from tests.handoff.world import MONDAY_NOON, OTHER_SHOP, SHOP, World

TEXT = "My number is 555-0142, call me"
VALUE = Spot(1, 13, 21)


async def opened(world: World) -> str:
    reply = await world.chat().send(TEXT, "human")
    assert reply is not None
    return reply.case_id


def looks(world: World) -> Looks:
    return Looks(world.queue._book, MemoryLookCount())


async def see(world: World, case: str, agent: str, *, second_person: bool) -> str:
    return await looks(world).see(
        SHOP, case, agent, VALUE, entity_type="PHONE_NUMBER", second_person=second_person
    )


async def test_a_look_is_on_record_before_the_value_is_opened() -> None:
    world = World()
    case = await opened(world)
    assert await see(world, case, "Ada", second_person=False) == "555-0142"
    assert world.audit.events[-1].clear["event"] == "see"
    assert "555" not in str(world.audit.events[-1].clear)
    world.audit.broken = True
    with pytest.raises(ServiceError):
        await see(world, case, "Ada", second_person=False)


async def test_where_two_are_needed_one_alone_sees_nothing() -> None:
    world = World()
    case = await opened(world)
    await looks(world).ask(SHOP, case, "Ada", VALUE, entity_type="PHONE_NUMBER", why="to call back")
    with pytest.raises(CallerError) as refused:
        await see(world, case, "Ada", second_person=True)
    assert refused.value.code is ErrorCode.FORBIDDEN
    assert world.audit.events[-1].clear["event"] != "see"


async def test_nobody_agrees_to_a_wish_of_their_own() -> None:
    world = World()
    case = await opened(world)
    await looks(world).ask(SHOP, case, "Ada", VALUE, entity_type="PHONE_NUMBER", why="to call back")
    (wish,) = wishes(await world.queue.show(SHOP, case, "Ada"))
    with pytest.raises(CallerError, match="Somebody else"):
        await looks(world).allow(SHOP, case, "Ada", wish.number)


async def test_a_second_persons_word_opens_that_value_to_that_person_for_a_while() -> None:
    world = World()
    case = await opened(world)
    await looks(world).ask(SHOP, case, "Ada", VALUE, entity_type="PHONE_NUMBER", why="to call back")
    (wish,) = wishes(await world.queue.show(SHOP, case, "Bob"))
    assert (wish.agent, wish.why, wish.allowed_by) == ("Ada", "to call back", None)
    await looks(world).allow(SHOP, case, "Bob", wish.number)

    assert await see(world, case, "Ada", second_person=True) == "555-0142"
    with pytest.raises(CallerError):  # not to somebody else
        await see(world, case, "Bob", second_person=True)
    with pytest.raises(CallerError):  # not another value
        await looks(world).see(
            SHOP, case, "Ada", Spot(1, 0, 9), entity_type="PERSON", second_person=True
        )
    world.clock.forward(GRANT + timedelta(seconds=1))
    with pytest.raises(CallerError):  # and not for ever
        await see(world, case, "Ada", second_person=True)


def test_a_permission_is_never_ones_own_even_if_it_was_stored() -> None:
    wish = Wish(2, VALUE, "PHONE_NUMBER", "Ada", MONDAY_NOON, "why", "Ada", MONDAY_NOON)
    assert not wish.opens(VALUE, "Ada", MONDAY_NOON)
    assert replace(wish, allowed_by="Bob").opens(VALUE, "Ada", MONDAY_NOON)


@pytest.mark.parametrize("spot", ["", "1:2", "1:2:x", "1:5:5", "9:0:1", "1:0:9999", "1:-1:3"])
async def test_a_place_that_does_not_exist_shows_nothing(spot: str) -> None:
    world = World()
    case = await opened(world)
    with pytest.raises(CallerError) as refused:
        await looks(world).see(
            SHOP, case, "Ada", Spot.read(spot), entity_type="PERSON", second_person=False
        )
    assert refused.value.code is ErrorCode.NOT_FOUND


async def test_a_value_of_another_tenant_is_not_there() -> None:
    world = World()
    case = await opened(world)
    with pytest.raises(CallerError):
        await looks(world).see(
            OTHER_SHOP, case, "Ada", VALUE, entity_type="PERSON", second_person=False
        )


async def test_nobody_looks_at_more_values_than_work_needs() -> None:
    """Counted for each person over all cases; what was refused is not on record as a look."""
    world = World()
    case, patient = await opened(world), Looks(world.queue._book, MemoryLookCount())

    async def look(agent: str) -> str:
        return await patient.see(
            SHOP, case, agent, VALUE, entity_type="PHONE_NUMBER", second_person=False
        )

    for _ in range(LOOKS):
        await look("Ada")
    with pytest.raises(CallerError) as refused:
        await look("Ada")
    assert refused.value.code is ErrorCode.RATE_LIMITED
    assert refused.value.retry_after is not None
    assert [e.clear["agent"] for e in world.audit.events if e.clear["event"] == "see"] == (
        ["Ada"] * LOOKS
    )
    assert await look("Bob") == "555-0142"
    world.clock.forward(WITHIN)
    assert await look("Ada") == "555-0142"
