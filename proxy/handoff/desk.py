"""The queue as human agents see it: list, show, claim, reply, release, return, resolve.

One owner at a time: whoever claims first. Only the owner writes and closes. A verb that another
process overtakes is tried again on the new state of the case, so a reply is either stored or
refused with a reason, never lost.
"""

from collections.abc import Awaitable, Callable

from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import Author, CaseRow, CaseState, MessageKind, OpenCase, StaleCaseError
from proxy.handoff.casebook import ATTEMPTS, Casebook, kept_changing, waits_until
from proxy.handoff.casefile import CaseFile
from proxy.handoff.references import as_reference
from proxy.handoff.states import OPEN, CaseEvent, next_state
from proxy.ids import CaseId, TenantId
from proxy.topics.base import Severity

ACTIVE = frozenset({CaseState.WAITING, CaseState.CLAIMED, CaseState.EXPIRED})
"""Cases that a human agent can still do something about."""

_LONGEST_NAME = 100

_URGENCY = {severity: rank for rank, severity in enumerate(Severity)}


class Desk:
    """What human agents do. ``agent`` is the name under which a person works.

    ``case`` is a case id or a reference as the customer reads it out. All verbs raise
    CallerError(NOT_FOUND) for a case that this tenant does not have, CallerError(CONFLICT) for a
    move that the case's state does not allow or that rests on an outdated view of it, and
    CallerError(FORBIDDEN) when somebody else owns the case. What they return is stored.
    """

    def __init__(self, book: Casebook) -> None:
        self._book = book

    async def list(
        self, tenant: TenantId | None, states: frozenset[CaseState] = ACTIVE
    ) -> tuple[CaseRow, ...]:
        """Cases in these states, most urgent and longest waiting first; no text is opened."""
        rows, now = [], self._book.clock.now()
        # Clocks run while nobody looks, so a case that is stored as open may be over by now.
        for row in await self._book.store.list(tenant, states | OPEN):
            current: CaseRow | None = row
            if row.state in OPEN and row.expires_at <= now:
                file = await self._book.load(row.tenant, row.case_id)
                current = file.row if file is not None else None
            if current is not None and current.state in states:
                rows.append(current)
        return tuple(sorted(rows, key=lambda r: (_URGENCY[r.severity], r.opened_at, r.case_id)))

    async def show(self, tenant: TenantId, case: str, agent: str) -> OpenCase:
        """A case with its texts. The look is on record before a word is opened."""
        _named(agent)
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
                raise _conflict("Another human agent has claimed this case.")
            if await self._has_successor(row):
                raise _conflict("This conversation has a newer case that is open; claim that one.")
            deadline = waits_until(self._book.clock.now(), row)
            return await self._book.move(
                file, CaseEvent.CLAIM, agent=agent, owner=agent, expires_at=deadline
            )

        return await self._change(tenant, case, agent, move)

    async def release(self, tenant: TenantId, case: str, agent: str) -> CaseRow:
        """Put a case back into the queue, for somebody else."""

        async def move(file: CaseFile) -> CaseFile:
            _owned(file.row, agent, CaseEvent.RELEASE)
            return await self._book.move(file, CaseEvent.RELEASE, agent=agent, owner=None)

        return await self._change(tenant, case, agent, move)

    async def reply(self, tenant: TenantId, case: str, agent: str, text: str) -> CaseRow:
        """Write to the customer, who reads it with the next turn."""
        words = _said(text, "A reply needs words.")

        async def move(file: CaseFile) -> CaseFile:
            row = file.row
            _owned(row, agent, CaseEvent.REPLY)
            message = self._book.message(
                row.tenant, row.case_id, Author.HUMAN_AGENT, words, name=agent
            )
            deadline = waits_until(self._book.clock.now(), row)
            return await self._book.move(
                file, CaseEvent.REPLY, messages=(message,), agent=agent, expires_at=deadline
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
    ) -> CaseRow:
        """Give the conversation back to the bot, which reads ``summary`` in place of what was held.

        With ``seen_version`` the move is refused if the case has changed since, for instance
        because the customer has just written.
        """
        words = _said(summary, "The bot needs a summary: it never sees what was held.")

        async def move(file: CaseFile) -> CaseFile:
            row = file.row
            _owned(row, agent, CaseEvent.RETURN)
            _unchanged(row, seen_version)
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
    ) -> CaseRow:
        """Close a case, with last words for the customer if there are any."""
        words = None if closing is None else _said(closing, "Closing words must not be empty.")

        async def move(file: CaseFile) -> CaseFile:
            row = file.row
            _owned(row, agent, CaseEvent.RESOLVE)
            _unchanged(row, seen_version)
            last = words and self._book.message(
                row.tenant, row.case_id, Author.HUMAN_AGENT, words, name=agent
            )
            return await self._book.move(
                file,
                CaseEvent.RESOLVE,
                messages=(last,) if last else (),
                agent=agent,
                owner=None,
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

    async def _find(self, tenant: TenantId, case: str) -> CaseFile:
        store = self._book.store
        row = await store.by_id(tenant, CaseId(case.strip()))
        if row is None:
            reference = as_reference(case, self._book.digests(tenant))
            row = await store.by_reference(tenant, reference) if reference else None
        file = await self._book.load(tenant, row.case_id) if row else None
        if file is None:
            raise CallerError(
                ErrorCode.NOT_FOUND, "There is no case with this id or reference.", status=404
            )
        return file

    async def _change(
        self,
        tenant: TenantId,
        case: str,
        agent: str,
        move: Callable[[CaseFile], Awaitable[CaseFile]],
    ) -> CaseRow:
        _named(agent)
        for _ in range(ATTEMPTS):
            try:
                return (await move(await self._find(tenant, case))).row
            except StaleCaseError:
                continue
        raise kept_changing()


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
        raise _conflict("The case has changed since you looked at it; look at it again.")


def _said(text: str, problem: str) -> str:
    words = text.strip()
    if not words:
        raise CallerError(ErrorCode.INVALID_REQUEST, problem, param="text")
    return words


def _named(agent: str) -> None:
    if not agent.strip() or not agent.isprintable() or len(agent) > _LONGEST_NAME:
        raise CallerError(
            ErrorCode.INVALID_REQUEST,
            f"A human agent needs a printable name of at most {_LONGEST_NAME} characters.",
            param="agent",
        )


def _conflict(message: str) -> CallerError:
    return CallerError(ErrorCode.CONFLICT, message, status=409)
