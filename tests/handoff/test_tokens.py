"""A token opens one case of one tenant; detection takes it for a secret."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from proxy.handoff.base import CaseState
from proxy.handoff.digests import Digests
from proxy.handoff.tokens import AFTERLIFE, is_over, live_token, opens
from proxy.ids import CaseId, TenantId
from tests.handoff.world import MONDAY_NOON, OTHER_SHOP, SHOP
from tests.storage.test_case_store import case

CASE = CaseId("case_a")
MINE = Digests(b"k" * 32, SHOP)


def test_a_token_opens_its_own_case_alone() -> None:
    token = live_token(MINE, CASE)
    assert re.fullmatch(r"live_[a-z2-7]{52}", token)
    assert opens(token, MINE, CASE)
    for digests, name in (
        (MINE, "case_b"),
        (Digests(b"k" * 32, OTHER_SHOP), "case_a"),
        (Digests(b"l" * 32, SHOP), "case_a"),
        (Digests(b"k" * 32, TenantId("")), "case_a"),
    ):
        assert not opens(token, digests, CaseId(name))
    for wrong in ("", token[:-1], token + "a", "\ud800"):
        assert not opens(wrong, MINE, CASE)


@pytest.mark.parametrize("state", list(CaseState))
def test_only_closed_cases_are_over_and_not_at_once(state: CaseState) -> None:
    row = replace(case(), state=state, changed_at=MONDAY_NOON)
    closed = state in {CaseState.RETURNED, CaseState.RESOLVED, CaseState.ABANDONED}
    assert not is_over(row, MONDAY_NOON + AFTERLIFE)
    assert is_over(row, MONDAY_NOON + AFTERLIFE + timedelta(seconds=1)) is closed
