"""Drafts: what the person who has a case began to write in it and did not send. Value types.

A draft belongs to the case and to its owner. It dies when it is sent, when the case leaves the
owner, and with the case; it changes no version and is on no record, since it was said to nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from proxy.ids import CaseId, TenantId


class DraftField(StrEnum):
    """What it will become when it is sent."""

    REPLY = "reply"
    NOTE = "note"
    SUMMARY = "summary"
    """For the bot, with the return."""
    CLOSING = "closing"
    """Last words for the customer."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as it is stored."""

    case_id: CaseId
    what: DraftField
    agent: str
    at: datetime
    sealed_words: bytes = field(repr=False)


class DraftStore(Protocol):
    """What drafts need of a store. Sending and leaving are seen to by the store of cases."""

    async def keep(self, tenant: TenantId, draft: DraftRow, *, after: int) -> bool:
        """Keep a draft in place of the one before it, if the case is claimed by its agent.

        ``after``: the number of the last message that this person is known to have sent from this
        field, 0 for none. Where a later one is stored the draft is older than what was sent, and
        not kept. False: it was not kept.
        """
        ...

    async def drop(self, case_id: CaseId, what: DraftField, agent: str) -> None:
        """Really delete this person's draft."""
        ...

    async def of_case(self, case_id: CaseId, agent: str) -> Sequence[DraftRow]:
        """This person's drafts in a case."""
        ...
