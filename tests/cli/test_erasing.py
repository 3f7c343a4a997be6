"""Verbs for erasure and legal holds."""

import asyncio
import json
from pathlib import Path

from click.testing import CliRunner

from proxy.audit.events import AuditEvent, EventKind
from proxy.cellar import DEFAULT_TENANT, open_cellar
from proxy.cli.commands import main
from proxy.clock import SetClock, SystemClock
from proxy.ids import ConversationId
from tests.cli.conftest import Folder
from tests.cli.test_handoff import hold as hold_a_turn

WHY = ("--why", "file 17", "--as", "Ada")
A = "conv_" + "a" * 24


def said(data: Path, conversation: str = A, customer: str = "customer-4711") -> None:
    """A turn on record, long enough ago to be erased."""

    async def once() -> None:
        earlier = SetClock(SystemClock().now().replace(year=SystemClock().now().year - 1))
        async with open_cellar(data, clock=earlier) as cellar:
            name = ConversationId(conversation)
            await cellar.keeping.customers.note(DEFAULT_TENANT, customer, name)
            sealed = {"sent": "words that were said"}
            event = AuditEvent(EventKind.TURN_OPENED, DEFAULT_TENANT, name, sealed=sealed)
            await cellar.log.record(event)

    asyncio.run(once())


def test_a_customer_is_erased_and_the_receipt_says_nothing_about_him(
    folder: Folder, tmp_path: Path
) -> None:
    said(folder.data)
    bundle = tmp_path / "before.bundle"
    folder("audit", "export", bundle)
    receipt = folder.json("retention", "erase", "--customer", "customer-4711", *WHY)
    assert receipt["conversations"] == [A]
    assert (receipt["contents"], receipt["links_and_maps"], receipt["final"]) == (1, 1, True)
    assert [one["path"] for one in receipt["older_exports"]] == [str(bundle)]
    assert "4711" not in json.dumps(receipt)
    again = folder("retention", "erase", "--customer", "customer-4711", *WHY)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "Nothing was found" in again.stderr
    folder("audit", "export", tmp_path / "after.bundle")
    verified = folder.run("audit", "verify", tmp_path / "after.bundle")
    assert "1 erased on record" in verified.stdout


def test_conversations_come_from_a_search_or_a_list(folder: Folder, tmp_path: Path) -> None:
    said(folder.data)
    found = [json.dumps({"conversation": name, "kind": "turn_opened"}) for name in (A, A, None)]
    words = ["retention", "erase", "--from", "-", *WHY, "--json", "--data", str(folder.data)]
    done = CliRunner().invoke(main, words, input="\n".join(found))
    assert json.loads(done.stdout)["conversations"] == [A]
    file = tmp_path / "list"
    file.write_text(f"{A}\n\n")
    again = folder("retention", "erase", "--from", file, *WHY, "--json")
    assert (again.exit_code, json.loads(again.stdout)["contents"]) == (1, 0)


def test_a_case_is_erased_with_its_conversation(folder: Folder) -> None:
    held = hold_a_turn(folder.data)
    receipt = folder.json("retention", "erase", "--case", held, *WHY)
    assert receipt["cases"] == 1


def test_what_is_not_found_is_said_and_is_exit_code_1(folder: Folder) -> None:
    said(folder.data)
    mistyped = folder("retention", "erase", "--conversation", "conv_mistyped", *WHY)
    assert "Nothing was found" in mistyped.stderr
    assert (mistyped.exit_code, mistyped.stdout) == (1, "")
    meant = folder("retention", "erase", "--conversation", A, *WHY)
    assert meant.exit_code == 0
    assert meant.stdout.splitlines()[0].endswith(": 1 conversation")
    assert meant.stderr == ""


def test_exactly_one_thing_is_named(folder: Folder) -> None:
    for words in ([], ["--customer", "x", "--case", "y"], ["--case", "y", "--conversation", A]):
        assert folder("retention", "erase", *words, *WHY).exit_code == 2
    for words in ([], ["--from", "2026-01-01"], ["--customer", "x", "--conversation", A]):
        assert folder("retention", "hold", "place", *words, *WHY).exit_code == 2


def test_a_hold_keeps_and_two_people_release_it(folder: Folder) -> None:
    said(folder.data)
    placed = folder.json("retention", "hold", "place", "--customer", "customer-4711", *WHY)
    assert placed["conversations"] == [A]
    refused = folder("retention", "erase", "--conversation", A, *WHY)
    assert refused.exit_code == 3
    assert placed["hold"] in refused.stderr
    assert folder("retention", "run").exit_code == 0
    rows = {row["class"]: row for row in folder.json("retention", "status")["classes"]}
    assert (rows["audit_content"]["held"], rows["audit_content"]["overdue"]) == (1, 0)

    table = folder("retention", "hold", "list").stdout
    assert placed["hold"] in table
    asked = folder("retention", "hold", "release", placed["hold"], *WHY)
    assert "second person" in asked.stdout
    assert folder("retention", "hold", "release", placed["hold"], *WHY).exit_code == 3
    other = ("--why", "settled", "--as", "Bo")
    done = folder.json("retention", "hold", "release", placed["hold"], *other)
    assert done == {"hold": placed["hold"], "released": True}
    assert folder.json("retention", "hold", "list") == []
    period = ("--from", "2025-01-01", "--to", "2025-02-01")
    made = folder("retention", "hold", "place", *period, *WHY)
    assert "2025-01-01 to 2025-02-01" in made.stdout
