"""A week in the life of a queue, made before the proxy starts: for figures and pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from proxy.cellar import DEFAULT_TENANT, open_cellar
from proxy.clock import SetClock
from proxy.handoff import History, Queue
from proxy.handoff.margin import Margin, Sighting, Verdict
from proxy.ids import ConversationId
from proxy.policy.base import Policy
from proxy.policy.load import load_policy
from proxy.turn import Message, Speaker
from tests.handoff.world import SetRoster


@dataclass(frozen=True, slots=True)
class Past:
    """A case of the past: how long ago it came, what became of it, minutes until that."""

    hours_ago: int
    topic: str
    words: str
    end: str
    claimed: int = 0
    answered: int = 0
    stars: int | None = None
    verdict: Verdict | None = None


WEEK: Final[Sequence[Past]] = (
    Past(150, "legal_threat", "I will take you to court over this invoice", "resolved", 12, 31, 4, Verdict.RIGHTLY_HELD),
    Past(147, "human", "Can I talk to a real person?", "resolved", 2, 5, 5),
    Past(130, "product_injury", "The kettle burned my hand", "resolved", 6, 9, 5, Verdict.RIGHTLY_HELD),
    Past(126, "human", "agent please", "abandoned", 4, 7),
    Past(122, "payment_fraud", "Somebody paid with my card in your shop", "resolved", 9, 22, 3),
    Past(101, "human", "speak to a human", "returned", 3, 6, 4),
    Past(99, "legal_threat", "do you sell lawyer costumes", "returned", 8, 10, None, Verdict.WRONGLY_HELD),
    Past(96, "data_subject_request", "Please delete all my data", "resolved", 55, 70, 4),
    Past(78, "human", "I want a human", "expired"),
    Past(75, "account_takeover", "Someone changed the e-mail of my account", "resolved", 5, 14, 5),
    Past(74, "human", "real person please", "resolved", 1, 3, 5),
    Past(53, "discrimination_or_harassment", "Your clerk insulted me", "resolved", 18, 40, 2),
    Past(51, "human", "human", "returned", 2, 4, 4),
    Past(50, "bot_failed", "you did not understand me again", "resolved", 7, 9, 3, Verdict.SOMETHING_MISSED),
    Past(30, "product_injury", "My son got a rash from the cream", "resolved", 4, 8, 5),
    Past(28, "human", "let me talk to someone", "resolved", 3, 5, 4),
    Past(26, "payment_fraud", "I see two payments I never made", "resolved", 11, 19, 4),
    Past(6, "human", "customer service please", "resolved", 2, 4, 5),
    Past(4, "legal_threat", "My solicitor will write to you", "resolved", 15, 26, 3),
)  # fmt: skip


async def live_through(data: Path, policy_file: Path, week: Sequence[Past] = WEEK) -> None:
    """Let all of it happen, each at its own time."""
    policy = load_policy(policy_file)
    now = datetime.now(UTC)
    clock = SetClock(now - timedelta(days=8))
    async with open_cellar(data, clock=clock) as cellar:
        book = cellar.casebook()
        queue, margin = Queue(book, lambda: policy.handoff, SetRoster()), Margin(book)
        for number, past in enumerate(week):
            clock.forward(now - timedelta(hours=past.hours_ago) - clock.now())
            case = await _held(queue, policy, past, number)
            await _ended(queue, margin, clock, case, past)


async def _held(queue: Queue, policy: Policy, past: Past, number: int) -> str:
    said = (Message(0, Speaker.CUSTOMER, (), past.words),)
    history = History(f"past-{number}", None, said)
    reply = await queue.hold(
        DEFAULT_TENANT,
        history,
        topic=past.topic,
        handling=policy.handoff.topics[past.topic],
        standing=await queue.standing(DEFAULT_TENANT, history),
        language="en",
        conversation=ConversationId(f"conv_past{number}"),
        sighting=Sighting(past.topic, "phrases.en[1]", 1.0, policy.version),
    )
    return reply.case_id


async def _ended(queue: Queue, margin: Margin, clock: SetClock, case: str, past: Past) -> None:
    tenant, agent = DEFAULT_TENANT, "Ada"
    if past.end != "expired":
        clock.forward(timedelta(minutes=past.claimed))
        await queue.claim(tenant, case, agent)
        clock.forward(timedelta(minutes=past.answered - past.claimed))
        await queue.reply(tenant, case, agent, "I am looking into it now.")
    match past.end:
        case "resolved":
            await queue.resolve(tenant, case, agent)
        case "returned":
            await queue.return_to_bot(tenant, case, agent, "Settled; nothing open.")
        case _:
            pass  # its clock runs out
    if past.stars is not None:
        await margin.rate(tenant, case, past.stars)
    if past.verdict is not None:
        await margin.judge(tenant, case, agent, past.verdict, why="")
