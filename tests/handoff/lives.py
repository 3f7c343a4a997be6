"""Lives of cases in processes that are killed, and the same lives taken up again by others.

``python -m tests.handoff.lives FOLDER EVERY``: one life to its end, which counts the points where a
process can die; then, for every EVERY-th point, a process that dies there and one that goes on.
Prints a line of JSON for each: the point, how the first process ended, what the customer had read.
"""

# ruff: noqa: D102 - the names of what people do are the sentences

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from proxy.audit import AuditLog
from proxy.cellar import Cellar, open_cellar
from proxy.clock import SetClock
from proxy.handoff import Queue
from proxy.handoff.base import CaseState, OpenCase
from proxy.handoff.desk import ACTIVE
from proxy.handoff.margin import Margin, notes
from proxy.storage import SqlCaseStore
from proxy.storage import cases as store_module
from proxy.turn import Speaker
from tests.forks import Point, arm, forked
from tests.handoff.world import RULES, SHOP, Chat, SetRoster, World

BEGIN: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PLACES: Final[Sequence[tuple[object, str, bool]]] = (
    (AuditLog, "record", False),
    (AuditLog, "record", True),
    (store_module, "_append", True),
    (SqlCaseStore, "insert", True),
    (SqlCaseStore, "update", True),
)
"""Before a record; between record and change; inside the transaction; after it, nobody told yet."""

Step = Callable[["Life"], Awaitable[None]]


class Life:
    """A customer, and the people who answer. Everybody looks before doing a thing again."""

    def __init__(self, cellar: Cellar, clock: SetClock, name: str, said: list[list[str]]) -> None:
        world = World(store=cellar.cases)
        world.queue = Queue(cellar.casebook(), lambda: RULES, SetRoster())
        self.queue, self.margin, self.clock = world.queue, Margin(cellar.casebook()), clock
        self.store = cellar.cases
        self.chat = Chat(world, name, SHOP)
        self.chat.said = [(Speaker(speaker), text) for speaker, text in said]

    def say(self, text: str, topic: str | None = None) -> Awaitable[str]:
        return self.chat.say(f"{self.chat.conversation}: {text}", topic)

    async def case(self) -> str:
        """The newest case of this customer."""
        digest = self.queue._book.digests(SHOP).conversation(self.chat.conversation or "")
        return (await self.store.by_conversation(SHOP, digest))[0].case_id

    async def opened(self, agent: str) -> OpenCase:
        return await self.queue.show(SHOP, await self.case(), agent)

    async def claim(self, agent: str) -> None:
        await self.queue.claim(SHOP, await self.case(), agent)

    async def reply(self, agent: str, text: str) -> None:
        words = f"{self.chat.conversation}: {text}"
        if words not in {message.text for message in (await self.opened(agent)).messages}:
            await self.queue.reply(SHOP, await self.case(), agent, words)

    async def note(self, agent: str, text: str) -> None:
        if text not in {note.text for note in notes(await self.opened(agent))}:
            await self.margin.note(SHOP, await self.case(), agent, text)

    async def transfer(self, agent: str) -> None:
        if (await self.opened(agent)).row.queue != "legal":
            await self.queue.transfer(SHOP, await self.case(), agent, "legal", note="yours")

    async def finish(self, agent: str, *, back: bool) -> None:
        if (await self.opened(agent)).row.state is not CaseState.CLAIMED:
            return
        words, case = f"{self.chat.conversation}: last words", await self.case()
        if back:
            await self.queue.return_to_bot(SHOP, case, agent, f"{self.chat.conversation}: summary")
        else:
            await self.queue.resolve(SHOP, case, agent, words)

    async def let_time_pass(self) -> None:
        self.clock.forward(timedelta(hours=2))
        await self.queue.list(SHOP, ACTIVE)


