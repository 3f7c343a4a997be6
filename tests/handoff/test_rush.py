"""Several processes at the same moment: a clock runs out once, a case has one owner."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from proxy.cellar import open_cellar
from proxy.handoff.base import CaseState, MessageKind
from tests.handoff.rush import CASES
from tests.handoff.world import SHOP
from tests.running import installed, run_module

PROCESSES = 5


async def marks(data: Path) -> dict[str, int]:
    """How often each case says that its longest wait ran out."""
    async with open_cellar(data) as cellar:
        rows = await cellar.cases.list(SHOP, frozenset({CaseState.CLAIMED}))
        return {
            row.case_id: sum(
                message.kind is MessageKind.EXPIRED
                for message in await cellar.cases.messages(row.case_id)
            )
            for row in rows
        }


@pytest.mark.timeout(300)
@pytest.mark.parametrize("where", ["sqlite", "postgres"])
def test_a_clock_that_several_processes_see_run_out_runs_out_once(
    where: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    database = request.getfixturevalue("postgres") if where == "postgres" else None
    proxy = installed(tmp_path, "http://127.0.0.1:9", database=database)
    done = run_module("tests.handoff.rush", proxy.data, str(PROCESSES), check=False, timeout=250)
    assert done.returncode == 0, done.stderr
    claimed = Counter(line.split("\t")[0] for line in done.stdout.splitlines())
    assert len(claimed) == CASES
    assert set(claimed.values()) == {1}
    assert asyncio.run(marks(proxy.data)) == dict.fromkeys(claimed, 1)

    expired, attempts = Counter[object](), 0
    for record in proxy.opened_log(tmp_path / "log.bundle"):
        clear = record["clear"]
        assert isinstance(clear, dict)
        if record["kind"] == "case_changed" and clear["to"] == "expired":
            expired[clear["case"]] += -1 if clear["event"] == "not_taken" else 1
            attempts += 1
    assert expired == Counter(dict.fromkeys(claimed, 1))
    # All tried the first one; what did not come true is on record as that.
    assert attempts >= CASES + 2 * (PROCESSES - 1)
