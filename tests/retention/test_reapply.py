"""A backup from before an erasure does not bring back what was erased: not for a single turn."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from proxy.clock import SetClock
from proxy.errors import AdministratorError, ServiceError
from proxy.ids import CaseId, ConversationId, TenantId
from proxy.retention.base import Erased
from proxy.retention.ledger import Ledger
from tests.audit.made import NOW
from tests.retention.world import Kept, kept
from tests.storage.test_case_store import NOON, SHOP

A, B = ConversationId("conv_a"), ConversationId("conv_b")
LONG_AGO = NOON - timedelta(days=99)


async def erased_and_restored(folder: Path, what: str) -> None:
    """Turns, a backup, an erasure, and the backup put back: of everything or of one part."""
    data, backup = folder / "data", folder / "backup"
    async with kept(data) as at:
        await at.turn("conv_a", customer="customer-4711")
        await at.turn("conv_b")
        await at.case("case_a", "conv_a", "GONE-WORDS" * 50)
    shutil.copytree(data, backup)
    async with kept(data, start=NOON + timedelta(hours=1), fresh=False) as at:
        await at.keeping.eraser().conversations(SHOP, [A], why="asked", by="Ada")
    if what == "everything":
        shutil.rmtree(data)
        shutil.copytree(backup, data)
    elif what == "database":
        for file in data.glob("proxy.sqlite3*"):
            file.unlink()
        shutil.copy(backup / "proxy.sqlite3", data)
    else:
        shutil.rmtree(data / "audit")
        shutil.copytree(backup / "audit", data / "audit")


async def gone(at: Kept) -> bool:
    case = await at.keeping.cases.by_id(SHOP, CaseId("case_a"))
    return case is None and b"GONE-WORDS" not in at.raw() and at.states()["conv_a"] == {"erased"}


@pytest.mark.parametrize("what", ["everything", "database", "audit"])
async def test_what_a_backup_brought_back_is_erased_before_anybody_is_served(
    tmp_path: Path, what: str
) -> None:
    await erased_and_restored(tmp_path, what)
    async with kept(tmp_path / "data", start=NOON + timedelta(hours=2), fresh=False) as at:
        assert not await gone(at)
        assert await at.keeping.reapply(LONG_AGO) == [A]
        assert await gone(at)
        assert at.states()["conv_b"] == {"opened"}
        assert await at.keeping.customers.conversations(SHOP, "customer-4711") == set()
        at.clock.forward(timedelta(minutes=1))
        assert await at.keeping.reapply(LONG_AGO) == []


async def test_hosts_learn_of_each_others_erasures_from_the_database(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        await at.keeping.eraser().conversations(SHOP, [A], why="asked", by="Ada")
        ledger = at.keeping.ledger
        written = ledger.file.read_text()
        ledger.file.unlink()  # another host's ledger does not have it yet
        await at.keeping.reapply(LONG_AGO)
        assert ledger.file.read_text() == written
        await at.keeping.reapply(LONG_AGO)
        assert ledger.file.read_text() == written, "nothing is noted twice"
        await at.keeping.erasures.forget_before(NOON + timedelta(days=9))
        await at.keeping.reapply(LONG_AGO)
        assert [one.conversation for one in await at.keeping.erasures.all()] == [A]


async def test_what_is_said_after_an_erasure_stays(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        await at.turn("conv_a")
        await at.keeping.eraser().conversations(SHOP, [A], why="asked", by="Ada")
        at.clock.forward(timedelta(minutes=1))
        await at.turn("conv_a")
        assert await at.keeping.reapply(LONG_AGO) == []
        assert at.states()["conv_a"] == {"erased", "opened"}


async def test_an_erasure_older_than_all_data_is_passed_over(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        await at.turn("conv_a")
        await at.keeping.ledger.append([Erased(A, SHOP, at.clock.now())])
        assert await at.keeping.reapply(at.clock.now() + timedelta(days=1)) == []


async def test_a_ledger_gives_back_what_was_noted(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    assert await ledger.read() == ()
    first, second = Erased(A, SHOP, NOW), Erased(B, TenantId("other"), NOW)
    await ledger.append([first])
    await ledger.append([second])
    assert await ledger.read() == (first, second)
    assert ledger.file.stat().st_mode & 0o777 == 0o600


async def test_a_line_that_the_power_cut_is_passed_over_and_then_replaced(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    await ledger.append([Erased(A, SHOP, NOW)])
    with ledger.file.open("a") as file:
        file.write('{"before":"2026-0')
    assert [one.conversation for one in await ledger.read()] == [A]
    await ledger.append([Erased(B, SHOP, NOW)])
    assert [one.conversation for one in await ledger.read()] == [A, B]


VECTORS = Path(__file__).parents[1] / "vectors" / "erasures-v1"


async def test_the_ledger_has_the_bytes_of_the_specification(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    await ledger.append([Erased(A, SHOP, NOW), Erased(B, SHOP, NOW + timedelta(milliseconds=5))])
    assert ledger.file.read_bytes() == (VECTORS / "two.jsonl").read_bytes()


@pytest.mark.parametrize("name", sorted(path.name for path in VECTORS.glob("bad_*")))
async def test_a_ledger_that_cannot_be_read_stops_the_start(name: str, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    ledger.file.write_bytes((VECTORS / name).read_bytes())
    ledger.file.chmod(0o600)
    with pytest.raises(AdministratorError, match="line 1"):
        await ledger.read()


async def test_a_ledger_that_others_reach_or_that_is_no_file_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger(tmp_path / "ledger")
    await ledger.append([Erased(A, SHOP, NOW)])
    ledger.file.chmod(0o620)
    with pytest.raises(AdministratorError, match=f"chmod 600 {ledger.file}"):
        await ledger.read()
    ledger.file.chmod(0o600)
    assert len(await ledger.read()) == 1

    (tmp_path / "linked").symlink_to(ledger.file)
    with pytest.raises(AdministratorError, match="is a link"):
        await Ledger(tmp_path / "linked").read()
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(AdministratorError, match="not a file"):
        await Ledger(tmp_path / "pipe").read()
    own = os.geteuid()
    monkeypatch.setattr("proxy.private_files.os.geteuid", lambda: own + 1)
    with pytest.raises(AdministratorError, match="another user"):
        await ledger.read()


async def test_a_ledger_in_a_folder_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="CHAT_PROXY_ERASURES"):
        await Ledger(tmp_path / "none" / "ledger").append([Erased(A, SHOP, SetClock(NOW).now())])


async def test_nothing_is_noted_in_a_ledger_that_others_reach_or_that_is_no_file(
    tmp_path: Path,
) -> None:
    ledger = Ledger(tmp_path / "ledger")
    ledger.file.touch(0o600)
    ledger.file.chmod(0o640)
    with pytest.raises(AdministratorError, match=f"chmod 600 {ledger.file}"):
        await ledger.append([Erased(A, SHOP, NOW)])
    assert ledger.file.read_bytes() == b""
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(AdministratorError, match="not a file"):
        await Ledger(tmp_path / "pipe").append([Erased(A, SHOP, NOW)])


async def test_a_disk_that_takes_half_a_line_has_noted_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, write = Ledger(tmp_path / "ledger"), os.write
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", lambda file, data: write(file, data[: len(data) // 2]))
        with pytest.raises(ServiceError, match="No space left"):
            await ledger.append([Erased(A, SHOP, NOW)])
    await ledger.append([Erased(B, SHOP, NOW)])
    assert [one.conversation for one in await ledger.read()] == [B]