STEPS: Final[Sequence[Step]] = (
    lambda life: _heard(life.say("hello"), life),
    lambda life: _heard(life.say("let me talk to a person", "human"), life),
    lambda life: life.claim("Ada"),
    lambda life: life.reply("Ada", "first answer"),
    lambda life: _heard(life.say("what now"), life),
    lambda life: _heard(life.say("and then"), life),
    lambda life: life.note("Bob", "be kind"),
    lambda life: life.transfer("Ada"),
    lambda life: life.claim("Bob"),
    lambda life: life.reply("Bob", "second answer"),
    lambda life: life.finish("Bob", back=True),
    lambda life: _heard(life.say("thanks"), life),
    lambda life: _heard(life.say("bye"), life),
    lambda life: _heard(life.say("i will sue you", "legal"), life),
    lambda life: life.let_time_pass(),
    lambda life: _heard(life.say("nobody there?"), life),
    lambda life: life.claim("Eve"),
    lambda life: life.finish("Eve", back=False),
    lambda life: _heard(life.say("at last"), life),
    lambda life: _heard(life.say("and the bot?"), life),
)
"""All moves of a case but those that a customer makes by going back."""

FORWARDED: Final = ("hello", "bye", "and the bot?")
ANSWERS: Final = ("first answer", "second answer", "last words")


async def _heard(answer: Awaitable[str], life: Life) -> None:
    await answer
    del life


async def live(data: Path, name: str, told: list[str], tell: int) -> None:
    """All steps that have not been told of yet; tells of each when it is done."""
    said = json.loads(told[-1]) if told else []
    clock = SetClock(BEGIN + timedelta(minutes=len(told)) + timedelta(hours=2 * (len(told) > 14)))
    async with open_cellar(data, clock=clock) as cellar:
        life = Life(cellar, clock, name, said)
        for step in STEPS[len(told) :]:
            await step(life)
            clock.forward(timedelta(minutes=1))
            lines = [[speaker.value, text] for speaker, text in life.chat.said]
            os.write(tell, f"{json.dumps(lines)}\n".encode())


def lived(data: Path, name: str, told: list[str], point: Point | None) -> tuple[str, list[str]]:
    """Live in a process of its own; how it ended, and what was told of."""
    heard, tell = os.pipe()

    def work() -> None:
        if point is not None:
            arm(point)
        asyncio.run(live(data, name, told, tell))

    child = forked(work)
    os.close(tell)
    with os.fdopen(heard) as lines:
        told = [*told, *lines.read().splitlines()]
    _, status = os.waitpid(child, 0)
    return ("killed" if os.WIFSIGNALED(status) else f"ended {os.WEXITSTATUS(status)}"), told


def counted(data: Path) -> list[Point]:
    """One undisturbed life, and every point that it passes."""
    calls = [0] * len(PLACES)
    reals = [getattr(owner, name) for owner, name, _ in PLACES]

    def counting(at: int) -> Callable[..., object]:
        def called(*args: object, **options: object) -> object:
            calls[at] += 1
            return reals[at](*args, **options)

        return called

    heard, tell = os.pipe()

    def work() -> None:
        for at, (owner, name, _) in enumerate(PLACES):
            # The same function twice: the first place counts for both.
            if getattr(owner, name) is reals[at]:
                setattr(owner, name, counting(at))
        asyncio.run(live(data, "undisturbed", [], os.open(os.devnull, os.O_WRONLY)))
        os.write(tell, json.dumps(calls).encode())

    child = forked(work)
    os.close(tell)
    with os.fdopen(heard) as lines:
        found = json.loads(lines.read())
    os.waitpid(child, 0)
    by_name = {name: count for (_, name, _), count in zip(PLACES, found, strict=True) if count}
    return [
        (owner, name, behind, call)
        for owner, name, behind in PLACES
        for call in range(1, by_name[name] + 1)
    ]


def main() -> None:
    """As the words of the command line say."""
    data, every = Path(sys.argv[1]), int(sys.argv[2])
    for number, point in enumerate(counted(data)):
        if number % every:
            continue
        _, name, behind, call = point
        ended, told = lived(data, f"life-{number}", [], point)
        again, told = lived(data, f"life-{number}", told, None)
        line = {
            "point": f"{'after' if behind else 'before'} {name} {call}",
            "name": f"life-{number}",
            "ended": ended,
            "again": again,
            "told": len(told),
            "said": json.loads(told[-1]),
        }
        sys.stdout.write(f"{json.dumps(line)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
