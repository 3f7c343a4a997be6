"""What every verb of a person has in common: finding the case, and trying again when overtaken."""

from collections.abc import Awaitable, Callable

from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import CaseRow, StaleCaseError
from proxy.handoff.casebook import ATTEMPTS, Casebook, kept_changing
from proxy.handoff.casefile import CaseFile
from proxy.handoff.references import as_reference
from proxy.ids import CaseId, TenantId

_LONGEST_NAME = 100
_LONGEST_WORDS = 20_000

Move = Callable[[CaseFile], Awaitable[CaseFile]]
"""Changes a case as it stands, and gives it as it is afterwards."""


class Verbs:
    """Base of the classes that hold what people do with cases.

    ``agent`` is the name under which a person works; ``case`` is a case id or a reference as the
    customer reads it out. All verbs raise CallerError(NOT_FOUND) for a case that this tenant does
    not have and CallerError(CONFLICT) for a move that the case's state does not allow. What they
    return is stored.
    """

    def __init__(self, book: Casebook) -> None:
        self._book = book

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
            try:
                return (await move(await self._find(tenant, case))).row
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
