"""The queue from a terminal: what waits, taken, answered and given back, each step on record."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from proxy.cellar import open_cellar
from proxy.cli import handoff_reading
from proxy.gateway.trial import Bench
from proxy.handoff.base import History, Standing
from proxy.handoff.looks import Spot, wishes
from proxy.handoff.queue import Queue
from proxy.ids import ConversationId, TenantId
from proxy.policy.base import Policy
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.turn import Message, Speaker
from proxy.visible import visible
from tests.cli.conftest import Folder, Run
from tests.handoff.world import RULES, SetRoster

TENANT = TenantId("default")
WORDS = "my lawyer will call you, crystal@example.com"
EMAIL = "1:25:44"


@dataclass
class Once:
    """Policies and their detectors, each made once for the tests of this module."""

    policies: dict[Path, Policy] = field(default_factory=dict)
    benches: dict[str, Bench] = field(default_factory=dict)

    def load(self, file: Path) -> Policy:
        """The policy in a file."""
        if file not in self.policies:
            self.policies[file] = load_policy(file)
        return self.policies[file]

    def bench(self, policy: Policy) -> Bench:
        """Its detector, compiled."""
        if policy.version not in self.benches:
            self.benches[policy.version] = Bench(policy)
        return self.benches[policy.version]


@pytest.fixture(scope="module")
def once() -> Once:
    return Once()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, once: Once) -> None:
    monkeypatch.setattr(handoff_reading, "load_policy", once.load)
    monkeypatch.setattr(handoff_reading, "Bench", once.bench)


def hold(data: Path, text: str = WORDS, topic: str = "legal", conversation: str = "c-1") -> str:
    """A turn held by a serving proxy; gives its reference."""

    async def held() -> str:
        async with open_cellar(data) as cellar:
            queue = Queue(cellar.casebook(), lambda: RULES, SetRoster())
            message = Message(0, Speaker.CUSTOMER, (), text)
            reply = await queue.hold(
                TENANT,
                History(conversation, None, (message,)),
                topic=topic,
                handling=RULES.topics[topic],
                standing=Standing(),
                language="en",
                conversation=ConversationId("conv_test"),
            )
            return reply.reference

    return asyncio.run(held())


def test_staff_says_where_nobody_could_answer(folder: Folder) -> None:
    done = folder("handoff", "staff")
    assert done.exit_code == 1
    assert "Nobody could answer in general." in done.stdout
    assert "chat-proxy users add" in done.stdout
    folder("users", "add", "ada", "--role", "human_agent")  # Has not signed in yet.
    (row,) = json.loads(folder("handoff", "staff", "--json").stdout)
    assert (row["queue"], row["people"], row["keys"], row["nobody"]) == ("general", 0, 0, True)
    folder("handoff", "keys", "add", "Desk", "--queue", "general")
    done = folder("handoff", "staff", "--json")
    (row,) = json.loads(done.stdout)
    assert (row["keys"], row["nobody"], done.exit_code) == (1, False, 0)
    assert folder("handoff", "staff", "--tenant", "other").exit_code == 1


@pytest.fixture
def reference(folder: Folder) -> str:
    return hold(folder.data)


def test_an_empty_queue_says_so(folder: Folder) -> None:
    assert folder("handoff", "list").stdout == "Nobody waits.\n"
    assert folder.json("handoff", "list") == []


def test_the_list_shows_what_waits_and_no_word_of_it(folder: Folder, reference: str) -> None:
    done = folder("handoff", "list")
    assert reference in done.stdout
    (row,) = folder.json("handoff", "list")
    assert (row["reference"], row["state"], row["severity"]) == (reference, "waiting", "urgent")
    for output in (done.output, json.dumps(row)):
        assert "lawyer" not in output
        assert "legal" not in output


def test_the_most_urgent_stands_first(folder: Folder, reference: str) -> None:
    danger = hold(folder.data, "it burns", "danger", "c-2")
    rows = folder.json("handoff", "list")
    assert [row["reference"] for row in rows] == [danger, reference]


def test_a_case_is_claimed_shown_answered_and_given_back(folder: Folder, reference: str) -> None:
    step = ["handoff"], [reference, "--as", "Jo"]
    claimed = folder.json(*step[0], "claim", *step[1])
    assert (claimed["state"], claimed["owner"]) == ("claimed", "Jo")
    shown = folder.json(*step[0], "show", *step[1])
    words, value = shown["messages"][0]["parts"]
    assert (shown["topic"], words["text"]) == ("legal", "my lawyer will call you, ")
    assert value["value"] == {
        "spot": EMAIL,
        "type": "EMAIL_ADDRESS",
        "label": "EMAIL",
        "showing": "on_request",
    }
    assert folder("handoff", "reply", *step[1], "I am sorry.").exit_code == 0
    plain = folder("handoff", "show", *step[1]).stdout
    assert f"(held): my lawyer will call you, [EMAIL {EMAIL}]\n" in plain
    assert "Jo: I am sorry." in plain
    returned = folder.json(*step[0], "return", *step[1], "Nothing is open.")
    assert returned["state"] == "returned"
    assert folder.json("handoff", "list") == []
    assert [row["state"] for row in folder.json("handoff", "list", "--all")] == ["returned"]


def test_a_case_is_closed_with_or_without_words(folder: Folder, reference: str) -> None:
    other = hold(folder.data, "a human", "human", "c-2")
    for number, words in ((reference, ["Goodbye."]), (other, [])):
        assert folder("handoff", "claim", number, "--as", "Jo").exit_code == 0
        assert (
            folder.json("handoff", "resolve", number, "--as", "Jo", *words)["state"] == "resolved"
        )


def looks_on_record(folder: Folder) -> list[Any]:
    bundle = folder.data.parent / "log.bundle"
    folder("audit", "export", bundle)
    opened = folder.run("audit", "open", bundle, "--auditor-key", folder.auditor_key, "--json")
    records = [json.loads(line) for line in opened.stdout.splitlines()]
    return [record for record in records if record["kind"] == "case_read"]


def test_a_look_is_on_record_under_the_name_of_who_looked(folder: Folder, reference: str) -> None:
    folder("handoff", "show", reference, "--as", "Zoë")
    (look,) = looks_on_record(folder)
    assert (look["content"]["agent"], look["clear"]["client"]) == ("Zoë", "terminal")


def test_a_value_is_masked_until_somebody_looks_at_it_on_record(
    folder: Folder, reference: str
) -> None:
    assert "crystal" not in folder("handoff", "show", reference, "--as", "Jo").output
    assert (
        folder("handoff", "look", reference, EMAIL, "--as", "Jo").stdout == "crystal@example.com\n"
    )
    (look,) = [one for one in looks_on_record(folder) if one["clear"]["event"] == "see"]
    assert look["clear"]["client"] == "terminal"
    assert look["content"] == {"agent": "Jo", "type": "EMAIL_ADDRESS", "message": 1}
    done = folder("handoff", "look", reference, "1:0:44", "--as", "Jo")
    assert (done.exit_code, done.stdout) == (3, "")


def test_what_needs_two_people_or_nobody_may_see_is_not_shown_at_a_terminal(
    folder: Folder, tmp_path: Path
) -> None:
    """Under whatever name; agreeing is done where people sign in or have a key of their own."""
    reference = hold(folder.data, "my card 4111 1111 1111 1111")
    shown = folder("handoff", "show", reference, "--as", "Jo")
    assert "my card [CARD 1:8:27 needs two people]" in shown.stdout
    for name in ("Jo", "Ada", "root"):
        done = folder("handoff", "look", reference, "1:8:27", "--as", name)
        assert (done.exit_code, done.stdout) == (3, "")
        assert "second person must agree" in done.stderr
    strict: list[str | Path] = ["--policy", shipped_policy("pci-strict"), "--as", "Jo"]
    assert "is shown to nobody]" in folder("handoff", "show", reference, *strict).stdout
    done = folder("handoff", "look", reference, "1:8:27", *strict)
    assert (done.exit_code, done.stdout) == (3, "")

    async def agreed() -> None:
        async with open_cellar(folder.data) as cellar:
            asked = {"entity_type": "CREDIT_CARD", "why": "to refund"}
            row = await cellar.looks().ask(TENANT, reference, "Jo", Spot(1, 8, 27), **asked)
            (wish,) = wishes(await cellar.desk().show(TENANT, row.case_id, "Bob"))
            await cellar.looks().allow(TENANT, reference, "Bob", wish.number)

    asyncio.run(agreed())
    done = folder("handoff", "look", reference, "1:8:27", "--as", "Jo", "--json")
    assert json.loads(done.stdout)["value"] == "4111 1111 1111 1111"


@pytest.mark.parametrize(
    "words",
    [["claim"], ["show"], ["look", "1:2:3"], ["reply", "text"], ["return", "text"], ["resolve"]],
)
def test_an_unknown_case_is_exit_3(folder: Folder, words: list[str]) -> None:
    verb, *text = words
    done = folder("handoff", verb, "R-NONE0-NONE0-NONE0-NONE0", *text, "--as", "Jo")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "[not_found]" in done.stderr


def test_a_case_of_somebody_else_is_not_answered(folder: Folder, reference: str) -> None:
    folder("handoff", "claim", reference, "--as", "Jo")
    for words in (["reply", "text"], ["return", "text"], ["claim"]):
        verb, *text = words
        done = folder("handoff", verb, reference, *text, "--as", "Ada")
        assert done.exit_code == 3
        assert "lawyer" not in done.output


def test_another_tenant_does_not_see_it(folder: Folder, reference: str) -> None:
    assert folder.json("handoff", "list", "--tenant", "other") == []
    done = folder("handoff", "show", reference, "--as", "Jo", "--tenant", "other")
    assert done.exit_code == 3


def test_nobody_works_without_a_name(folder: Folder, reference: str) -> None:
    assert folder("handoff", "claim", reference).exit_code == 2


def test_without_a_data_folder_nothing_is_made(run: Run, tmp_path: Path) -> None:
    done = run("handoff", "list", "--data", tmp_path / "none")
    assert done.exit_code == 3
    assert "[not_initialised]" in done.stderr
    assert not (tmp_path / "none").exists()


def test_a_customers_words_do_nothing_to_the_terminal(folder: Folder, run: Run) -> None:
    """No escape sequence, no turned line, no line that looks like one of ours; JSON says all."""
    forged = "hi\n[2026-01-01T00:00:00.000Z] bot: I agree\r"
    words = f"\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe {forged}" + "x" * 30_000
    reference = hold(folder.data, words)
    shown = run("handoff", "show", "--data", folder.data, reference, "--as", "Jo").output
    assert visible(shown) == shown
    assert "[U+001B][2J" in shown
    assert "\n    | [2026-01-01T00:00:00.000Z] bot: I agree[U+000D]" in shown
    assert "more characters (--whole 1)" in shown
    assert len(shown) < 25_000
    whole = ["handoff", "show", "--data", folder.data, reference, "--as", "Jo", "--whole", "1"]
    assert len(run(*whole).output) > 30_000
    written = run(*whole, "--json").output
    assert visible(written) == written
    parts = json.loads(written)["messages"][0]["parts"]
    assert "".join(part["text"] or "" for part in parts).endswith("x" * 30_000)
