"""Human agents who hurry: ``python -m tests.whole_way.crowd FOLDER AGENT…``.

Each takes whatever waits, answers it and gives it back to the bot, without looking what the others
do. Prints what each has got, and ends when its standard input does.
"""

import asyncio
import random
import sys
from pathlib import Path

from proxy.cellar import DEFAULT_TENANT, open_cellar
from proxy.errors import CallerError
from proxy.handoff.base import CaseState
from proxy.handoff.desk import Desk

WAITING = frozenset({CaseState.WAITING})


def words_for(agent: str, reference: str) -> str:
    """What this agent writes to this customer."""
    return f"{agent} answers {reference}"


async def hurry(desk: Desk, agent: str, over: asyncio.Event) -> None:
    """Until it is over."""
    chance = random.Random(agent)
    while not over.is_set():
        rows = list(await desk.list(DEFAULT_TENANT, WAITING))
        chance.shuffle(rows)
        for row in rows:
            try:
                await desk.claim(DEFAULT_TENANT, row.case_id, agent)
            except CallerError:
                continue
            sys.stdout.write(f"{row.reference}\t{agent}\n")
            sys.stdout.flush()
            await asyncio.sleep(chance.uniform(0, 0.3))
            words = words_for(agent, row.reference)
            await desk.reply(DEFAULT_TENANT, row.case_id, agent, words)
            await asyncio.sleep(chance.uniform(0, 0.3))
            await desk.return_to_bot(DEFAULT_TENANT, row.case_id, agent, "All settled.")
        await asyncio.sleep(chance.uniform(0.1, 0.5))


async def work(data: Path, agents: list[str]) -> None:
    """All of them at once, in this process."""
    over = asyncio.Event()
    async with open_cellar(data) as cellar:
        hurrying = [asyncio.create_task(hurry(cellar.desk(), agent, over)) for agent in agents]
        await asyncio.to_thread(sys.stdin.read)
        over.set()
        await asyncio.gather(*hurrying)


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), sys.argv[2:]))
