"""Which accounts and keys could answer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from proxy.handoff.staffing import Answerer, Means
from proxy.ids import ClientId, TenantId
from proxy.storage.client_keys import ClientKeyRecord
from proxy.storage.clients import Client, Role
from proxy.storage.staffing import roster_of
from proxy.storage.users import User, UserId, UserRole
from tests.handoff.world import MONDAY_NOON as NOW

SHOP = TenantId("shop")
ADA = User(
    user_id=UserId("user_ada"),
    tenant=SHOP,
    name="ada",
    display="Ada",
    roles=frozenset({UserRole.HUMAN_AGENT}),
    created_at=NOW,
    queues=frozenset({"orders"}),
    password="$argon2id$…",
    sealed_second_factor=b"sealed",
)
KEY = Client(
    client_id=ClientId("client_1"),
    tenant=SHOP,
    name="Help desk",
    role=Role.HUMAN_AGENT,
    key=ClientKeyRecord("id", b"hash"),
    created_at=NOW,
)
ELSEWHERE: dict[str, Any] = {
    "single_sign_on": True,
    "password": None,
    "sealed_second_factor": None,
}


def test_a_person_who_has_signed_in_answers_in_the_own_queues() -> None:
    assert roster_of([ADA], [], NOW).answerers == (
        Answerer(SHOP, Means.PERSON, frozenset({"orders"})),
    )
    from_there = replace(ADA, **ELSEWHERE, subject="ada@provider")
    assert roster_of([from_there], [], NOW).staffs(SHOP, "orders")


def test_a_supervisor_answers_everywhere_whatever_queues_are_named() -> None:
    eve = replace(ADA, roles=frozenset({UserRole.SUPERVISOR, UserRole.HUMAN_AGENT}))
    assert roster_of([eve], [], NOW).answerers == (Answerer(SHOP, Means.SUPERVISOR),)


@pytest.mark.parametrize(
    "changes",
    [
        {"disabled_at": NOW},
        {"sealed_second_factor": None},
        {"one_time_until": NOW + timedelta(days=3)},
        {"roles": frozenset({UserRole.SECURITY, UserRole.AUDITOR})},
        ELSEWHERE,
        {**ELSEWHERE, "subject": "ada@provider", "disabled_at": NOW},
    ],
    ids=["disabled", "no second factor", "one-time password", "other role", "never came", "both"],
)
def test_people_who_cannot_open_a_case_do_not_count(changes: dict[str, Any]) -> None:
    assert roster_of([replace(ADA, **changes)], [], NOW).answerers == ()


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"role": Role.SUPERVISOR}, True),
        ({"expires_at": NOW + timedelta(seconds=1)}, True),
        ({"expires_at": NOW}, False),
        ({"revoked_at": NOW}, False),
        ({"role": Role.SECURITY}, False),
        ({"role": Role.AUDITOR}, False),
        ({"role": Role.CLIENT}, False),
        ({"queues": frozenset({"legal"})}, False),
    ],
)
def test_a_key_counts_while_it_works_and_may_answer(
    changes: dict[str, Any], *, counts: bool
) -> None:
    assert roster_of([], [replace(KEY, **changes)], NOW).staffs(SHOP, "orders") is counts


def test_customers_come_where_a_chatbots_key_works() -> None:
    bot = replace(KEY, role=Role.CLIENT)
    gone = replace(bot, tenant=TenantId("gone"), revoked_at=NOW)
    other = replace(KEY, tenant=TenantId("desk only"))
    assert roster_of([], [bot, gone, other], NOW).tenants == {SHOP}
