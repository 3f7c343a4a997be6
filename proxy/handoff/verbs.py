"""What every verb of a person has in common: finding the case, and trying again when overtaken."""

import copy
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Self

from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import AlreadyAnsweredError, AnsweredRequest, CaseRow, StaleCaseError
from proxy.handoff.casebook import ATTEMPTS, Casebook, kept_changing
from proxy.handoff.casefile import CaseFile
from proxy.handoff.drafts import DraftField
from proxy.handoff.references import as_reference
from proxy.ids import CaseId, TenantId

_LONGEST_NAME = 100
_LONGEST_WORDS = 20_000

Move = Callable[[CaseFile], Awaitable[CaseFile]]
"""Changes a case as it stands, and gives it as it is afterwards."""


class OutdatedError(CallerError):
    """The caller has seen another version of the case than there is now; nothing was changed."""

    def __init__(self, version: int) -> None:
        super().__init__(
            ErrorCode.OUTDATED_VERSION,
            "The case has changed since you looked at it; look at it again.",
            status=412,
            param="if-match",
        )
        self.version = version
        """The case's version now."""


class Verbs:
    """Base of the classes that hold what people do with cases.

    ``agent`` is the name under which a person works; ``case`` is a case id or a reference as the
    customer reads it out. All verbs raise CallerError(NOT_FOUND) for a case that this tenant does
    not have and CallerError(CONFLICT) for a move that the case's state does not allow. What they
    return is stored.
    """

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._seen_version: int | None = None

    def asked(
        self,
        *,
        version: int | None = None,
        through: str | None = None,
        answer: Callable[[CaseRow], AnsweredRequest] | None = None,
        sends: DraftField | None = None,
    ) -> Self:
        """The same verbs for one request.

        With ``version`` a change is made to exactly that version of the case or refused with
        OutdatedError; it is not tried again. ``through`` is the agent key, for the record. What
        ``answer`` makes of the changed case is stored with the change, once: a second request of
        the same digest raises AlreadyAnsweredError and changes nothing. ``sends`` is the draft that
        the change says, and that is deleted with it.
        """
        verbs = copy.copy(self)
        verbs._book = replace(self._book, through=through, answer=answer, sends=sends)  # noqa: SLF001 - its own
        verbs._seen_version = version  # noqa: SLF001 - its own
        return verbs

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

    async def _change(self, tenant: TenantId, case: str, agent: str, move: Move) -> CaseRow:
        """Make a move; when somebody else was faster, look again and decide again."""
        named(agent)
        for _ in range(ATTEMPTS):
            file = await self._find(tenant, case)
            if self._seen_version not in {None, file.row.version}:
                raise OutdatedError(file.row.version)
            try:
                return (await move(file)).row
            except AlreadyAnsweredError:
                raise
            except StaleCaseError:
                continue
        raise kept_changing()


def said(text: str, problem: str) -> str:
    """The words without blanks around them. Raises CallerError if there are none, or too many."""
    words = text.strip()
    if not words:
        raise CallerError(ErrorCode.INVALID_REQUEST, problem, param="text")
    if len(words) > _LONGEST_WORDS:
        raise CallerError(
            ErrorCode.INVALID_REQUEST,
            f"A text may have at most {_LONGEST_WORDS} characters.",
            param="text",
        )
    return words


def named(agent: str) -> None:
    """Raise CallerError unless a person can work, and be shown to customers, under this name."""
    if not agent.strip() or not agent.isprintable() or len(agent) > _LONGEST_NAME:
        raise CallerError(
            ErrorCode.INVALID_REQUEST,
            f"A human agent needs a printable name of at most {_LONGEST_NAME} characters.",
            param="agent",
        )


def conflict(message: str) -> CallerError:
    """The move rests on an outdated view of the case."""
    return CallerError(ErrorCode.CONFLICT, message, status=409)
