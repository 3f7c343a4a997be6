"""Killed at any point of a case's life and taken up by another process, it ends as if undisturbed."""

import asyncio
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from proxy.cellar import open_cellar
from proxy.handoff.base import Author, CaseState, MessageKind, OpenCase
from tests.handoff.lives import ANSWERS, BEGIN, FORWARDED
from tests.handoff.world import SHOP
from tests.running import installed, run_module

EVERY = int(os.environ.get("HAMMER_LIVES", "8"))
"""Every how many points of a life there is a death; `make hammer` takes them all."""
HELD = ("let me talk to a person", "what now", "and then", "thanks")
HELD_LATER = ("i will sue you", "nobody there?", "at last")


def lives(data: Path, every: int) -> list[dict[str, Any]]:
    done = run_module("tests.handoff.lives", data, str(every), timeout=900)
    return [json.loads(line) for line in done.stdout.splitlines()]


async def cases_of(data: Path, names: Sequence[str]) -> Mapping[str, list[OpenCase]]:
    """The cases of each life, oldest first."""
    async with open_cellar(data) as cellar:
        book = cellar.casebook()
        found: dict[str, list[OpenCase]] = {}
        for name in names:
            digest = book.digests(SHOP).conversation(name)
            rows = await book.store.by_conversation(SHOP, digest)
            found[name] = [book.opened(await book.file(row)) for row in reversed(rows)]
        return found


def words(case: OpenCase, author: Author) -> list[str]:
    return [
        message.text.partition(": ")[2]
        for message in case.messages
        if message.author is author and message.kind is MessageKind.WORDS
    ]


def check_life(said: list[list[str]], cases: list[OpenCase]) -> None:
    """What the customer read, and what is stored, are those of an undisturbed life."""
    read = [text for speaker, text in said if speaker == "assistant"]
    for answer in ANSWERS:
        assert sum(answer in text for text in read) == 1, answer
    by_bot = [question for (_, question), answer in zip(said[::2], read, strict=True)
              if answer.startswith("bot:")]  # fmt: skip
    assert [question.partition(": ")[2] for question in by_bot] == list(FORWARDED)

    first, second = cases
    assert first.row.state is CaseState.RETURNED
    assert second.row.state is CaseState.RESOLVED
    held = [m.text.partition(": ")[2] for m in first.messages if m.held]
    assert held == list(HELD)
    assert [m.text.partition(": ")[2] for m in second.messages if m.held] == list(HELD_LATER)
    assert words(first, Author.HUMAN_AGENT) == ["first answer", "second answer"]
    assert words(second, Author.HUMAN_AGENT) == ["last words"]
    written = [m.text for m in first.margin if m.kind is not MessageKind.SIGHTING]
    assert written == ["be kind", "yours"]
    kinds = Counter(message.kind for message in (*first.messages, *second.messages))
    assert kinds[MessageKind.SUMMARY] == kinds[MessageKind.EXPIRED] == 1


def check_log(records: list[dict[str, Any]], cases: Sequence[OpenCase]) -> None:
    """Each stored change is on record; what is on record twice was cut off between the two."""
    recorded = Counter(
        (record["clear"]["case"], record["clear"]["version"])
        for record in records
        if record["kind"] in {"case_opened", "case_changed"}
    )
    for case in cases:
        row = case.row
        counts = [recorded[row.case_id, version] for version in range(1, row.version + 1)]
        assert all(count >= 1 for count in counts)
        assert sum(counts) - len(counts) <= 1
        assert not recorded[row.case_id, row.version + 1]


@pytest.mark.timeout(1000)
@pytest.mark.parametrize("where", ["sqlite", "postgres"])
def test_a_case_survives_a_kill_at_every_point_of_its_life(
    where: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    database = request.getfixturevalue("postgres") if where == "postgres" else None
    proxy = installed(tmp_path, "http://127.0.0.1:9", database=database)
    every = EVERY if where == "sqlite" else 3 * EVERY
    told = lives(proxy.data, every)
    cases = asyncio.run(cases_of(proxy.data, [life["name"] for life in told]))
    records = proxy.opened_log(tmp_path / "log.bundle")

    assert len(told) > 90 // every
    for life in told:
        assert (life["ended"], life["again"]) == ("killed", "ended 0"), life["point"]
        check_life(life["said"], cases[life["name"]])
        check_log(records, cases[life["name"]])
    assert all(case.row.opened_at >= BEGIN for found in cases.values() for case in found)
