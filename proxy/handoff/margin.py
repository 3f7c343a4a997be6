"""The margin of a case: notes, follow-ups, what the rules saw, what people think of the rules.

All of it is sealed like the conversation and dies with the case. Nothing here moves a case, reaches
a customer or reaches the bot; who may write is not bound to who owns the case.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import Author, CaseMessage, CaseRow, MessageKind, OpenCase
from proxy.handoff.casebook import Changes
from proxy.handoff.casefile import CaseFile
from proxy.handoff.states import CaseEvent
from proxy.handoff.verbs import Verbs, named, said
from proxy.ids import TenantId
from proxy.topics.base import TopicHit

BEST_RATING: Final = 5
LATEST_FOLLOW_UP: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the rules saw in a held message: the topic, and the phrase or example that said so."""

    topic: str
    rule: str
    score: float
    policy: str
    """Version of the policy in force."""

    @classmethod
    def of(cls, hit: TopicHit, policy: str) -> "Sighting":
        """What a hit says."""
        return cls(hit.topic, hit.rule, hit.score, policy)

    @classmethod
    def read(cls, written: str) -> "Sighting":
        """One that was stored."""
        return cls(**json.loads(written))

    def written(self) -> str:
        """As it is stored."""
        return json.dumps(
            {"topic": self.topic, "rule": self.rule, "score": self.score, "policy": self.policy}
        )


class Verdict(StrEnum):
    """What a person thinks of the rules."""

    RIGHTLY_HELD = "rightly_held"
    WRONGLY_HELD = "wrongly_held"
    SOMETHING_MISSED = "something_missed"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on one held message, and why."""

    verdict: Verdict
    message: int
    """Number of the held message that it is about."""
    agent: str
    at: datetime
    why: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A judged message, from which a security engineer may make a test of the policy."""

    reference: str
    language: str
    judgement: Judgement
    sighting: Sighting | None = field(repr=False)
    text: str = field(repr=False)
    """The customer's words: values in them must be hidden before they leave the house."""


