"""A turn of a customer whom the chatbot names is linked to him before it is recorded, and not leaked."""

from dataclasses import replace

import pytest

from proxy.errors import ServiceError
from proxy.gateway.turn import serve_turn
from tests.gateway.stage import Stage, call


async def test_the_header_is_stronger_than_the_user_in_the_body() -> None:
    stage = Stage()
    for one in (
        replace(call("Hello", conversation="c-1", user="in-body"), customer="in-header"),
        call("Hello", conversation="c-1", user="in-body"),
        call("Hello", conversation="c-1"),
    ):
        await serve_turn(one, stage.rooms)
    (_, first, conversation), (_, second, same) = stage.customers.links
    assert (first, second) == ("in-header", "in-body")
    assert conversation == same
    assert conversation.startswith("conv_")
    assert all(b"in-header" not in body for body in stage.provider.bodies)


async def test_a_turn_that_cannot_be_linked_is_not_forwarded() -> None:
    stage = Stage()
    stage.customers.broken = True
    with pytest.raises(ServiceError):
        await serve_turn(replace(call("Hello"), customer="customer-4711"), stage.rooms)
    assert stage.provider.bodies == []
    assert stage.records.events == []
