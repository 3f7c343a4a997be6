"""Finding the cases of a conversation, and none of anybody else's.

By the conversation id that the client names; by a reference in an earlier answer of ours, proven by
the customer message before it; by the ``Idempotency-Key`` of the very same request. Nothing else:
what a first message says finds no case, and a reference with the wrong message is an unknown one.
"""

from collections.abc import Sequence
from typing import Final

from proxy.handoff.base import CaseRow, History, StaleCaseError
from proxy.handoff.casebook import ATTEMPTS, Casebook, kept_changing, once_arrived
from proxy.handoff.casefile import CaseFile
from proxy.handoff.reading import Reading
from proxy.handoff.states import CaseEvent
from proxy.ids import CaseId, TenantId

_REFERENCES: Final = 32
"""How many different references of one history are looked up, newest first."""


class Finder:
    """Looks cases up; what it gives is up to date: clocks have run, arrived words are marked."""

    def __init__(self, book: Casebook) -> None:
        self._book = book

    async def find(
        self, tenant: TenantId, history: History, reading: Reading
    ) -> tuple[list[CaseFile], CaseFile | None]:
        """The cases of this conversation, and the one that holds this very request, if any."""
        found: dict[CaseId, CaseFile] = {}
        named = self._digest(tenant, history)
        for row in await self.of_conversation(tenant, history):
            found[row.case_id] = await self._current(row)
        for file in await self._proven(tenant, reading):
            # Another id in our books than in this request: then it is another conversation.
            other = file.row.conversation_digest
            if named is None or other is None or other == named:
                found[file.row.case_id] = file
        same = None
        if history.idempotency:
            digest = self._book.digests(tenant).request(history.idempotency, history)
            asked = await self._book.store.by_idempotency(tenant, digest)
            if asked is not None:
                same = found[asked.case_id] = await self._current(asked)
        return list(found.values()), same

    async def of_conversation(self, tenant: TenantId, history: History) -> Sequence[CaseRow]:
        """The rows of the conversation that the client names; none if it names none."""
        digest = self._digest(tenant, history)
        return await self._book.store.by_conversation(tenant, digest) if digest else ()

    async def arrived(self, file: CaseFile, reading: Reading) -> CaseFile:
        """Mark as delivered what came back in the history: it has reached the customer."""
        shown = file.shown_in(reading)
        for _ in range(ATTEMPTS):
            if shown <= file.row.delivered:
                return file
            try:
                changes = once_arrived(self._book.clock.now(), file, shown)
                return await self._book.move(file, CaseEvent.DELIVER, **changes)
            except StaleCaseError:
                file = await self._again(file.row)
        raise kept_changing()

    def _digest(self, tenant: TenantId, history: History) -> bytes | None:
        if not history.conversation:
            return None
        return self._book.digests(tenant).conversation(history.conversation)

    async def _proven(self, tenant: TenantId, reading: Reading) -> list[CaseFile]:
        proofs: dict[str, list[int]] = {}
        for answer in reversed(reading.answers):
            for mention in answer.mentions:
                proofs.setdefault(mention.reference, []).extend(answer.answered[-1:])
        files = []
        for reference in list(proofs)[:_REFERENCES]:
            row = await self._book.store.by_reference(tenant, reference)
            if row is None:
                continue
            file = await self._book.file(row)
            if any(file.proves(reading.customers[index]) for index in proofs[reference]):
                files.append(await self._current(row))
        return files

    async def _current(self, row: CaseRow) -> CaseFile:
        try:
            return await self._book.let_time_pass(await self._book.file(row))
        except StaleCaseError:
            return await self._again(row)

    async def _again(self, row: CaseRow) -> CaseFile:
        file = await self._book.load(row.tenant, row.case_id)
        if file is None:
            raise kept_changing()
        return file