class Margin(Verbs):
    """What people write beside a case. See ``Verbs`` for what all of these raise."""

    async def note(self, tenant: TenantId, case: str, agent: str, text: str) -> CaseRow:
        """Write something for colleagues."""
        return await self._write(
            tenant, case, agent, CaseEvent.NOTE, MessageKind.NOTE, said(text, "A note needs words.")
        )

    async def plan_follow_up(
        self, tenant: TenantId, case: str, agent: str, text: str, due: datetime
    ) -> CaseRow:
        """Plan to contact the customer again: how and why (``text``), and when."""
        words = said(text, "Say how the customer will be contacted, and why.")
        if not timedelta() < due - self._book.clock.now() <= LATEST_FOLLOW_UP:
            raise CallerError(
                ErrorCode.INVALID_REQUEST,
                "A follow-up lies in the future, and within a year.",
                param="due",
            )
        return await self._write(
            tenant,
            case,
            agent,
            CaseEvent.FOLLOW_UP,
            MessageKind.FOLLOW_UP,
            words,
            Changes(follow_up_at=due),
        )

    async def finish_follow_up(
        self, tenant: TenantId, case: str, agent: str, text: str = "Done."
    ) -> CaseRow:
        """The customer has been contacted, or need not be."""
        words = said(text, "Say what came of it.")
        return await self._write(
            tenant,
            case,
            agent,
            CaseEvent.FOLLOW_UP,
            MessageKind.FOLLOW_UP,
            words,
            Changes(follow_up_at=None),
        )

    async def follow_ups(self, tenant: TenantId) -> Sequence[CaseRow]:
        """Cases whose customer is to be contacted again, the earliest first; no text is opened."""
        return await self._book.store.follow_ups(tenant)

    async def judge(
        self,
        tenant: TenantId,
        case: str,
        agent: str,
        verdict: Verdict,
        *,
        message: int | None = None,
        why: str = "",
    ) -> CaseRow:
        """Say whether the rules were right about a held message (default: the first one)."""
        named(agent)
        file = await self._find(tenant, case)
        held = [m.number for m in file.messages if m.digest is not None]
        about = held[0] if message is None and held else message
        if about not in held:
            raise CallerError(
                ErrorCode.NOT_FOUND, "The case holds no such message.", status=404, param="message"
            )
        written = json.dumps(
            {"verdict": verdict.value, "message": about, "why": why.strip()[:2000]}
        )
        return await self._write(tenant, case, agent, CaseEvent.JUDGE, MessageKind.VERDICT, written)

    async def rate(self, tenant: TenantId, case: str, rating: int) -> CaseRow:
        """Keep the customer's rating, 1 (bad) to 5 (good); a later one replaces it."""
        if not 1 <= rating <= BEST_RATING:
            raise CallerError(
                ErrorCode.INVALID_REQUEST,
                f"A rating is a whole number from 1 to {BEST_RATING}.",
                param="rating",
            )

        async def move(file: CaseFile) -> CaseFile:
            if file.row.rating == rating:
                return file
            return await self._book.move(file, CaseEvent.RATE, rating=rating)

        return await self._change(tenant, case, "customer", move)

    async def candidates(self, tenant: TenantId, agent: str) -> tuple[Candidate, ...]:
        """All judged messages with their texts, oldest case first; each look is recorded first.

        The newest verdict on a message counts.
        """
        named(agent)
        found: list[Candidate] = []
        for row in await self._book.store.judged(tenant):
            file = await self._book.file(row)
            await self._book.record_look(row, agent, "candidate")
            found += candidates_of(self._book.opened(file))
        return tuple(found)

    async def _write(
        self,
        tenant: TenantId,
        case: str,
        agent: str,
        event: CaseEvent,
        kind: MessageKind,
        words: str,
        changes: Changes | None = None,
    ) -> CaseRow:
        async def move(file: CaseFile) -> CaseFile:
            row = file.row
            message = self._book.message(
                row.tenant, row.case_id, Author.HUMAN_AGENT, words, name=agent, kind=kind
            )
            return await self._book.move(
                file, event, messages=(message,), agent=agent, **(changes or Changes())
            )

        return await self._change(tenant, case, agent, move)


def sightings(case: OpenCase) -> dict[int, Sighting]:
    """What the rules saw, by the number of the held message it was seen in."""
    held = [m.number for m in case.messages if m.held]
    found: dict[int, Sighting] = {}
    for message in case.margin:
        before = [number for number in held if number < message.number]
        if message.kind is MessageKind.SIGHTING and before:
            found[before[-1]] = Sighting.read(message.text)
    return found


def judgements(case: OpenCase) -> dict[int, Judgement]:
    """The newest verdict on each judged message, by the message's number."""
    found: dict[int, Judgement] = {}
    for message in case.margin:
        if message.kind is MessageKind.VERDICT:
            said_ = json.loads(message.text)
            found[said_["message"]] = Judgement(
                verdict=Verdict(said_["verdict"]),
                message=said_["message"],
                agent=message.name or "",
                at=message.at,
                why=said_["why"],
            )
    return found


def notes(case: OpenCase) -> tuple[CaseMessage, ...]:
    """What colleagues wrote for each other, follow-ups included, in order."""
    kinds = {MessageKind.NOTE, MessageKind.FOLLOW_UP}
    return tuple(message for message in case.margin if message.kind in kinds)


def candidates_of(case: OpenCase) -> Sequence[Candidate]:
    """The judged messages of one case."""
    seen, texts = sightings(case), {m.number: m.text for m in case.messages}
    return [
        Candidate(
            reference=case.row.reference,
            language=case.row.language,
            judgement=judgement,
            sighting=seen.get(number),
            text=texts[number],
        )
        for number, judgement in sorted(judgements(case).items())
        if number in texts
    ]
