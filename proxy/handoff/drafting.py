"""Keeping drafts while they are written, and giving them back (drafts.py says what one is)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from proxy.handoff.base import Author, CaseRow, CaseState, MessageKind, OpenCase
from proxy.handoff.casebook import Casebook
from proxy.handoff.drafts import DraftField, DraftRow, DraftStore
from proxy.handoff.verbs import said
from proxy.ids import CaseId, TenantId


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft, opened for the person who wrote it."""

    at: datetime
    words: str = field(repr=False)


class Drafting:
    """The drafts of the person who has a case. Nothing here moves a case or its version."""

    def __init__(self, book: Casebook, store: DraftStore) -> None:
        self._book, self._store = book, store

    async def keep(
        self,
        tenant: TenantId,
        case_id: CaseId,
        agent: str,
        what: DraftField,
        words: str,
        after: int,
    ) -> datetime | None:
        """Keep the words, sealed; when it was. No words: forget the draft.

        None: nothing is kept, because there are no words, the case is not this person's, or
        something newer was sent (``after``: see ``DraftStore.keep``). Raises CallerError for words
        that could not be sent either.
        """
        if not words.strip():
            await self._store.drop(case_id, what, agent)
            return None
        said(words, "A draft needs words.")
        now = self._book.clock.now()
        sealed = self._book.seal_draft(tenant, case_id, what, words)
        row = DraftRow(case_id, what, agent, now, sealed)
        return now if await self._store.keep(tenant, row, after=after) else None

    async def of(self, row: CaseRow, agent: str) -> Mapping[DraftField, Draft]:
        """What this person has not sent yet; nothing, unless the case is theirs."""
        if row.state is not CaseState.CLAIMED or row.owner != agent:
            return {}
        kept = await self._store.of_case(row.case_id, agent)
        return {one.what: Draft(one.at, self._book.draft(row, one)) for one in kept}


def last_sent(case: OpenCase, agent: str) -> Mapping[DraftField, int]:
    """The number of this person's last message from each field; 0 for none."""
    kinds = {DraftField.REPLY: MessageKind.WORDS, DraftField.NOTE: MessageKind.NOTE}
    mine = [
        message
        for message in (*case.messages, *case.margin)
        if message.author is Author.HUMAN_AGENT and message.name == agent
    ]
    return {
        what: max((m.number for m in mine if m.kind is kinds.get(what)), default=0)
        for what in DraftField
    }
