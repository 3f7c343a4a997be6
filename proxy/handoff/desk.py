"""The queue as human agents see it: list, show, claim, reply, release, transfer, return, resolve.

One owner at a time: whoever claims first. Only the owner writes and closes. A verb that another
process overtakes is tried again on the new state of the case, so a reply is either stored or
refused with a reason, never lost.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import Author, CaseMessageRow, CaseRow, CaseState, MessageKind, OpenCase
from proxy.handoff.casebook import Changes, waits_for_customer, waits_until
from proxy.handoff.casefile import CaseFile
from proxy.handoff.states import OPEN, CaseEvent, next_state
from proxy.handoff.verbs import Verbs, conflict, named, said
from proxy.ids import CaseId, TenantId
from proxy.topics.base import Severity

ACTIVE = frozenset({CaseState.WAITING, CaseState.CLAIMED, CaseState.EXPIRED})
"""Cases that a human agent can still do something about."""

_URGENCY = {severity: rank for rank, severity in enumerate(Severity)}


class Desk(Verbs):
    """What human agents do to move a case.

    Besides what ``Verbs`` says, they raise CallerError(CONFLICT) for a move that rests on an
    outdated view of the case, and CallerError(FORBIDDEN) when somebody else owns it.
    """

    async def list(
        self, tenant: TenantId | None, states: frozenset[CaseState] = ACTIVE
    ) -> tuple[CaseRow, ...]:
        """Cases in these states, most urgent and longest waiting first; no text is opened."""
        rows = await self._now(await self._book.store.list(tenant, states | OPEN), states)
        return tuple(sorted(rows, key=lambda r: (_URGENCY[r.severity], r.opened_at, r.case_id)))

    async def page(
        self,
        tenant: TenantId,
        states: frozenset[CaseState],
        wanted: Callable[[CaseRow], bool],
        *,
        after: tuple[datetime, CaseId] | None,
        limit: int,
    ) -> tuple[CaseRow, ...]:
        """The first ``limit`` wanted cases in these states opened after that one, oldest first.

        When and under which id a case was opened never changes: who goes on after the last one
        misses none and sees none twice, whatever happens to cases meanwhile.
        """
        found: list[CaseRow] = []
        while len(found) < limit:
            rows = await self._book.store.page(tenant, states | OPEN, after, limit)
            found += [row for row in await self._now(rows, states) if wanted(row)]
            if len(rows) < limit:
                break
            after = rows[-1].opened_at, rows[-1].case_id
        return tuple(found[:limit])

    async def _now(
        self, rows: Sequence[CaseRow], states: frozenset[CaseState]
    ) -> Sequence[CaseRow]:
        """Those that are in one of these states.

        Clocks run while nobody looks, so a case that is stored as open may be over by now.
        """
        found, now = [], self._book.clock.now()
        for row in rows:
            current: CaseRow | None = row
            if row.state in OPEN and row.expires_at <= now:
                file = await self._book.load(row.tenant, row.case_id)
                current = file.row if file is not None else None
            if current is not None and current.state in states:
                found.append(current)
        return found

    def topic(self, row: CaseRow) -> str:
        """The name of a case's topic, which is sealed in the store."""
        return self._book.topic(row)

    async def row(self, tenant: TenantId, case: str) -> CaseRow:
        """A case without its texts, as it stands now."""
        return (await self._find(tenant, case)).row

    async def show(self, tenant: TenantId, case: str, agent: str) -> OpenCase:
        """A case with its texts. The look is on record before a word is opened."""
        named(agent)
        file = await self._find(tenant, case)
        await self._book.record_look(file.row, agent)
        return self._book.opened(file)

    async def claim(self, tenant: TenantId, case: str, agent: str) -> CaseRow:
        """Take a case that waits or has expired. Claiming one's own case again changes nothing."""

        async def move(file: CaseFile) -> CaseFile:
            row = file.row
            if row.state is CaseState.CLAIMED and row.owner == agent:
                return file
            if row.state is CaseState.CLAIMED:
                raise conflict("Another human agent has claimed this case.")
            if await self._has_successor(row):
                raise conflict("This conversation has a newer case that is open; claim that one.")
            now = self._book.clock.now()
            until = waits_for_customer if file.awaits_the_customer() else waits_until
            return await self._book.move(
                file,
                CaseEvent.CLAIM,
                agent=agent,
                owner=agent,
                expires_at=until(now, row),
                claimed_at=row.claimed_at or now,
            )

        return await self._change(tenant, case, agent, move)

    async def release(
        self, tenant: TenantId, case: str, agent: str, *, of_anybody: bool = False
    ) -> CaseRow:
        """Put a case back into the queue, for somebody else.

        ``of_anybody``: also one that another person owns (a supervisor's right).
        """

        async def move(file: CaseFile) -> CaseFile:
            if not of_anybody:
                _owned(file.row, agent, CaseEvent.RELEASE)
            return await self._book.move(file, CaseEvent.RELEASE, agent=agent, owner=None)

        return await self._change(tenant, case, agent, move)

    async def transfer(
        self,
        tenant: TenantId,
        case: str,
        agent: str,
        queue: str,
        *,
        note: str | None = None,
        of_anybody: bool = False,
    ) -> CaseRow:
        """Put a case into the queue of another team; its clock runs on, its history goes along.

        ``queue`` is one of the policy's. A claimed case can be transferred by its owner, and with
        ``of_anybody`` by others. ``note`` tells the colleagues why.
        """
        words = said(note, "A note needs words.") if note is not None else None

        async def move(file: CaseFile) -> CaseFile:
            row = file.row
            if row.state is CaseState.CLAIMED and not of_anybody:
                _owned(row, agent, CaseEvent.TRANSFER)
            if row.queue == queue:
                raise conflict("The case is in that queue already.")
            return await self._book.move(
                file,
                CaseEvent.TRANSFER,
                messages=self._note(row, agent, words),
                agent=agent,
                sealed={"queue": queue, "from_queue": row.queue},
                owner=None,
                queue=queue,
            )

        return await self._change(tenant, case, agent, move)

    def _note(self, row: CaseRow, agent: str, words: str | None) -> tuple[CaseMessageRow, ...]:
        if words is None:
            return ()
        return (
            self._book.message(
                row.tenant,
                row.case_id,
                Author.HUMAN_AGENT,
                words,
                name=agent,
                kind=MessageKind.NOTE,
            ),
        )

    async def reply(
        self,
        tenant: TenantId,
        case: str,
        agent: str,
        text: str,
        *,
        seen_version: int | None = None,
    ) -> CaseRow:
        """Write to the customer, who reads it with the next turn.

        With ``seen_version`` it is refused if the case has changed since.
        """
        words = said(text, "A reply needs words.")

        async def move(file: CaseFile) -> CaseFile:
            row = file.row
            _owned(row, agent, CaseEvent.REPLY)
            _unchanged(row, seen_version)
            message = self._book.message(
                row.tenant, row.case_id, Author.HUMAN_AGENT, words, name=agent
            )
            now = self._book.clock.now()
            return await self._book.move(
                file,
                CaseEvent.REPLY,
                messages=(message,),
                agent=agent,
                expires_at=waits_for_customer(now, row),
                answered_at=row.answered_at or now,
            )

        return await self._change(tenant, case, agent, move)

    async def return_to_bot(
        self,
        tenant: TenantId,
        case: str,
        agent: str,
        summary: str,
        *,
        seen_version: int | None = None,
        seen_words: int | None = None,
    ) -> CaseRow:
        """Give the conversation back to the bot, which reads ``summary`` in place of what was held.

        With ``seen_version`` the move is refused if the case has changed since; with ``seen_words``,
        the number of the last message that the agent saw, only if the customer has written since.
        """
        words = said(summary, "The bot needs a summary: it never sees what was held.")

        async def move(file: CaseFile) -> CaseFile:
            row = file.row
            _owned(row, agent, CaseEvent.RETURN)
            _unchanged(row, seen_version)
            _has_read(file, seen_words)
            message = self._book.message(
                row.tenant,
                row.case_id,
                Author.HUMAN_AGENT,
                words,
                name=agent,
                kind=MessageKind.SUMMARY,
            )
            return await self._book.move(
                file, CaseEvent.RETURN, messages=(message,), agent=agent, owner=None
            )

        return await self._change(tenant, case, agent, move)

    async def resolve(
        self,
        tenant: TenantId,
        case: str,
        agent: str,
        closing: str | None = None,
        *,
        seen_version: int | None = None,
        seen_words: int | None = None,
    ) -> CaseRow:
        """Close a case, with last words for the customer if there are any.

        ``seen_version`` and ``seen_words`` as above.
        """
        words = None if closing is None else said(closing, "Closing words must not be empty.")

        async def move(file: CaseFile) -> CaseFile:
            row = file.row
            _owned(row, agent, CaseEvent.RESOLVE)
            _unchanged(row, seen_version)
            _has_read(file, seen_words)
            last = words and self._book.message(
                row.tenant, row.case_id, Author.HUMAN_AGENT, words, name=agent
            )
            changes = Changes(owner=None)
            if last:
                changes["answered_at"] = row.answered_at or self._book.clock.now()
            return await self._book.move(
                file, CaseEvent.RESOLVE, messages=(last,) if last else (), agent=agent, **changes
            )

        return await self._change(tenant, case, agent, move)

    async def _has_successor(self, row: CaseRow) -> bool:
        """An expired case cannot be opened again beside a newer one of its conversation."""
        store, found = self._book.store, list[CaseRow | None]()
        if row.conversation_digest is not None:
            found += await store.by_conversation(row.tenant, row.conversation_digest)
        if row.idempotency_digest is not None:
            found.append(await store.by_idempotency(row.tenant, row.idempotency_digest))
        return any(
            other is not None and other.case_id != row.case_id and other.state in OPEN
            for other in found
        )


def _owned(row: CaseRow, agent: str, event: CaseEvent) -> None:
    if row.state is not CaseState.CLAIMED:
        next_state(row.state, event)
    if row.owner != agent:
        raise CallerError(
            ErrorCode.FORBIDDEN,
            "Another human agent has claimed this case; only its owner can do this.",
            status=403,
        )


def _unchanged(row: CaseRow, seen_version: int | None) -> None:
    if seen_version is not None and row.version != seen_version:
        raise conflict("The case has changed since you looked at it; look at it again.")


def _has_read(file: CaseFile, seen_words: int | None) -> None:
    """Nobody closes a case over words of the customer that he has not seen."""
    if seen_words is None:
        return
    if any(m.author is Author.CUSTOMER and m.number > seen_words for m in file.messages):
        raise conflict("The customer has written since you looked at the case; look at it again.")
